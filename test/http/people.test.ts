import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Connector } from '../../src/contract/connector.ts'
import type { People, Report } from '../../src/contract/people.ts'
import { newKeys } from '../../src/ledger/sealing.ts'
import { testDatabase } from '../support/servers.ts'
import { channel, type GatewayOptions, startGateway, type TestGateway } from './gateway.ts'

const SITI = '+6281234567890'
const BUDI = '+6285550001111'

/** A person's message is JSON; the answer tells what came of it. */
const talk: Connector = {
  kind: 'talk',
  title: 'Obrolan uji',
  config: { type: 'object' },
  secrets: [],
  receive: async ({ rawBody }) => ({ outcome: 'message', message: JSON.parse(Buffer.from(rawBody).toString()) }),
  async converse(message, { people }) {
    const { sender, id, text } = message as { sender: string; id: string; text: string }
    const filed = await people.report(reportOf(sender, id, text))
    return { status: 201, mediaType: 'application/json', body: JSON.stringify(filed) }
  },
  reply: async () => ({}),
  probe: async () => ({ healthy: true, detail: 'ok' }),
}

const WARGA = channel('warga', { connector: 'talk', config: {}, secrets: {} })

function reportOf(sender: string, ticket: string, text: string, more: Partial<Report> = {}): Report {
  const payload = { text, from: sender }
  return {
    sender,
    replyTo: { language: 'id' },
    ticket,
    payload,
    raw: Buffer.from(JSON.stringify(payload)),
    mediaType: 'application/json',
    words: text,
    ...more,
  }
}

async function open(t: TestContext, options: GatewayOptions = {}): Promise<TestGateway & { people: People }> {
  const gateway = await startGateway(t, { channels: [WARGA], connectors: [talk], ...options })
  return { ...gateway, people: peopleOf(gateway, 'warga') }
}

function peopleOf(gateway: TestGateway, id: string): People {
  const settings = gateway.settings.channels.get(id)
  assert.ok(settings)
  return gateway.intake.openChannel(settings, new AbortController().signal).people
}

async function openTwo(t: TestContext) {
  const shared = { databaseUrl: await testDatabase(t), keys: newKeys() }
  return [await open(t, shared), await open(t, shared)] as const
}

test('a message becomes a complaint under its own ticket, with a receipt for the person, once however often it comes', async (t) => {
  const { post, ledger, people } = await open(t)
  const first = await post('warga', { sender: SITI, id: 'm-1', text: 'Lampu jalan padam di RT 4' })
  assert.equal(first.status, 201)
  assert.equal(first.body.outcome, 'stored')
  assert.match(first.body.reference, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
  const again = await post('warga', { sender: SITI, id: 'm-1', text: 'Lampu jalan padam di RT 4' })
  assert.deepEqual(again.body, { ...first.body, outcome: 'seen' })

  const row = await ledger.complaints.findByTicket('warga', 'm-1')
  assert.equal(row?.id, first.body.id)
  const feedback = await ledger.feedback.of(first.body.id)
  assert.deepEqual(
    feedback.map(({ kind, status, statusOrigin, state }) => [kind, status, statusOrigin, state]),
    [['receipt', 'received', 'baru', 'pending']],
  )
  assert.deepEqual(await ledger.feedback.claimDue(5, 1000), [feedback[0]?.id])
  const recipient = await ledger.people.recipient(first.body.id)
  assert.deepEqual(recipient, { sender: SITI, replyTo: { language: 'id' }, reference: first.body.reference, title: row?.complaint?.title })
  assert.equal((await people.cases(SITI, 5)).length, 1)
})

test('the same words of one sender, sent at once over two gateways, are one complaint', async (t) => {
  const [one, other] = await openTwo(t)
  const texts = ['Jalan berlubang di depan pasar', ' jalan BERLUBANG  di depan pasar']
  const filed = await Promise.all(
    Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).people.report(reportOf(SITI, `m-${n}`, texts[n % 2] ?? ''))),
  )
  const ids = new Set(filed.map((one) => ('id' in one ? one.id : '')))
  assert.equal(ids.size, 1)
  assert.deepEqual(filed.map(({ outcome }) => outcome).sort(), [...Array(7).fill('same_words'), 'stored'])
  assert.equal((await one.ledger.complaints.balance({})).accepted, 1)
  assert.equal((await one.ledger.feedback.of([...ids][0] ?? '')).length, 1, 'one receipt')
  const otherSender = await one.people.report(reportOf(BUDI, 'm-b', texts[0] ?? ''))
  assert.equal(otherSender.outcome, 'stored', 'the same words of somebody else are another complaint')
})
