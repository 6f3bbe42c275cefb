import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTestChannel } from '../../test/peers/channel.ts'
import type { Connector, Feedback } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Settings } from '../contract/settings.ts'
import { newComplaint, openTestLedger, silent } from '../ledger/test-ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { type ReplyOptions, replyToOrigin } from './reply-to-origin.ts'

const CHANNEL = 'telegram-jabar'
const SITI = '4711'

/** A channel of people whose connector keeps what it was told, or throws what the test wants. */
async function open(t: TestContext) {
  const { ledger, sql } = await openTestLedger(t)
  const told: Feedback[] = []
  const faults: (GatewayError | undefined)[] = []
  const connector: Connector = {
    kind: 'telegram',
    title: 'of the test',
    config: {},
    secrets: [],
    reply: async (feedback) => {
      const fault = faults.shift()
      if (fault) throw fault
      told.push(feedback)
      return { reference: `m-${told.length}` }
    },
    probe: async () => ({ healthy: true, detail: 'here' }),
  }
  const channel = openTestChannel(t, { config: {} })
  const options: ReplyOptions = {
    ledger,
    settings: () =>
      ({
        channels: new Map(),
        gateway: { reply: { firstMs: 1_000, maxMs: 3_600_000, giveUpAfterMs: 3 * 86_400_000 } },
      }) as unknown as Settings,
    connectors: new Map([['telegram', connector]]),
    channelOf: () => channel,
    log: silent,
  }
  const report = async (ticket: string, sender = SITI) => {
    const receipt = newId()
    const complaint = newComplaint(ticket, {
      origin: { region: '32', app: 'Bot', channel: CHANNEL, connector: 'telegram', ticket, link: null },
      person: { sender, replyTo: { language: 'en' }, receipt: { id: receipt, statusOrigin: 'diterima', state: 'pending' } },
    })
    await ledger.complaints.insert(complaint)
    return { id: complaint.id, receipt }
  }
  const change = async (complaintId: string, key: string): Promise<string> => {
    const id = newId()
    const status = {
      id,
      key,
      kind: 'status',
      status: 'resolved',
      statusNative: 'Selesai',
      statusOrigin: 'selesai',
      at: new Date(),
    } as const
    await ledger.complaints.recordCase(complaintId, {
      followAt: null,
      feedback: [{ ...status, answer: null, state: 'pending' }],
      events: [],
    })
    return id
  }
  const stateOf = async (id: string) => (await ledger.feedback.get(id))?.state
  return { ledger, sql, told, faults, options, report, change, stateOf }
}

test('a receipt is told to the person who reported, with their ticket number', async (t) => {
  const { told, options, report, ledger } = await open(t)
  const { id, receipt } = await report('t-1')
  assert.equal(await replyToOrigin(options, receipt), 'sent')
  const [first] = told
  assert.equal(first?.kind, 'receipt')
  assert.equal(first?.laporId, '')
  assert.deepEqual(first?.recipient, await ledger.people.recipient(id))
  assert.equal(first?.recipient?.sender, SITI)
  assert.equal((await ledger.people.find(CHANNEL, SITI, { message: 'm-1' }))?.id, id, 'an answer to that message finds the case')
})

test('a person who blocked us: all that was to be told to them stops, in all their cases; the channel, other people and operators hear nothing', async (t) => {
  const { ledger, faults, options, report, change, stateOf } = await open(t)
  const [one, two, other] = [await report('t-1'), await report('t-2'), await report('t-3', '4712')]
  const later = await change(one.id, 'status:1:resolved')
  faults.push(new GatewayError('recipient_gone', 'the bot was blocked'))
  assert.equal(await replyToOrigin(options, one.receipt), 'stopped')
  assert.deepEqual(await Promise.all([one.receipt, later, two.receipt].map(stateOf)), ['stopped', 'stopped', 'stopped'])
  assert.equal(await replyToOrigin(options, other.receipt), 'sent')
  assert.deepEqual(await ledger.alerts.open(), [])
  assert.deepEqual(
    (await ledger.ignored.all()).map(({ channel, why, count }) => [channel, why, count]),
    [[CHANNEL, 'not told: the bot was blocked', 1]],
  )
})

test('nobody is told about the complaint of an erased person, and no operator either', async (t) => {
  const { ledger, sql, told, options, report } = await open(t)
  const { id, receipt } = await report('t-1')
  await sql('update people set sealed = null, nonce = null, key_id = null, sender_index = null where complaint_id = $1', [id])
  assert.equal(await replyToOrigin(options, receipt), 'stopped')
  assert.deepEqual(told, [])
  assert.match((await ledger.feedback.get(receipt))?.reason?.message ?? '', /erased/)
  assert.deepEqual(await ledger.alerts.open(), [])
})

test('quiet hours spend no try, and nothing is given up after days of them', async (t) => {
  const { ledger, sql, faults, options, report } = await open(t)
  const { receipt } = await report('t-1')
  const night = new GatewayError('throttled', 'quiet hours', { retryAfterMs: 8 * 3_600_000 })
  faults.push(night, night, new GatewayError('connection_failed', 'away'))
  await replyToOrigin(options, receipt)
  await sql(`update feedback set created_at = created_at - interval '10 days'`)
  assert.equal(await replyToOrigin(options, receipt), 'again')
  assert.equal((await ledger.feedback.get(receipt))?.attempts, 0)
  assert.ok(((await ledger.feedback.get(receipt))?.nextAt?.getTime() ?? 0) > Date.now() + 7 * 3_600_000)
  assert.equal(await replyToOrigin(options, receipt), 'again', 'the first failure after them is not the last')
  assert.equal(await replyToOrigin(options, receipt), 'sent')
})

test('an older status is not told after a newer one; each change is told once', async (t) => {
  const { told, options, report, change, stateOf } = await open(t)
  const { id } = await report('t-1')
  const [older, newer] = [await change(id, 'status:1:in_progress'), await change(id, 'status:2:resolved')]
  assert.equal(await replyToOrigin(options, newer), 'sent')
  assert.equal(await replyToOrigin(options, older), 'stopped')
  assert.equal(await replyToOrigin(options, newer), 'not_pending')
  assert.equal(told.length, 1)
  assert.equal(await stateOf(older), 'stopped')
})

test('a channel with as many messages under way as it may have does not take a place of others', async (t) => {
  const { told, options, report } = await open(t)
  const { receipt } = await report('t-1')
  assert.equal(await replyToOrigin({ ...options, enter: () => null }, receipt), 'crowded')
  assert.equal(told.length, 0)
})
