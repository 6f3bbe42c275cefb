import assert from 'node:assert/strict'
import { request as rawRequest } from 'node:http'
import { test } from 'node:test'
import { COOKIE } from '../../src/access/session-cookie.ts'
import { report } from '../http/gateway.ts'
import { eventually } from '../support/eventually.ts'
import { type Person, sendForm, signIn, signInAgain } from './browse.ts'
import { type Attempt, operationAttempts, pageAttempts } from './foreign-attempts.ts'
import { startTwoProvinces, type TwoProvinces } from './two-provinces.ts'

const ID = '019ab1c2-7d1e-7c3a-9f10-3a5b6c7d8e9f'
const MEGABYTE = 'A'.repeat(1_000_000)

test('what nobody can read is refused with words, and never a fault: broken UTF-8, a megabyte, NUL, line ends, the same name twice', async (t) => {
  const { gateway, own } = await startTwoProvinces(t)
  const rina = await signIn(gateway, 'national', null, 'rina')
  for (const person of [rina, { cookie: '' }])
    for (const path of ['/console?x=%ff', '/console/complaints?q=%c3%28', '/console/sign-in?out=%ed%a0%80']) {
      const answer = await fetch(gateway.url + path, { headers: { cookie: person.cookie }, redirect: 'manual' })
      assert.equal(answer.status, 400, path)
      assert.match(await answer.text(), /Isian tidak dapat dibaca/, path)
    }
  const large = await rina.send(`/console/complaints/${own.parked}/discard`, { reason: MEGABYTE })
  assert.equal(large.status, 413)
  assert.match(large.text, /Isian atau berkasnya terlalu besar/)
  const many = Array.from({ length: 10_000 }, () => ID)
  assert.equal((await rina.send('/console/parked/discard', { ids: many, why: 'banyak' })).status, 413)
  assert.equal(
    (await json(gateway.url, rina, '/admin/v1/bulk', { action: 'discard', filter: { ids: many }, reason: 'banyak' })).status,
    422,
  )
  assert.equal(
    (await rina.send('/console/parked/discard', { ids: many.slice(0, 1_001), why: 'banyak' })).status,
    404,
    'one id, named often',
  )

  const form = { headers: { cookie: rina.cookie, 'x-csrf-token': rina.csrf }, method: 'POST' }
  const multipart = new FormData()
  multipart.set('csrf', rina.csrf)
  assert.equal((await fetch(`${gateway.url}/console/preferences`, { ...form, body: multipart })).status, 415)
  for (const body of ['payload=1&payload=2&mapping=report/v1&mapping=x', 'payload[a]=1&mapping[b]=2']) {
    const answer = await fetch(`${gateway.url}/console/mappings`, {
      ...form,
      headers: { ...form.headers, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
    assert.ok(answer.status < 500, `${body}: ${answer.status}`)
  }
  assert.equal((await rina.get('/console/mappings?mapping=a&mapping=b&sample=c&sample=d')).status, 404)
  for (const payload of ['['.repeat(100_000), '{"a":'.repeat(30_000), '\0', '"\\ud800"'])
    assert.ok((await rina.send('/console/mappings', { mapping: 'report/v1', payload })).status < 500, payload.slice(0, 10))
  for (const words of ['(a+)+$', '\0', '%%%%', '"', '!&|():*<->', '-', `${'a '.repeat(900)}`])
    assert.equal((await rina.send('/console/complaints', { words })).status, 200, words.slice(0, 10))
  const header = await rina.send(`/console/complaints/${own.parked}/discard`, { reason: 'x\r\nSet-Cookie: jahat=1' })
  assert.equal(header.headers.get('set-cookie'), null)
  assert.deepEqual(
    gateway.logged.filter((line) => /"level":50/.test(line)),
    [],
    'nothing of it is a fault of ours',
  )
})

test('whoever is nobody sees only the way in, and no way around it', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway } = world
  const before = await counted(world)
  for (const [name, tries] of [...Object.entries(operationAttempts(world)), ...Object.entries(pageAttempts(world))])
    for (const attempt of tries) {
      if (/sign-in|sign-out|preferences/.test(name)) continue
      const { status, location, text } = await anonymously(gateway.url, attempt)
      if (attempt.path.startsWith('/admin')) assert.equal(status, 401, name)
      else assert.deepEqual([status, location], [303, '/console/sign-in'], name)
      assert.doesNotMatch(text, /asing|sendiri/i, name)
    }
  assert.deepEqual(await counted(world), before)

  const secret = /lapor-gateway@|"dependencies"|root:|openConsole|REDIS|\[boot loader\]/
  for (const path of [
    '/console/assets/../../../package.json',
    '/console/assets/..%2f..%2f..%2fpackage.json',
    '/console/assets/%2e%2e/%2e%2e/open-console.ts',
    '/console/assets/..%5c..%5cpackage.json',
    '/console/assets/%00',
    '/console/assets//etc/passwd',
    '/console/assets/../open-console.ts',
    '/console/assets/..;/..;/open-console.ts',
    '/console/assets/../channels',
    '/console/assets/.%2e/channels',
    '/console//channels',
    '/console/%63hannels',
    '/console/sign-in/../channels',
    '/console/sign-in;/../channels',
    '/console/sign-in/provider/../../channels',
    '/docs/static/..%2f..%2fpackage.json',
  ]) {
    const { status, body, location } = await raw(gateway.port, path)
    assert.ok([303, 400, 403, 404].includes(status), `${path}: ${status}`)
    if (status === 303) assert.equal(location, '/console/sign-in', path)
    assert.doesNotMatch(body, secret, path)
  }
})

test('a form that does not carry the token of its session changes nothing: wrong, of another, in the address, as JSON, by GET, by another method', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway, own } = world
  const rina = await signIn(gateway, 'national', null, 'rina')
  const budi = await signIn(gateway, 'national', null, 'budi')
  const before = await counted(world)
  const mine = { ...world, foreign: own }
  for (const [name, tries] of [...Object.entries(operationAttempts(mine)), ...Object.entries(pageAttempts(mine))])
    for (const { path, method = 'POST', body } of tries) {
      if (name.startsWith('GET ') || body === undefined) continue
      for (const csrf of [undefined, '', 'x', budi.csrf, `${rina.csrf}x`]) {
        const token: Record<string, string> = csrf === undefined ? {} : { 'x-csrf-token': csrf }
        const headers = { cookie: rina.cookie, 'content-type': 'application/json', ...token }
        const sent = await fetch(`${gateway.url}${path}?csrf=${rina.csrf}`, {
          method,
          headers,
          body: JSON.stringify(body),
          redirect: 'manual',
        })
        await sent.text()
        assert.equal(sent.status, 403, `${name} with ${csrf} as JSON`)
      }
      if (!path.startsWith('/console')) continue
      const form = await sendForm(
        gateway,
        path,
        { ...Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)])), csrf: budi.csrf },
        rina.cookie,
      )
      assert.equal(form.status, 403, name)
      const got = await rina.get(`${path}?${new URLSearchParams({ csrf: rina.csrf, reason: 'lewat alamat', _method: 'POST' })}`)
      assert.ok(got.status < 500, name)
    }
  for (const override of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
    const headers = { cookie: rina.cookie, [override]: 'POST', 'x-csrf-token': rina.csrf }
    await fetch(`${gateway.url}/console/channels/${own.channel}/pause?reason=x`, { headers, redirect: 'manual' })
    await fetch(`${gateway.url}/admin/v1/channels/${own.channel}/pause`, { headers })
  }
  for (const site of ['cross-site', 'same-site']) {
    const headers = { cookie: rina.cookie, 'x-csrf-token': rina.csrf, 'sec-fetch-site': site }
    const sent = await fetch(`${gateway.url}/console/channels/${own.channel}/pause`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ csrf: rina.csrf, reason: 'x' }),
    })
    assert.equal(sent.status, 403, site)
  }
  assert.deepEqual(await counted(world), before)
})

