import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import test, { type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { GatewayError } from '../../src/contract/errors.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { channel, type GatewayOptions, report, startGateway, type TestGateway } from './gateway.ts'
import { pageConnector, startPagePartner } from './page-partner.ts'

/** A lease as long as in operation: a machine that stands still for a second loses none. */
const PACE = { askLeaseMs: 30, firstRetryMs: 20, mostRetryMs: 100 }

test('a page is stored item by item: a bad one is parked once, and the rest goes on', async (t) => {
  const good = report()
  const bad = { ticket: 'BAD-1', note: 'no text' }
  const nameless = { text: 'a report without a ticket' }
  const { gateway, polled } = await startPolled(t, (answer) => send(answer, { items: [bad, nameless, good], cursor: 'c1' }))
  gateway.intake.startPolling()
  await polled(3)
  const row = await gateway.ledger.complaints.findByTicket('polled', String(good['ticket']))
  assert.equal(row?.delivery, 'accepted')
  const parked = await gateway.ledger.complaints.findByTicket('polled', 'BAD-1')
  assert.equal(parked?.delivery, 'parked')
  assert.equal(parked?.reason?.code, 'mapping_failed')
  assert.deepEqual(parked?.reason?.errors, [{ at: '/text', message: 'is missing' }])
  const balance = await gateway.ledger.complaints.balance({})
  assert.deepEqual(
    { accepted: balance.accepted, parked: balance.parked, inFlight: balance.inFlight },
    { accepted: 3, parked: 2, inFlight: 1 },
  )
  assert.equal((await gateway.ledger.cursors.get('polled')).cursor, 'c1')
})

test('the next poll goes on at the cursor, and a page with more is followed at once', async (t) => {
  const cursors: string[] = []
  const { gateway, polled } = await startPolled(t, (answer, cursor) => {
    cursors.push(cursor)
    send(answer, { items: [], cursor: String(cursors.length), more: cursors.length < 4 })
  })
  gateway.intake.startPolling()
  await polled(5)
  assert.deepEqual(cursors.slice(0, 5), ['', '1', '2', '3', '4'])
})

test('changed content under a known ticket is kept for a person, once; a changed status is an update', async (t) => {
  const first = report({ status: 'baru' })
  const pages = [[first], [{ ...first, text: 'Isi yang lain.' }], [{ ...first, text: 'Isi yang lain.' }], [{ ...first, status: 'selesai' }]]
  let at = 0
  const { gateway, polled } = await startPolled(t, (answer) => send(answer, { items: pages[Math.min(at++, 3)] ?? [] }))
  gateway.intake.startPolling()
  await polled(6)
  const row = await gateway.ledger.complaints.findByTicket('polled', String(first['ticket']))
  assert.equal(row?.complaint?.body, first['text'])
  const updates = await gateway.ledger.updates.of(row?.id ?? '')
  assert.deepEqual(
    updates.map(({ source, delivery }) => ({ source, delivery })),
    [
      { source: 'conflict', delivery: 'parked' },
      { source: 'origin', delivery: 'accepted' },
    ],
  )
})

test('a parked arrival whose sender mended it becomes a complaint under the same id', async (t) => {
  const good = report()
  let at = 0
  const { gateway, polled } = await startPolled(t, (answer) => send(answer, { items: [at++ === 0 ? { ticket: good['ticket'] } : good] }))
  gateway.intake.startPolling()
  await polled(1)
  await polled(3)
  const row = await gateway.ledger.complaints.findByTicket('polled', String(good['ticket']))
  assert.equal(row?.delivery, 'accepted')
  assert.equal(row?.complaint?.body, good['text'])
  assert.deepEqual(await gateway.ledger.sealed.openReporter(row?.id ?? ''), { name: good['name'], phone: good['phone'] })
  assert.deepEqual(
    (await gateway.ledger.events.of(row?.id ?? '')).map(({ kind }) => kind),
    ['parked', 'replayed'],
  )
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 1)
})

test('two gateways on one database: one polls at a time, and the other takes over', async (t) => {
  const databaseUrl = await testLedgerDatabase(t)
  let busy = 0
  let most = 0
  const { gateway, polled, settings } = await startPolled(
    t,
    async (answer) => {
      busy += 1
      most = Math.max(most, busy)
      // Also when the asker hangs up, as one that loses its lease does.
      answer.once('close', () => {
        busy -= 1
      })
      await pause(20)
      send(answer, { items: [] })
    },
    { databaseUrl },
  )
  const other = await startGateway(t, { ...settings, databaseUrl })
  gateway.intake.startPolling()
  await polled(2)
  other.intake.startPolling()
  await polled(5)
  const [held] = await gateway.ledger.leases.all()
  await gateway.intake.close()
  await polled(8)
  const [taken] = await other.ledger.leases.all()
  assert.equal(most, 1)
  assert.equal(held?.name, 'poll:polled')
  assert.notEqual(held?.holder, taken?.holder)
})

test('a partner that asks to wait is not asked again before that', async (t) => {
  const times: number[] = []
  const { gateway, polled } = await startPolled(t, (answer) => {
    times.push(performance.now())
    if (times.length === 1) answer.writeHead(429, { 'retry-after': '1' }).end()
    else send(answer, { items: [] })
  })
  gateway.intake.startPolling()
  await polled(2)
  assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 950)
})

