import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { connector } from '../../connectors/webhook/index.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openPartner, type PartnerAnswer } from '../../test/peers/partner.ts'
import type { Channel, Connector } from '../contract/connector.ts'
import type { Settings } from '../contract/settings.ts'
import { deliveredComplaint, openTestLedger, silent } from '../ledger/test-ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { type ReplyOptions, replyToOrigin } from './reply-to-origin.ts'

const SECRET = `whsec_${Buffer.from('reply secret of the test').toString('base64')}`

async function open(t: TestContext, answers: readonly PartnerAnswer[]) {
  const { ledger } = await openTestLedger(t)
  const waiting = [...answers]
  const partner = await openPartner(t, () => waiting.shift() ?? { status: 200 })
  const channel: Channel = openTestChannel(t, {
    config: { auth: { kind: 'standard-webhooks' }, reply: { url: `${partner.url}/callback` } },
    secrets: { secret: SECRET },
  })
  const options: ReplyOptions = {
    ledger,
    settings: () =>
      ({
        channels: new Map(),
        gateway: { reply: { firstMs: 1_000, maxMs: 3_600_000, giveUpAfterMs: 3 * 86_400_000 } },
      }) as unknown as Settings,
    connectors: new Map<string, Connector>([['webhook', connector]]),
    channelOf: () => channel,
    log: silent,
  }
  const complaint = await deliveredComplaint(ledger, 'T-1')
  const tell = async (key: string): Promise<string> => {
    const id = newId()
    const feedback = {
      id,
      key,
      kind: 'status',
      status: 'resolved',
      statusNative: 'Selesai',
      statusOrigin: 'selesai',
      at: new Date(),
      answer: null,
      state: 'pending',
    } as const
    await ledger.complaints.recordCase(complaint, { followAt: null, feedback: [feedback], events: [] })
    return id
  }
  return { ledger, partner, options, tell, complaint }
}

test('a region that is away is told again later, under the same id', async (t) => {
  const { ledger, partner, options, tell } = await open(t, [{ status: 500 }])
  const id = await tell('status:1')
  assert.equal(await replyToOrigin(options, id), 'again')
  const waiting = await ledger.feedback.get(id)
  assert.equal(waiting?.attempts, 1)
  assert.ok((waiting?.nextAt?.getTime() ?? 0) > Date.now() - 1)
  assert.equal(await replyToOrigin(options, id), 'sent')
  assert.equal(await replyToOrigin(options, id), 'not_pending', 'told once')
  assert.deepEqual(
    partner.requests.map(({ headers }) => headers['webhook-id']),
    [id, id],
  )
})

test('Retry-After of the region is kept', async (t) => {
  const { ledger, options, tell } = await open(t, [{ status: 429, headers: { 'retry-after': '600' } }])
  const id = await tell('status:1')
  await replyToOrigin(options, id)
  const next = (await ledger.feedback.get(id))?.nextAt?.getTime() ?? 0
  assert.ok(next > Date.now() + 590_000)
})

test('410 stops everything to that address, and an alert says so', async (t) => {
  const { ledger, partner, options, tell } = await open(t, [{ status: 410 }])
  const [first, second] = [await tell('status:1'), await tell('status:2')]
  assert.equal(await replyToOrigin(options, first), 'stopped')
  assert.equal(await replyToOrigin(options, second), 'not_pending')
  assert.equal(partner.requests.length, 1)
  assert.equal((await ledger.feedback.get(second))?.state, 'stopped')
  const [alert] = await ledger.alerts.open()
  assert.equal(alert?.code, 'recipient_gone')
})

test('an answer that gets through closes what said that the origin cannot be told', async (t) => {
  const { ledger, options, tell } = await open(t, [{ status: 410 }, { status: 200 }])
  assert.equal(await replyToOrigin(options, await tell('status:1')), 'stopped')
  assert.equal((await ledger.alerts.open()).length, 1)
  assert.equal(await replyToOrigin(options, await tell('status:2')), 'sent')
  assert.deepEqual(await ledger.alerts.open(), [])
})

test('after days of trying it is stopped, with an alert', async (t) => {
  const { ledger, options, tell } = await open(
    t,
    Array.from({ length: 8 }, () => ({ status: 500 })),
  )
  const id = await tell('status:1')
  const settings = { channels: new Map(), gateway: { reply: { firstMs: 1_000, maxMs: 1_000, giveUpAfterMs: 0 } } } as unknown as Settings
  const outcomes: string[] = []
  for (let tries = 0; tries < 8; tries += 1) outcomes.push(await replyToOrigin({ ...options, settings: () => settings }, id))
  assert.deepEqual(outcomes, [...Array(7).fill('again'), 'stopped'])
  assert.equal((await ledger.alerts.open()).length, 1)
})