test('a session is new with each sign-in, whatever cookie was there; that of before ends; nobody is led elsewhere', async (t) => {
  const { gateway } = await startTwoProvinces(t)
  const rina = await signIn(gateway, 'national', null, 'rina')
  const planted = 'P'.repeat(43)
  const signInWith = (cookie: string, csrf = '') =>
    sendForm(gateway, '/console/sign-in', { name: 'rina', password: 'kata-sandi-uji-coba', csrf }, cookie)
  const answer = await signInWith(`${COOKIE}=${planted}; ${COOKIE}=${planted}`)
  assert.equal(answer.status, 303)
  assert.doesNotMatch(answer.headers.get('set-cookie') ?? '', new RegExp(planted))
  assert.equal(await gateway.access.sessionOf(planted, null), null)
  assert.equal((await signInWith(rina.cookie, rina.csrf)).status, 303)
  assert.equal((await rina.get('/console')).location, '/console/sign-in', 'the session of before')

  const again = await signInAgain(gateway, 'rina')
  const lead = async (referer: string) => {
    const headers = { cookie: again.cookie, referer, 'x-csrf-token': again.csrf }
    const sent = await fetch(`${gateway.url}/console/preferences`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ language: 'id' }),
      redirect: 'manual',
    })
    return sent.headers.get('location') ?? ''
  }
  for (const referer of [
    'https://jahat.example/console/../..//jahat.example',
    'https://jahat.example//jahat.example/console',
    'https://jahat.example/console\\@jahat.example',
    'javascript:alert(1)//console/',
    'https://jahat.example/consoles',
    '/console',
  ])
    assert.match(await lead(referer), /^\/console(?:$|\/)/, referer)
  for (const query of ['next=https://jahat.example', 'return=//jahat.example', 'out=provider&url=https://jahat.example']) {
    const sent = await fetch(`${gateway.url}/console/sign-in?${query}`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ name: 'rina', password: 'kata-sandi-uji-coba' }),
    })
    assert.equal(sent.headers.get('location'), '/console')
  }
})