test('who takes over the polling of a partner that asked to wait keeps to it', async (t) => {
  const asked = { patient: 0, lively: 0 }
  const databaseUrl = await testLedgerDatabase(t)
  const partner: Parameters<typeof startPolled>[1] = (answer, _cursor, token) => {
    if (token === 'Bearer lively') {
      asked.lively += 1
      return send(answer, { items: [] })
    }
    asked.patient += 1
    answer.writeHead(429, { 'retry-after': '600' }).end()
  }
  const { gateway, polled, settings } = await startPolled(t, partner, { databaseUrl })
  const [patient] = settings.channels ?? []
  assert.ok(patient)
  gateway.intake.startPolling()
  await polled(1)
  await until(async () => (await gateway.ledger.cursors.get('polled')).restMs > 0)
  await gateway.intake.close()
  const lively = { ...patient, id: 'lively', secrets: { token: 'lively' } }
  const next = await startGateway(t, { ...settings, channels: [patient, lively], databaseUrl })
  next.intake.startPolling()
  await until(async () => (await next.ledger.leases.all()).length === 2)
  // Both began at the same time.
  const before = asked.lively
  await until(async () => asked.lively >= before + 10)
  assert.equal(asked.patient, 1)
  // When it is over it asks.
  await next.ledger.cursors.rest('polled', 0)
  await next.intake.close()
  const last = await startGateway(t, { ...settings, databaseUrl })
  last.intake.startPolling()
  await until(async () => asked.patient === 2)
})

test('refused credentials pause the channel and alert; changed settings try again and take it back', async (t) => {
  const tokens: string[] = []
  const { gateway, polled } = await startPolled(t, (answer, _cursor, token) => {
    tokens.push(token)
    if (token === 'Bearer new') send(answer, { items: [] })
    else answer.writeHead(401).end()
  })
  gateway.intake.startPolling()
  await polled(1)
  await until(async () => (await gateway.ledger.alerts.open()).length === 1)
  assert.equal((await gateway.ledger.alerts.open())[0]?.code, 'credentials_refused')
  assert.equal((await gateway.ledger.channelStates.all())[0]?.paused, true)
  gateway.change((settings) => ({
    ...settings,
    channels: new Map([...settings.channels].map(([id, one]) => [id, { ...one, secrets: { token: 'new' } }])),
  }))
  await polled(3)
  assert.deepEqual(tokens.slice(0, 2), ['Bearer old', 'Bearer new'], 'the refused token was tried once')
  await until(async () => (await gateway.ledger.alerts.open()).length === 0)
  assert.equal((await gateway.ledger.channelStates.all())[0]?.paused, false)
})

test('an item for which the ledger has no room now is not parked: its page is asked for again', async (t) => {
  const good = report()
  let full = true
  const { gateway, polled } = await startPolled(t, (answer) => send(answer, { items: [good] }), {
    around: (ledger) => ({
      ...ledger,
      complaints: {
        ...ledger.complaints,
        async insert(complaint) {
          if (!full) return ledger.complaints.insert(complaint)
          full = false
          throw new GatewayError('throttled', 'no room', { retryAfterMs: 10 })
        },
      },
    }),
  })
  gateway.intake.startPolling()
  await polled(3)
  const row = await gateway.ledger.complaints.findByTicket('polled', String(good['ticket']))
  assert.equal(row?.delivery, 'accepted')
  assert.deepEqual(gateway.arrived.slice(0, 1), ['polled stored'])
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 1)
})

test('a failing partner is asked again, ever more slowly, and recovers', async (t) => {
  let at = 0
  const good = report()
  const { gateway, polled } = await startPolled(t, (answer) => {
    at += 1
    if (at <= 3) answer.writeHead(500).end()
    else send(answer, { items: [good] })
  })
  gateway.intake.startPolling()
  await polled(5)
  assert.ok(await gateway.ledger.complaints.findByTicket('polled', String(good['ticket'])))
})

test('a channel that an operator paused is left alone until it is resumed', async (t) => {
  let asked = 0
  const { gateway, polled } = await startPolled(t, (answer) => {
    asked += 1
    send(answer, { items: [] })
  })
  await gateway.intake.pause('polled', true, { by: 'test', reason: 'maintenance' })
  gateway.intake.startPolling()
  await until(async () => (await gateway.ledger.leases.all()).length === 1)
  assert.equal(asked, 0)
  await gateway.intake.pause('polled', false, { by: 'test', reason: null })
  await polled(1)
})

interface Polled {
  readonly gateway: TestGateway
  /** Resolves when so many pages were asked for. */
  polled(times: number): Promise<void>
  readonly settings: GatewayOptions
}

async function startPolled(
  t: TestContext,
  answer: (response: ServerResponse, cursor: string, token: string) => void | Promise<void>,
  more: GatewayOptions = {},
): Promise<Polled> {
  let times = 0
  const waiting: { times: number; resolve: () => void }[] = []
  const partner = await startPagePartner(t, (request, response) => {
    times += 1
    for (const one of waiting) if (times >= one.times) one.resolve()
    void answer(
      response,
      new URL(request.url ?? '/', 'http://partner').searchParams.get('cursor') ?? '',
      request.headers.authorization ?? '',
    )
  })
  const settings: GatewayOptions = {
    channels: [channel('polled', { connector: 'page', config: { url: partner.url }, secrets: { token: 'old' }, pollEveryMs: 20 })],
    connectors: [pageConnector],
    pace: PACE,
  }
  const gateway = await startGateway(t, { ...settings, ...more })
  const polled = (wanted: number) =>
    new Promise<void>((resolve) => (times >= wanted ? resolve() : waiting.push({ times: wanted, resolve })))
  return { gateway, polled, settings }
}

function send(response: ServerResponse, page: { items: readonly unknown[]; cursor?: string; more?: boolean }): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10)
}
