import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import type { CompiledMapping } from '../../src/contract/mapping.ts'
import { newId } from '../../src/ledger/uuid.ts'
import { runReplay } from '../../src/operations/run-replay.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type Answer, ask, channel, report, startGateway, type TestGateway, TOKEN } from './gateway.ts'
import { reportMapping } from './report-mapping.ts'

const WHO = { by: 'Rina', reason: 'the mapping was mended' }
const REFUSED = { code: 'refused_by_partner', message: 'HTTP 422: judul terlalu pendek' } as const

/** The next version: it reads /isi where /text is missing, and writes another title. */
const mended: CompiledMapping = {
  ...reportMapping,
  version: 'v2',
  ref: 'report/v2',
  map(payload, context) {
    const report = { ...(payload as Record<string, unknown>) }
    const mapped = reportMapping.map({ ...report, text: report['text'] ?? report['isi'] }, context)
    return mapped.outcome === 'complaint'
      ? { ...mapped, complaint: { ...mapped.complaint, title: `Laporan: ${mapped.complaint.title}` } }
      : mapped
  },
}

test('arrivals that could not be mapped become complaints with the mapping as it is now; origin and id stay', async (t) => {
  const gateway = await startMended(t)
  const id = await park(gateway, 'N-1', { ticket: 'N-1', isi: 'Jembatan putus', name: 'Asep Sunandar', answer: 'Sudah kami catat' })
  const standIn = await park(gateway, null, { ticket: 'N-2', isi: 'Jalan rusak' })
  const hopeless = await park(gateway, 'N-3', { ticket: 'N-3' })

  const preview = await admin(gateway, '/replays/preview', { filter: { reason: 'mapping_failed' } })
  assert.deepEqual([preview.status, preview.body.total], [200, 3])
  const [first, , third] = preview.body.items
  assert.deepEqual(first.mapping, { from: 'report/v1', to: 'report/v2' })
  assert.deepEqual(first.changes[0], { at: '/title', from: null, to: 'Laporan: Laporan' })
  assert.deepEqual(first.changes.at(-1), { at: '/reporter', from: null, to: 'a person' })
  assert.deepEqual([third.outcome, third.refusal], ['refused', { code: 'mapping_failed', message: '/text: is missing' }])
  assert.equal((await gateway.ledger.complaints.get(id))?.delivery, 'parked', 'a preview does nothing')

  const done = await replay(gateway, { reason: 'mapping_failed' })
  assert.deepEqual([done.state, done.total, done.replayed, done.refused], ['done', 3, 2, 1])
  assert.deepEqual(done.refusals, [{ complaintId: hopeless, code: 'mapping_failed', message: '/text: is missing' }])
  const row = await gateway.ledger.complaints.get(id)
  assert.deepEqual(
    [row?.delivery, row?.mapping, row?.origin.ticket, row?.complaint?.body],
    ['accepted', 'report/v2', 'N-1', 'Jembatan putus'],
  )
  assert.equal((await gateway.ledger.sealed.openReporter(id))?.name, 'Asep Sunandar')
  assert.equal((await gateway.ledger.updates.of(id))[0]?.body, 'Sudah kami catat')
  assert.equal((await gateway.ledger.complaints.get(standIn))?.origin.ticket, 'N-2')
  const again = await gateway.post('app', { ticket: 'N-2', text: 'Jalan rusak' })
  assert.deepEqual([again.status, again.body.id], [200, standIn], 'the same report is known under its own ticket')
})

