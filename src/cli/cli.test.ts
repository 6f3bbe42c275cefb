import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { commandLine, commandLineProcess, commandLineReading } from '../../test/support/command-line.ts'
import { testLedgerDatabase, testRedis } from '../../test/support/servers.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../ledger/sealing.ts'
import { newId } from '../ledger/uuid.ts'

const PROJECT = path.resolve(import.meta.dirname, '../..')
const QUIET = { info() {}, warn() {}, error() {} }
const PERSON = ['Asep Sunandar', '+6281122334455', 'Jembatan gantung', 'sudah kami telepon']

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'cli-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** One installation for all tests of this file, with an alert and a complaint that went the whole way. */
let env: Record<string, string>
let id: string

before(async () => {
  const nothing = { after: () => {} }
  const [databaseUrl, redis, keys] = [await testLedgerDatabase(nothing), await testRedis(nothing), newKeys()]
  env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, GATEWAY_KEYS: keys, GATEWAY_DATA: await mkdtemp(path.join(tmpdir(), 'cli-')) }
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(keys), log: QUIET })
  id = await wholeWay(ledger)
  await ledger.alerts.raise('a-1', 'recipient_gone', 'wargaku', 'the region does not want it any more')
  await ledger.masters.replace('institutions', [{ id: '9', name: 'Pemerintah Kabupaten Garut' }])
  await ledger.close()
})

after(() => rm(env.GATEWAY_DATA ?? '', { recursive: true, force: true }))

async function wholeWay(ledger: Ledger): Promise<string> {
  const id = newId()
  const origin = {
    region: '32',
    app: 'Jabar Quick Response',
    channel: 'jabar-quick-response',
    connector: 'webhook',
    ticket: 'JQR-2026-0001',
    link: null,
  }
  const complaint = {
    title: 'Jembatan gantung putus',
    body: 'Jembatan gantung putus sejak Rabu',
    class: 'complaint' as const,
    attachments: [],
    anonymous: false,
    secret: false,
    tags: [],
  }
  const reporter = { name: 'Asep Sunandar', phone: '+6281122334455' }
  const raw = { bytes: Buffer.from('{"text":"Jembatan gantung putus"}'), mediaType: 'application/json' }
  const stored = await ledger.complaints.insert({
    id,
    origin,
    complaint,
    reporter,
    raw,
    mapping: 'jabar-quick-response/v1',
    contentHash: Buffer.alloc(32),
    originState: null,
    parked: null,
    message: null,
    files: new Map(),
  })
  assert.equal(stored.outcome, 'stored')
  await ledger.steps.markSent(id, 'create')
  await ledger.steps.markDone(id, 'create', { laporId: '9001234' })
  await ledger.complaints.markDelivered(id, { laporId: '9001234', trackingId: 'TRK-1', institution: null }, new Date())
  const update = {
    id: newId(),
    complaintId: id,
    source: 'origin',
    reference: 'r-1',
    state: { status: 'in_progress', native: 'proses' },
    body: 'sudah kami telepon',
    delivery: 'accepted',
    reason: null,
  } as const
  await ledger.updates.insert(update)
  const answer = { text: 'sudah kami telepon', from: 'Dinas PUPR', attachments: [] }
  const feedback = {
    id: newId(),
    key: 'k-1',
    kind: 'answer',
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    statusOrigin: 'proses',
    at: new Date(),
    answer,
    state: 'pending',
  } as const
  await ledger.complaints.recordCase(id, {
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    statusAt: new Date(),
    institution: 'Dinas PUPR',
    followAt: new Date(),
    feedback: [feedback],
    events: [{ kind: 'status_changed', data: { status: 'in_progress' } }],
  })
  await ledger.feedback.markSent(feedback.id, null)
  const call = {
    at: new Date(),
    peer: 'centre',
    host: 'splp.example',
    call: 'POST /complaints/complaint',
    ms: 31,
    status: 200,
    code: null,
  } as const
  await ledger.exchanges.add([{ ...call, complaintId: id, updateId: null, feedbackId: null, request: '{}', answer: '{}', digest: null }])
  return id
}

