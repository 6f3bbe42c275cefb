import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runReplay } from '../../src/operations/run-replay.ts'
import { eventually } from '../support/eventually.ts'
import { type Person, signIn } from './browse.ts'
import { type Attempt, operationAttempts, pageAttempts } from './foreign-attempts.ts'
import { startTwoProvinces, type TwoProvinces } from './two-provinces.ts'

test('of a foreign region nothing is shown and nothing is done, whatever operation or page is tried, as every role', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway } = world
  const operations = operationAttempts(world)
  const pages = pageAttempts(world)
  assert.deepEqual(
    unnamed(await namesOfOperations(world), operations),
    [],
    'say in foreign-attempts.ts how each is tried on a foreign region',
  )
  assert.deepEqual(unnamed(namesOfPages(world), pages), [], 'say in foreign-attempts.ts how each is tried on a foreign region')

  const all = [operations, pages].flatMap((attempts) =>
    Object.entries(attempts).flatMap(([name, tries]) => tries.map((attempt) => ({ name, attempt }))),
  )
  const people = {
    province: await signIn(gateway, 'province', '32'),
    region: await signIn(gateway, 'region', '32.73'),
    reader: await signIn(gateway, 'reader', '32'),
  }
  // So that a replay of all that its starter may see has nothing of their own to take.
  await gateway.ledger.parked.discard(world.own.parked, { by: 'Rina', reason: 'laporan uji' }, null)
  await eventually('what came is noted, which is done a moment later', async () =>
    (await world.sql('select 1 from channel_states')).length === 2 ? true : undefined,
  )
  const before = await stateOf(world)
  for (const [role, person] of Object.entries(people))
    for (const { name, attempt } of all)
      await checkForeign(world, person, attempt, `${name} as ${role}: ${attempt.path}`, role === 'reader')
  // What they started is carried out: it takes nothing of a foreign region.
  for (const row of await gateway.ledger.replays.running())
    if (row.actor in NAMES) await runReplay(gateway.operationsParts, row, new AbortController().signal)
  assert.deepEqual(await stateOf(world), before, 'nothing was done')

  const national = await signIn(gateway, 'national')
  // What is decided is not shown as before.
  for (const { name, attempt } of [...all].sort((a, b) => Number(b.attempt.expect === 'hidden') - Number(a.attempt.expect === 'hidden')))
    await checkCountry(world, national, attempt, `${name} for the whole country: ${attempt.path}`)
})

test('a province sees and helps its regencies and cities, a region itself; who reads sees and does nothing', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway, own } = world
  const province = await signIn(gateway, 'province', '32')
  const region = await signIn(gateway, 'region', '32.73')
  const above = await signIn(gateway, 'region', '32')
  const reader = await signIn(gateway, 'reader', '32.73')
  for (const person of [province, region, reader]) {
    assert.match((await call(world, person, { path: '/admin/v1/unknown' })).text, /sendiri-unknown/)
    assert.match((await call(world, person, { path: '/admin/v1/parked' })).text, new RegExp(own.parked))
  }
  assert.doesNotMatch((await call(world, above, { path: '/admin/v1/unknown' })).text, /sendiri/, 'a province as a region sees itself only')
  const seen = async (person: Person) => JSON.parse((await call(world, person, { path: '/admin/v1/channels' })).text).items.length
  assert.deepEqual([await seen(province), await seen(region), await seen(above)], [2, 1, 1])

  const body = { reason: 'laporan uji' }
  const acts = [
    `/parked/${own.parked}/discard`,
    `/unknown/${own.unknown}/resend`,
    `/channels/${own.channel}/pause`,
    `/replays/${own.replay}/stop`,
  ]
  for (const path of acts) assert.equal((await call(world, reader, { path: `/admin/v1${path}`, body })).status, 403, path)
  // The replay is of the whole province: a city does not see all that it takes.
  for (const path of acts.slice(0, 3)) assert.equal((await call(world, region, { path: `/admin/v1${path}`, body })).status, 200, path)
  assert.equal((await call(world, region, { path: `/admin/v1/replays/${own.replay}` })).status, 404)
  assert.equal((await call(world, province, { path: `/admin/v1/replays/${own.replay}/stop`, body })).status, 200)
})

test('who only reads does nothing in the own region either, whatever is tried', async (t) => {
  const world = await startTwoProvinces(t)
  const reader = await signIn(world.gateway, 'reader', '32.73')
  // The same attempts, at what they may see.
  const own = { ...world, foreign: world.own }
  const before = await stateOf(world)
  const taken: string[] = []
  for (const [name, tries] of [...Object.entries(operationAttempts(own)), ...Object.entries(pageAttempts(own))]) {
    if (name.startsWith('GET ') || READS.has(name)) continue
    for (const attempt of tries) {
      if (attempt.expect === 'open') continue
      const { status } = await call(world, reader, attempt)
      if (status !== 403) taken.push(`${name}: ${status}`)
    }
  }
  assert.deepEqual(taken, [])
  assert.deepEqual(await stateOf(world), before)
})