test('a thousand streams of one account are twenty, and others still have theirs', async (t) => {
  const { gateway } = await startTwoProvinces(t)
  const rina = await signIn(gateway, 'national', null, 'rina')
  const budi = await signIn(gateway, 'reader', '32', 'budi')
  const gone = new AbortController()
  const open = (person: Person) => fetch(`${gateway.url}/console/live/now`, { headers: { cookie: person.cookie }, signal: gone.signal })
  // Held, or they are collected and closed.
  const held: Response[] = []
  for (let n = 0; n < 1_000; n += 1) {
    const answer = await open(rina)
    held.push(answer)
    if (answer.status !== 200) await answer.text()
  }
  const statuses = held.map(({ status }) => status)
  assert.deepEqual([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 429).length], [20, 980])
  assert.equal((await open(budi)).status, 200)
  for (let n = 0; n < 30; n += 1) await fetch(`${gateway.url}/console/live/now`, { method: 'HEAD', headers: { cookie: budi.cookie } })
  assert.equal((await open(budi)).status, 200, 'who only asked for the head has none')
  gone.abort()
  await eventually('what was closed is free again', async () => {
    const again = new AbortController()
    const { status } = await fetch(`${gateway.url}/console/live/now`, { headers: { cookie: rina.cookie }, signal: again.signal })
    again.abort()
    return status === 200 ? true : undefined
  })
})

test('whatever stands in a stored field is text on every page, and no formula in a spreadsheet', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway, own, sql } = world
  const evil = `"><img src=x onerror=alert(1)>'\u2028</script><svg/onload=alert(2)>\u0024{7*7}{{7*7}}`
  const formula = (sign: string) => `${sign}HYPERLINK("http://jahat.example";"klik")`
  const { body } = await gateway.post(
    own.channel,
    report({ ticket: formula('='), title: `judul ${evil}`, text: `isi ${evil}`, name: `Asep ${evil}`, category: evil }),
  )
  assert.ok(body.id, JSON.stringify(body))
  await gateway.ledger.complaints.markParked(body.id, {
    code: 'refused_by_partner',
    message: `LAPOR!: ${evil}`,
    errors: [{ at: evil, message: evil }],
  })
  const [other] = await Promise.all([gateway.post(own.channel, report({ ticket: `U${evil}`, title: evil }))])
  await gateway.ledger.complaints.markUnknown(other?.body.id, { code: 'outcome_unknown', message: evil })
  await gateway.ledger.channelStates.noteError(own.channel, { code: 'refused_by_partner', message: evil }, body.id)
  await gateway.ledger.alerts.raise(`health_down:${own.channel}`, 'credentials_refused', evil, evil)
  await gateway.ledger.probes.add({
    channel: own.channel,
    healthy: false,
    reachable: true,
    detail: evil,
    words: { id: evil, en: evil },
    latencyMs: 1,
  })
  await sql(
    `update complaints set lapor_id = '<img src=x onerror=alert(3)>', status_native = '<img src=x onerror=alert(4)>', institution = '<img src=x onerror=alert(5)>' where id = '${body.id}'`,
  )
  const rina = await signIn(gateway, 'national', null, 'rina')
  for (const sign of ['=', '+', '-', '@', '\t=', ' =', '＝'])
    await rina.send(`/console/channels/${own.channel}/pause`, { reason: `${formula(sign)} ${evil}` })
  await rina.send('/console/parked/discard', { ids: [ID, body.id], why: evil })
  const started = await rina.send('/console/unknown/resend', { ids: [other?.body.id, own.unknown], reason: evil })
  const preview = await rina.send('/console/replays/preview', { ids: body.id })
  const identity = await rina.send(`/console/complaints/${body.id}/identity`, { reason: evil })
  const tried = await rina.send('/console/mappings', { mapping: 'report/v1', payload: JSON.stringify({ ticket: evil, title: 5 }) })
  const found = await rina.send('/console/complaints', { words: evil })
  const wrong = await sendForm(gateway, '/console/sign-in', { name: evil, password: evil }, '')

  const paths = [
    ...Object.entries(pageAttempts({ ...world, foreign: own })).flatMap(([name, tries]) =>
      name.startsWith('GET ') && !name.includes('live') ? tries.map(({ path }) => path) : [],
    ),
    `/console/complaints/${body.id}`,
    `/console/complaints/${other?.body.id}`,
    '/console/unknown/list?kind=complaint&reason=outcome_unknown',
    started.location ?? '',
    ...['q', 'channel', 'region', 'subject', 'actor', 'action', 'after', 'from'].flatMap((name) =>
      ['/console/channels', '/console/complaints', '/console/audit', '/console/regions', '/console/parked/refused_by_partner'].map(
        (path) => `${path}?${new URLSearchParams({ [name]: evil })}`,
      ),
    ),
  ]
  const pages = [preview, identity, tried, found, wrong]
  for (const path of paths) pages.push(await rina.get(path))
  let seen = 0
  for (const { text, status, headers } of pages) {
    assert.ok(status < 500)
    if (!headers.get('content-type')?.startsWith('text/html')) continue
    assert.doesNotMatch(text, /<img|<svg\/|onerror=alert\(\d\)>|<\/script><svg/)
    if (text.includes('&lt;img src=x onerror=alert')) seen += 1
  }
  assert.ok(seen >= 10, `what is looked for is on ${seen} pages`)
  for (const path of [
    '/console/regions/clocks/export?state=soon',
    '/console/regions/clocks/export',
    '/console/regions/export',
    '/console/audit/export',
  ]) {
    const { text } = await rina.get(path)
    for (const cell of text.matchAll(/(?:^|,)"((?:[^"]|"")*)"/gm)) assert.doesNotMatch(cell[1] ?? '', /^\s*[=+\-@|%＝＋－＠]/, path)
  }
})