test('trace tells the whole history in order, and names no person', async () => {
  const { code, out, err } = await commandLine(env, 'trace', id)
  assert.equal(code, 0, err)
  assert.match(out, new RegExp(`complaint ${id}`))
  assert.match(out, /Jabar Quick Response, ticket JQR-2026-0001, region 32/)
  const order = [
    '  origin ',
    '  accepted ',
    'step sent ',
    'step done ',
    '  delivered ',
    '  update ',
    '  status_changed ',
    'feedback at the origin',
  ].map((what) => out.indexOf(what))
  assert.ok(
    order.every((at, index) => at > (order[index - 1] ?? 0)),
    `${order}\n${out}`,
  )
  assert.match(out, /\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} WIB/)
  assert.match(out, /sent and answered.*centre +splp\.example POST \/complaints\/complaint → HTTP 200, 31 ms/s)
  for (const word of PERSON) assert.ok(!out.includes(word), word)
  const json = (await commandLine(env, 'trace', 'JQR-2026-0001', '--json')).out
  const [traced] = JSON.parse(json)
  assert.equal(traced.origin.ticket, 'JQR-2026-0001')
  assert.equal(traced.delivery, 'delivered')
  assert.equal(traced.timeline[0].what, 'origin')
  for (const word of PERSON) assert.ok(!json.includes(word), word)
})

test('find names what fits, also by a phone that is read from the input, and no person', async () => {
  for (const words of ['JQR-2026-0001', id, '0811-2233-4455']) {
    const { code, out, err } = await commandLineReading(words, env, 'find', '-')
    assert.equal(code, 0, err)
    assert.match(out, new RegExp(`${id} .*jabar-quick-response +JQR-2026-0001`))
    for (const word of PERSON) assert.ok(!out.includes(word), word)
  }
  assert.match((await commandLine(env, 'find', '--region', '32', '--delivery', 'delivered')).out, new RegExp(id))
  assert.match((await commandLine(env, 'find', '--delivery', 'parked')).out, /^Nothing fits\.\n$/)
  assert.match((await commandLine(env, 'find', '--status', 'lost')).err, /^--status lost is none of received, /)
})

test('trace of what nobody knows is one line and exit code 1', async () => {
  const { code, out, err } = await commandLine(env, 'trace', 'no-such-ticket')
  assert.deepEqual({ code, out }, { code: 1, out: '' })
  assert.match(err, /^nothing is known of no-such-ticket; give a complaint id[^\n]*\n$/)
  const json = await commandLine(env, 'trace', 'no-such-ticket', '--json')
  assert.deepEqual([json.code, json.err], [1, ''])
  assert.deepEqual(JSON.parse(json.out), { error: err.trim(), code: 'complaint_unknown' })
})

test('balance adds up, by day and region', async () => {
  const counted = async (...args: string[]) => JSON.parse((await commandLine(env, 'balance', '--json', ...args)).out)
  const numbers = { accepted: 1, delivered: 1, parked: 0, unknown: 0, inFlight: 0 }
  assert.deepEqual(await counted(), { ...numbers, holds: true, regions: [{ region: '32', ...numbers }], differences: [] })
  assert.equal((await counted('--region', '33', '--day', '2001-01-01')).accepted, 0)
  assert.match((await commandLine(env, 'balance')).out, /It adds up\.\n$/)
  assert.match((await commandLine(env, 'balance', '--region', '99.99')).err, /^there is no region 99\.99; there are: 31, [^\n]*\n$/)
  assert.match((await commandLine(env, 'balance', '--day', '2026-02-31')).err, /^--day 2026-02-31 is no day; write YYYY-MM-DD\n$/)
})

test('channels list shows each channel with its state and its counts', async () => {
  const rows: { id: string; state: string; why: string | null; delivered: number }[] = JSON.parse(
    (await commandLine(env, 'channels', 'list', '--json')).out,
  )
  const row = (id: string) => rows.find((one) => one.id === id)
  assert.equal(rows.length, 11)
  assert.equal(row('jabar-quick-response')?.delivered, 1)
  assert.deepEqual([row('jaki')?.state, row('jaki')?.why], ['not_configured', 'set JAKI_URL'])
  assert.match(
    (await commandLine(env, 'channels', 'list')).out,
    /^jabar-quick-response +32 +Jabar Quick Response +webhook +\S+ +ready +1 +1 +0 /m,
  )
})