/** Sent as a form, so that what is looked for stands in no address; nothing is changed. */
const READS: ReadonlySet<string> = new Set(['POST /console/complaints', 'POST /admin/v1/complaints/search'])

/** Names of who signs in here, as signIn makes them. */
const NAMES = { 'province-32': true, 'region-32.73': true, 'reader-32': true }

async function checkForeign(world: TwoProvinces, person: Person, attempt: Attempt, what: string, reads: boolean): Promise<void> {
  const { status, text } = await call(world, person, attempt)
  assert.doesNotMatch(withoutSent(text, attempt), /asing/i, what)
  if (attempt.expect === 'open') return
  // Who may do nothing at all may be told so before it is looked for.
  const acts = attempt.body !== undefined
  if (attempt.expect === 'absent') assert.ok(status === 404 || (reads && acts && status === 403), `${what}: ${status} ${text}`)
  if (attempt.expect === 'started') assert.ok([202, 303, 403, 404, 409].includes(status), `${what}: ${status} ${text}`)
  if (attempt.expect === 'refused') assert.equal(status, 403, `${what}: ${text}`)
  if (attempt.expect === 'hidden') {
    assert.ok(status < 300 || (acts && [403, 409].includes(status)), `${what}: ${status} ${text}`)
    if (attempt.shows) assert.doesNotMatch(text, attempt.shows, what)
  }
}

/** So that an attempt cannot be one that shows nothing to anybody. */
async function checkCountry(world: TwoProvinces, person: Person, attempt: Attempt, what: string): Promise<void> {
  if (attempt.expect === 'open') return
  const { status, text } = await call(world, person, attempt)
  if (attempt.expect === 'hidden') assert.match(text, attempt.shows ?? /asing/i, what)
  else assert.ok(![401, 403, 404].includes(status) || /case_unknown/.test(text), `${what}: ${status} ${text}`)
}

/** As a browser does: operations with JSON, forms with fields; both with the session's token. */
async function call(
  { gateway }: TwoProvinces,
  person: Person,
  { path, method, body }: Pick<Attempt, 'path' | 'method' | 'body'>,
): Promise<{ status: number; text: string }> {
  if (path.startsWith('/console')) return body === undefined ? person.get(path) : person.send(path, fieldsOf(body))
  const json = body === undefined ? {} : { method: method ?? 'POST', body: JSON.stringify(body) }
  const headers = {
    cookie: person.cookie,
    'x-csrf-token': person.csrf,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const answer = await fetch(gateway.url + path, { ...json, headers })
  return { status: answer.status, text: await answer.text() }
}

const fieldsOf = (body: object): Record<string, string> =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]))

/** What the request itself named may come back. */
function withoutSent(text: string, { path }: Attempt): string {
  return path
    .split(/[/?=&]/)
    .filter((part) => part.length > 3)
    .reduce((left, part) => left.replaceAll(decodeURIComponent(part), ''), text)
}

/** All rows, but those of sessions, of what is written of people themselves, and of replays that take nothing. */
async function stateOf({ sql }: TwoProvinces): Promise<unknown> {
  const tables = await sql(`select tablename from pg_tables where schemaname = 'public' order by 1`)
  const names = tables.map(({ tablename }) => String(tablename)).filter((name) => !OWN_TABLES.has(name))
  const counted = names.map(
    (name) =>
      `select '${name}' as name, count(*)::int as rows, md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as hash from ${ROWS_OF[name] ?? name} t`,
  )
  return sql(counted.join(' union all '))
}

/** When something came in is noted a little later. */
const ROWS_OF: Readonly<Record<string, string>> = { channel_states: '(select channel, paused, reason from channel_states where paused)' }

const OWN_TABLES: ReadonlySet<string> = new Set(['sessions', 'audit', 'replays', 'leases', 'sign_in_tries'])

async function namesOfOperations({ gateway }: TwoProvinces): Promise<string[]> {
  const { paths } = (await gateway.get('/docs/json')).body as { paths: Record<string, Record<string, unknown>> }
  const all = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
  return all.filter((name) => name.includes(' /admin/'))
}

function namesOfPages({ gateway }: TwoProvinces): string[] {
  return gateway.pageRoutes.filter((name) => !name.startsWith('HEAD ') && !name.includes('/console/assets/'))
}

const unnamed = (names: readonly string[], named: Readonly<Record<string, unknown>>): string[] => names.filter((name) => !(name in named))