test('of the same name twice, one foreign and one own, nothing foreign is shown or done', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway, foreign, own } = world
  const province = await signIn(gateway, 'province', '32')
  const before = await counted(world)
  for (const [name, tries] of Object.entries({ ...operationAttempts(world), ...pageAttempts(world) }))
    for (const { path } of name.startsWith('GET ') && !name.includes('live') ? tries : []) {
      const [base = '', query = ''] = path.split('?')
      for (const key of ['region', 'area', 'channel', 'subject', 'id'])
        for (const [first, second] of [
          [own, foreign],
          [foreign, own],
        ] as const) {
          const value = (of: typeof own) => (key === 'channel' ? of.channel : key === 'id' ? of.parked : of.region)
          const { text, status } = await province.get(`${base}?${query}&${key}=${value(first)}&${key}=${value(second)}`)
          assert.ok(status < 500, `${name} ${key}: ${status}`)
          const left = [foreign.channel, foreign.parked, foreign.region].reduce((rest, one) => rest.replaceAll(one, ''), text)
          assert.doesNotMatch(left, /asing/i, `${name} ${key}`)
        }
    }
  const ids = [own.parked, foreign.parked]
  assert.equal((await province.send('/console/parked/discard', { ids, why: 'dua' })).status, 404)
  assert.equal(
    (await province.send('/console/unknown/confirm', { ids: [own.unknown, foreign.unknown], [`lapor-${own.unknown}`]: '1', reason: 'dua' }))
      .status,
    404,
  )
  assert.deepEqual(await counted(world), before)
})

function json(url: string, person: Person, path: string, body: object): Promise<Response> {
  const headers = { cookie: person.cookie, 'x-csrf-token': person.csrf, 'content-type': 'application/json' }
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function anonymously(
  url: string,
  { path, method, body }: Attempt,
): Promise<{ status: number; location: string | null; text: string }> {
  const sent =
    body === undefined ? {} : { method: method ?? 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(url + path, { ...sent, redirect: 'manual' })
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
}

/** The address as it is: fetch would tidy it. */
function raw(port: number, path: string): Promise<{ status: number; location: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = rawRequest({ host: '127.0.0.1', port, path }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (body += part))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** What staff may change, as it stands. */
async function counted({ sql }: TwoProvinces): Promise<unknown> {
  return sql(`select (select md5(string_agg(t::text, ',' order by id)) from complaints t) as complaints, (select count(*) from replays) as replays,
    (select count(*) from maintenance_windows) as windows, (select md5(string_agg((channel, paused)::text, ',' order by channel)) from channel_states where paused) as pauses,
    (select md5(string_agg((name, role, home, disabled_at)::text, ',' order by name)) from accounts where name not in ('rina', 'budi')) as accounts, (select count(*) from pauses) as stopped`)
}