test('channels probe asks the partner, and fails when it is away', async (t) => {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('[]'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  const env = { GATEWAY_DATA: await folder(t), JAKI_URL: url }
  const there = await commandLine(env, 'channels', 'probe', 'jaki', '--json')
  assert.equal(JSON.parse(there.out)[0].result, 'healthy', there.out)
  await new Promise((closed) => server.close(closed))
  const away = await commandLine(env, 'channels', 'probe', 'jaki', '--json')
  assert.deepEqual([away.code, JSON.parse(away.out)[0].result], [1, 'unhealthy'])
  assert.match((await commandLine(env, 'channels', 'probe', 'jakii')).err, /^there is no channel jakii; did you mean jaki\?\n$/)
})

test('channels show names the secrets and never their values; channels test calls the region, and says when it is not taken', async (t) => {
  const calls: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    calls.push(String(request.headers['webhook-signature']))
    response.writeHead(calls.length === 1 ? 200 : 500).end('{"ok":true}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  const address = server.address()
  const JQR_CALLBACK_URL = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/lapor`
  const own = { GATEWAY_DATA: await folder(t), DATABASE_URL: env.DATABASE_URL ?? '', JQR_CALLBACK_URL }
  const shown = await commandLine(own, 'channels', 'show', 'jabar-quick-response')
  assert.match(shown.out, /secrets\/secret: set/, shown.err)
  assert.doesNotMatch(shown.out, /whsec_/)
  const taken = await commandLine(own, 'channels', 'test', 'jabar-quick-response')
  assert.match(taken.out, /^POST 127\.0\.0\.1:\d+, type test: HTTP 200: \{"ok":true\}/, taken.err)
  assert.match(calls[0] ?? '', /^v1,/)
  const refused = await commandLine(own, 'channels', 'test', 'jabar-quick-response')
  assert.deepEqual([refused.code, /not taken, partner_unavailable/.test(refused.out)], [1, true], refused.out)
})

test('as a program: it reads its standard input, answers and complains on two streams, and ends with the exit code', async (t) => {
  const env = { GATEWAY_DATA: await folder(t) }
  const [good, half, bad, line] = await Promise.all([
    commandLineProcess('{"post_id":1,"post_desc":"Banjir","loc_lat":"x"}', env, 'mapping', 'run', 'qlue', '--json'),
    commandLineProcess('', env, 'mapping', 'tset'),
    commandLineProcess('{', env, 'mapping', 'run', 'qlue'),
    commandLineProcess('', env, 'trace', 'x'),
  ])
  assert.equal(good.code, 0)
  assert.equal(JSON.parse(good.out).complaint.body, 'Banjir')
  assert.match(good.err, /^not read: \/loc_lat: [^\n]*\n$/)
  assert.deepEqual([half.code, half.out], [1, ''])
  assert.match(half.err, /unknown command 'tset'.*\n.*test/)
  assert.deepEqual([bad.code, bad.out], [1, ''])
  assert.match(bad.err, /^the standard input is not JSON: /)
  assert.deepEqual([line.code, line.out], [1, ''])
  assert.match(line.err, /^no gateway runs here [^\n]*npm start[^\n]*DATABASE_URL[^\n]*\n$/)
})

test('what npm start wrote down is used while it runs, and not afterwards', async () => {
  const { DATABASE_URL = '', REDIS_URL = '', GATEWAY_KEYS = '', GATEWAY_DATA = '' } = env
  await writeFile(path.join(GATEWAY_DATA, 'keys'), `${GATEWAY_KEYS}\n`)
  const note = { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL, port: 1, sandboxPort: null, keysFile: path.join(GATEWAY_DATA, 'keys') }
  await writeFile(path.join(GATEWAY_DATA, 'running.json'), JSON.stringify({ ...note, pid: process.pid }))
  assert.equal(JSON.parse((await commandLine({ GATEWAY_DATA }, 'balance', '--json')).out).accepted, 1)
  await writeFile(path.join(GATEWAY_DATA, 'running.json'), JSON.stringify({ ...note, pid: 2 ** 22 + 1 }))
  assert.match((await commandLine({ GATEWAY_DATA }, 'balance')).err, /^no gateway runs here/)
})

test('doctor names every fault with its place and what to do', async (t) => {
  const config = await folder(t)
  await cp(path.join(PROJECT, 'config'), config, { recursive: true })
  const file = path.join(config, 'channels/sapawarga.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('kind: bearer', 'kind: barer'))
  const region = path.join(config, 'regions/32.yaml')
  await writeFile(region, `${await readFile(region, 'utf8')}\nhandOnFrom: crosswalks/institutions.csv\n`)
  await writeFile(
    path.join(config, 'crosswalks/institutions.csv'),
    'city,institution_id,reason\nKab. Garut,9,Garut\nKota Bandung,99,Bandung\n',
  )
  const { code, out } = await commandLine(
    { ...env, GATEWAY_CONFIG: config, PORT: '1', LAPOR_URL: 'http://lapor.invalid/lapor/3.0.0' },
    'doctor',
    '--json',
  )
  assert.equal(code, 1)
  const { healthy, findings }: { healthy: boolean; findings: { name: string; state: string; detail: string; todo: string | null }[] } =
    JSON.parse(out)
  assert.equal(healthy, false)
  const state = (name: string) => findings.find((finding) => finding.name === name)?.state
  assert.match(
    findings.find(({ name }) => name === 'configuration')?.detail ?? '',
    /channels\/sapawarga\.yaml:10:\d+ .*did you mean bearer\?/,
  )
  assert.deepEqual(
    ['Node', 'PostgreSQL', 'ledger tables', 'clock of PostgreSQL', 'sealing keys', 'sealed parts', 'balance', 'Redis'].map(state),
    Array(8).fill('ok'),
    out,
  )
  assert.equal(state('LAPOR!'), 'fail')
  assert.equal(state('channel jaki'), 'warn')
  assert.equal(state('demo'), 'warn')
  assert.equal(state('alert recipient_gone'), 'warn')
  assert.equal(state('region 32'), 'warn')
  assert.match(
    findings.find(({ name }) => name === 'region 32')?.detail ?? '',
    /^it hands on to 99; LAPOR! lists 1 institutions, and not this one$/,
  )
  assert.ok(findings.every((finding) => finding.state === 'ok' || finding.todo !== null))
  assert.ok(!out.includes(env.GATEWAY_KEYS?.split(':')[1] ?? '?'), 'no key is shown')

  const wrongKeys = await commandLine({ ...env, GATEWAY_KEYS: newKeys() }, 'doctor')
  assert.match(wrongKeys.out, /^fail {2}sealed parts: .*add the older key to GATEWAY_KEYS/m)
})

test('doctor on a machine where nothing is says so for each part', async (t) => {
  const { code, out, err } = await commandLine(
    { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x', REDIS_URL: 'redis://127.0.0.1:1', GATEWAY_DATA: path.join(await folder(t), 'none') },
    'doctor',
  )
  assert.deepEqual({ code, err }, { code: 1, err: '' })
  for (const line of [
    /^fail {2}PostgreSQL: not reached: .*ECONNREFUSED/m,
    /^fail {2}Redis: not reached: .*ECONNREFUSED/m,
    /^fail {2}sealing keys: there are none/m,
    /^warn {2}data folder: .* does not exist yet/m,
    /^\d+ to put right/m,
  ])
    assert.match(out, line)
})

test('regions and clocks: the country, a province, one complaint, and lines for a spreadsheet', async () => {
  const [country, province, clocks, one, wrong] = await Promise.all([
    commandLine(env, 'regions'),
    commandLine(env, 'regions', '32', '--csv'),
    commandLine(env, 'clocks', '--state', 'soon', '--json'),
    commandLine(env, 'clocks', id),
    commandLine(env, 'regions', '32', '--period', 'always'),
  ])
  assert.match(country.out, /^91 +Papua +none +0\/10/m)
  assert.match(province.out, /^\ufeff"day","region","name","channel"/)
  assert.deepEqual([clocks.code, JSON.parse(clocks.out)], [0, []])
  assert.match(one.out, /^verify +\w+ +\d{4}-\d{2}-\d{2} .* WIB .*PermenPANRB 62\/2018$/m)
  assert.deepEqual([wrong.code, wrong.err], [1, '--period always is none; write one of: 7d, 30d, 12m, all\n'])
})