test('a replay of what LAPOR! refused keeps its files, and shows what changes without the person', async (t) => {
  const gateway = await startMended(t)
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])
  const form = new FormData()
  const said = { ticket: 'F-1', title: 'Jembatan', text: 'Saya Asep Sunandar, telepon 0811-2233-4455.', name: 'Asep Sunandar' }
  for (const [key, value] of Object.entries(said)) form.append(key, value)
  form.append('foto', new Blob([jpeg], { type: 'image/jpeg' }), 'foto.jpg')
  // Before the mapping was mended.
  gateway.change((settings) => ({ ...settings, channels: new Map([['app', channel('app')]]) }))
  const stored = await ask(`${gateway.url}/in/app`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` }, body: form })
  assert.equal(stored.status, 202)
  gateway.change((settings) => ({ ...settings, channels: new Map([['app', channel('app', { mapping: 'report/v2' })]]) }))
  const { id } = stored.body
  await gateway.ledger.steps.markSent(id, 'upload:1')
  await gateway.ledger.steps.markDone(id, 'upload:1', '55')
  await gateway.ledger.complaints.markParked(id, REFUSED)

  const { body } = await admin(gateway, '/replays/preview', { filter: { ids: [id] } })
  assert.deepEqual(body.items[0].changes, [{ at: '/title', from: 'Jembatan', to: 'Laporan: Jembatan' }])
  const before = await gateway.ledger.attachments.of(id)
  await replay(gateway, { ids: [id] })
  assert.deepEqual(await gateway.ledger.attachments.of(id), before)
  assert.deepEqual([before.length, before[0]?.sha256], [1, createHash('sha256').update(jpeg).digest('hex')])
  assert.deepEqual((await gateway.ledger.complaints.get(id))?.delivery, 'accepted')
  assert.deepEqual(
    (await gateway.ledger.steps.of(id)).map(({ name }) => name),
    ['upload:1'],
  )
})

test('a preview never shows the person, wherever a citizen wrote of it', async (t) => {
  const gateway = await startMended(t)
  const id = await park(gateway, 'P-1', {
    ticket: 'P-1',
    title: 'Dari Asep',
    isi: 'Saya ASEP SUNANDAR, 0811 2233 4455 atau asep@contoh.id, mohon bantuan.',
    name: 'Asep Sunandar',
    phone: '+6281122334455',
  })
  const { body } = await admin(gateway, '/replays/preview', { filter: { ids: [id] } })
  assert.deepEqual(
    body.items[0].changes.filter(({ at }: { at: string }) => at === '/title' || at === '/body').map(({ to }: { to: string }) => to),
    ['Laporan: Dari •••', 'Saya •••, ••• atau ••• mohon bantuan.'],
  )
  assert.doesNotMatch(JSON.stringify(body), /asep|sunandar|2233 ?4455/i)
})

test('a replay is stopped behind the complaint at work, and what is parked later is not part of it', async (t) => {
  const gateway = await startMended(t)
  await park(gateway, 'S-1', { ticket: 'S-1', isi: 'satu' })
  const started = await admin(gateway, '/replays', { filter: { channel: 'app' }, ...WHO })
  assert.equal(started.status, 202)
  const later = await park(gateway, 'S-2', { ticket: 'S-2', isi: 'dua' })
  const stopped = await admin(gateway, `/replays/${started.body.id}/stop`, { by: 'Rina', reason: 'wrong filter' })
  assert.equal(stopped.body.state, 'stopped')
  await runAll(gateway)
  assert.equal(await gateway.ledger.parked.count({}, null), 2)
  const done = await replay(gateway, { channel: 'app', to: new Date(Date.now() - 86_400_000).toISOString() })
  assert.deepEqual([done.state, done.total], ['done', 0])
  await replay(gateway, { channel: 'app' })
  assert.equal((await gateway.ledger.complaints.get(later))?.delivery, 'accepted')
})

test('a replay whose gateway dies goes on behind the last complaint, and counts each once', async (t) => {
  const gateway = await startMended(t)
  const ids = [1, 2, 3].map((n) => park(gateway, `G-${n}`, { ticket: `G-${n}`, isi: 'isi' }))
  await Promise.all(ids)
  const { body } = await admin(gateway, '/replays', { filter: { channel: 'app' }, perSecond: 1, ...WHO })
  const [row] = await gateway.ledger.replays.running()
  assert.ok(row)
  const dying = new AbortController()
  const running = runReplay(gateway.operationsParts, row, dying.signal)
  await eventually('the first', async () => ((await gateway.ledger.replays.get(body.id, null))?.replayed === 1 ? true : undefined))
  dying.abort()
  await running
  const left = await gateway.ledger.replays.get(body.id, null)
  assert.deepEqual([left?.state, left?.replayed], ['running', 1])
  assert.ok(left)
  await runReplay(gateway.operationsParts, { ...left, perSecond: 100 }, new AbortController().signal)
  const done = await gateway.ledger.replays.get(body.id, null)
  assert.deepEqual([done?.state, done?.replayed, done?.refused], ['done', 3, 0])
})

test('the switch needs no words, and keeps those that are given', async (t) => {
  const gateway = await startMended(t)
  const authorization = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const press = (what: string, body?: object) =>
    body
      ? admin(gateway, `/forward/${what}`, body)
      : ask(`${gateway.url}/admin/v1/forward/${what}`, { method: 'POST', headers: authorization })
  assert.deepEqual((await press('pause')).body, { paused: true, changed: true })
  const [pause] = (await gateway.get('/admin/v1/pauses', authorization)).body.items
  assert.deepEqual([pause.pausedBy, pause.reason], ['admin', 'none given'])
  assert.deepEqual((await press('pause', WHO)).body, { paused: true, changed: false })
  assert.equal((await gateway.post('app', report())).status, 202, 'reports are accepted')
  assert.deepEqual((await press('resume', WHO)).body, { paused: false, changed: true })
})

test('decisions are refused with a code when there is nothing to decide, and without a person or a reason', async (t) => {
  const gateway = await startMended(t)
  const { body: accepted } = await gateway.post('app', report())
  const unknownId = newId()
  const cases: [string, object, number, string][] = [
    [`/unknown/${accepted.id}/confirm`, { ...WHO, laporId: '1' }, 409, 'not_unknown'],
    [`/unknown/${unknownId}/resend`, WHO, 404, 'complaint_unknown'],
    [`/unknown/${accepted.id}/resend`, { by: 'Rina' }, 422, 'schema_violation'],
    [`/parked/${accepted.id}/discard`, WHO, 409, 'not_parked'],
    ['/replays', { filter: { ids: [accepted.id] }, ...WHO }, 409, 'replay_refused'],
    ['/replays', { filter: {}, ...WHO }, 422, 'schema_violation'],
    ['/replays/preview', { filter: { reason: 'no_such_code' } }, 422, 'schema_violation'],
    [`/replays/${unknownId}/stop`, WHO, 404, 'replay_unknown'],
    ['/forward/pause', { by: ' ', reason: 'x' }, 422, 'schema_violation'],
  ]
  for (const [path, body, status, code] of cases) {
    const answer = await admin(gateway, path, body)
    assert.deepEqual([answer.status, answer.body.code], [status, code], path)
  }
  assert.equal((await admin(gateway, '/forward/pause', WHO, { authorization: 'Bearer wrong' })).body.code, 'key_invalid')
})

test('a centre that cannot be asked is no ground to confirm, unless a person says so', async (t) => {
  const gateway = await startMended(t)
  const { body } = await gateway.post('app', report())
  await gateway.ledger.steps.markSent(body.id, 'create')
  await gateway.ledger.complaints.markUnknown(body.id, { code: 'outcome_unknown', message: 'sent' })
  const confirm = (more: object) => admin(gateway, `/unknown/${body.id}/confirm`, { ...WHO, ...more })
  assert.deepEqual([(await confirm({})).body.code, (await confirm({ laporId: '7' })).body.code], ['schema_violation', 'central_not_asked'])
  assert.deepEqual((await confirm({ laporId: '7', force: true })).body, { id: body.id, kind: 'complaint', delivery: 'delivered' })
})

test('a comparison goes on where it ended, and ends early while the centre is away', async (t) => {
  let away = false
  const gateway = await startMended(t, {
    inspect: async (laporId: string) => {
      if (away) throw new GatewayError('central_unavailable', 'HTTP 503')
      if (laporId === '2') throw new GatewayError('case_unknown', 'no such case')
      return { content: null, trackingId: null, institution: null }
    },
  })
  const ids: string[] = []
  for (const laporId of ['1', '2', '3']) {
    const { body } = await gateway.post('app', report())
    ids.push(body.id)
    await gateway.ledger.complaints.markDelivered(body.id, { laporId, trackingId: null, institution: null }, new Date())
  }
  const compare = async (more: object) => (await admin(gateway, '/balance/compare', { perSecond: 50, ...more })).body
  const missing = { id: ids[1], laporId: '2', what: 'case_missing' }
  assert.deepEqual(await compare({ limit: 2 }), { asked: 2, differences: [missing], cursor: ids[1], stopped: null })
  assert.deepEqual(await compare({ cursor: ids[1] }), { asked: 1, differences: [], cursor: null, stopped: null })
  away = true
  const ended = await compare({ cursor: ids[0] })
  assert.deepEqual([ended.asked, ended.cursor, /HTTP 503/.test(ended.stopped)], [0, ids[0], true])
  assert.deepEqual(
    (await gateway.ledger.alerts.open()).map(({ key }) => key),
    [`case_missing:${ids[1]}`],
  )
})

async function startMended(t: Parameters<typeof startGateway>[0], central: object = {}): Promise<TestGateway> {
  const follow = () => Promise.reject(new GatewayError('connection_failed', 'there is no centre in this test'))
  return startGateway(t, { channels: [channel('app', { mapping: 'report/v2' })], mappings: [mended], central: { follow, ...central } })
}

/** An arrival as a poll left it: parked, under its ticket or under a name of ours. */
async function park(gateway: TestGateway, ticket: string | null, payload: object): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(payload))
  const contentHash = createHash('sha256').update(bytes).digest()
  const id = newId()
  await gateway.ledger.complaints.insert({
    id,
    origin: {
      region: '32',
      app: 'Aplikasi Uji',
      channel: 'app',
      connector: 'webhook',
      ticket: ticket ?? `unmapped-${contentHash.toString('hex')}`,
      link: null,
    },
    mapping: 'report/v1',
    complaint: null,
    reporter: null,
    raw: { bytes, mediaType: 'application/json' },
    contentHash,
    originState: null,
    parked: { code: 'mapping_failed', message: '/text: is missing' },
    message: null,
    files: new Map(),
  })
  return id
}

/** Starts a replay and does what the gateway's rounds do. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what came, whatever its shape
async function replay(gateway: TestGateway, filter: object): Promise<any> {
  const { body } = await admin(gateway, '/replays', { filter, perSecond: 100, ...WHO })
  await runAll(gateway)
  return (await gateway.get(`/admin/v1/replays/${body.id}`, { authorization: `Bearer ${ADMIN_TOKEN}` })).body
}

async function runAll({ operationsParts, ledger }: TestGateway): Promise<void> {
  for (const row of await ledger.replays.running()) await runReplay(operationsParts, row, new AbortController().signal)
}

function admin(gateway: TestGateway, path: string, body: object, headers = { authorization: `Bearer ${ADMIN_TOKEN}` }): Promise<Answer> {
  return ask(`${gateway.url}/admin/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
