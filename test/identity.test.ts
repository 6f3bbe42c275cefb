import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import pg from 'pg'
import { type Received, startLaporPeer } from './peers/lapor-v3-server.ts'
import { openPartner } from './peers/partner.ts'
import { configCopy, REPORTER_GOES_ALONG } from './support/config-copy.ts'
import { eventually } from './support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite, type Site } from './support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport } from './support/jabar-quick-response.ts'
import { scriptCentre } from './support/lapor-centre.ts'
import { addSmsChannel, bringSms } from './support/sms-channel.ts'

// One person, who is told to the gateway through every channel in the fields that tell who reports, and nowhere else.
const NAME = 'Zulkifli Wiratmadja'
const EMAIL = 'zulkifli.w@contoh.id'
const NIK = '3273051209870004'
const PHONES = ['081234500987', '6281234500987', '+6281234500987', '0812-3450-0987']
const FILE = `${NAME} ${PHONES[0]}.jpg`
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])
const CREATE = 'POST /complaints/complaint'

test('who reported is found in no log, metric, queue, table, file or answer but the sealed columns, whatever went wrong on the way', async (t) => {
  const { site, env, centre, partner, sent } = await open(t)
  const gateway = await site.start(env)
  await pushEverything(gateway.url)
  await writeShortMessages(gateway.url)
  await eventually('everything came to rest', async () => {
    const balance = (await read(gateway.url, '/admin/v1/balance', ADMIN_TOKEN)).json as Record<string, number>
    return (balance['accepted'] ?? 0) >= 19 && balance['inFlight'] === 0 ? true : undefined
  })
  centre.status = 'Selesai'
  await eventually('the region was told', () =>
    partner.requests.some(({ method, url }) => method === 'POST' && url === '/callback') ? true : undefined,
  )
  await eventually('the person was told', () => (partner.requests.some(({ url }) => url.startsWith('/cgi-bin/sendsms')) ? true : undefined))

  assert.ok(await holdsPerson(site), 'the sealed columns hold something')
  const places: [string, string][] = [
    ['the log', gateway.log()],
    ...(await tables(site)),
    ...(await queue(site)),
    ...(await files(site)),
    ...(await answers(gateway)),
    ...partner.requests.filter(({ url }) => url === '/callback').map((request): [string, string] => ['a reply', JSON.stringify(request)]),
    ...sent.map((request): [string, string] => [`${request.method} ${request.path} at the centre`, withoutReporter(request)]),
  ]
  assert.ok(places.length > 30)
  const leaks = places.flatMap(([place, text]) => findPerson(text).map((what) => `${place} holds ${what}`))
  assert.deepEqual(leaks, [])
  const along = sent.filter(({ json }) => json['nameUser'] === NAME)
  assert.ok(along.length > 0, 'where the region says so, the reporter goes along')
  const without = sent.filter(({ json }) => /\[(JAKI|Qlue|LaporGub|Lapor AA) /.test(String(json['content'])))
  assert.ok(without.length > 0)
  assert.ok(
    without.every(({ json }) => json['nameUser'] === undefined),
    'and only there',
  )
})

async function open(t: TestContext) {
  const peer = await startLaporPeer(t)
  const centre = scriptCentre(peer)
  // A centre that repeats what it got, in every kind of refusal; then one that is well.
  const echo = ({ text }: Received) => text
  peer.on(
    CREATE,
    (request) => ({ status: 422, body: { message: echo(request), errors: { nameUser: [echo(request)] } } }),
    (request) => ({ body: { success: false, message: `Gagal untuk ${NAME} (${PHONES[0]}, ${EMAIL}): ${echo(request)}` } }),
    (request) => ({ status: 500, body: `<html>${echo(request)}</html>` }),
    (request) => ({ body: `<html>${echo(request)}</html>` }),
    (request) => ({ body: { success: true, error: echo(request) } }),
    { hangUp: true },
    (request) => ({ status: 409, body: { detail: `${PHONES[2]} sudah terdaftar`, echo: echo(request) } }),
    () => ({ body: { complaint_id: 7001 } }),
  )
  const lists: Record<string, unknown> = {
    '/jaki': { data: [jaki('JK-1', PHONES[0]), { user: { name: NAME, phone: PHONES[1], nik: NIK } }] },
    '/qlue': [
      { post_id: 77, post_date: '2026-11-20 10:00:00', post_title: 'Banjir', post_desc: 'Air setinggi lutut.', profile_name: NAME },
    ],
    '/laporgub': {
      data: [
        { id: 'LG-1', posting_date: '20 November 2026 09:12', laporan: 'Talud ambrol.', nama: NAME, telepon: PHONES[3], email: EMAIL },
      ],
    },
    '/cursor': { items: [report('CU-1', PHONES[2]), report('CU-2', PHONES[1], { text: '' })], next: 'c1' },
  }
  const partner = await openPartner(t, ({ url }) => {
    const list = lists[url.split('?')[0] ?? '']
    if (list) return { body: list }
    if (url === '/callback') return { body: {} }
    if (url.startsWith('/cgi-bin/sendsms')) return { status: 202, body: '0: Accepted for delivery' }
    return { headers: { 'content-type': 'image/jpeg' }, body: JPEG }
  })
  const config = await configCopy(t, { 'regions/32.yaml': REPORTER_GOES_ALONG, 'gateway.yaml': [[/attempts: 12/, 'attempts: 2']] })
  await writeFile(join(config, 'channels/basic-app.yaml'), extraChannel('basic-app', 'webhook', 'auth: { kind: basic }', 'user:password'))
  await writeFile(
    join(config, 'channels/cursor-app.yaml'),
    extraChannel('cursor-app', 'rest-poll', `url: ${partner.url}/cursor, paging: { kind: cursor, parameter: c, next: /next }`, null),
  )
  await addSmsChannel(config, partner.url)
  const site = await openSite(t, peer.url)
  const env = {
    GATEWAY_CONFIG: config,
    JQR_WEBHOOK_SECRET: JQR_SECRET,
    JQR_API_KEY: JQR_KEY,
    JQR_CALLBACK_URL: `${partner.url}/callback`,
    JAKI_URL: `${partner.url}/jaki`,
    QLUE_URL: `${partner.url}/qlue`,
    LAPORGUB_URL: `${partner.url}/laporgub`,
    PARTNER: partner.url,
  }
  return { site, env, centre, partner, sent: peer.received }
}

function extraChannel(id: string, connector: string, config: string, secret: string | null): string {
  const app = id === 'basic-app' ? 'Basic' : 'Cursor'
  const secrets = secret === null ? '' : `secrets: { secret: "${secret}" }\n`
  const demo = '${env:UNSET:-'
  return `id: ${id}\nregion: "32"\napp: ${app}\nconnector: ${connector}\nmapping: jabar-quick-response/v1\nconfig: { ${config} }\n${secrets.replace(`"${secret}"`, `"${demo}${secret}}"`)}pollEvery: 1s\nallowAddresses: [127.0.0.0/8]\n`
}

function report(ticket: string, phone: string | undefined, changes: object = {}) {
  const reporter = { name: NAME, phone, email: EMAIL, nik: NIK, address: `${NAME}, Jl. Mawar 1`, handle: EMAIL }
  return jqrReport({ ticket, reporter, photos: [], ...changes })
}

function jaki(code: string, phone: string | undefined) {
  return {
    id: 4410291,
    code,
    content: 'Permasalahan: Sampah liar di trotoar',
    createdAt: '2026-11-20T00:00:00Z',
    tstatus: { name: 'Proses' },
    reporter: { name: NAME, phone, email: EMAIL },
  }
}

/** Every way of pushing, in every form, well and badly. */
async function pushEverything(url: string): Promise<void> {
  // As many as the centre has kinds of refusals, so that each meets one, whichever comes first.
  for (let at = 0; at < 8; at += 1) assert.equal((await pushReport(url, report(`JQR-${at}`, PHONES[at % 4]))).status, 202)
  const [first] = PHONES
  await pushReport(url, report('JQR-0', first, { status: 'proses', answer: 'Sedang ditangani.' }))
  assert.equal((await pushReport(url, report('JQR-0', '+628990001', { text: 'Lain' }))).status, 409)
  assert.equal((await pushReport(url, report('JQR-BAD', first, { text: undefined }))).status, 422)
  assert.equal(
    (await pushReport(url, report('JQR-BAD', first), `whsec_${Buffer.from('another secret, long enough').toString('base64')}`)).status,
    401,
  )
  assert.equal((await pushReport(url, { reporter: { name: NAME, phone: first }, ticket: { [NAME]: NIK } })).status, 422)

  const post = (channel: string, body: string | FormData, headers: Record<string, string>) =>
    fetch(`${url}/in/${channel}`, { method: 'POST', headers, body })
  const json = { 'content-type': 'application/json' }
  const sapawarga = { title: 'Lampu', description: 'PJU mati total.', user_name: NAME, user_phone: PHONES[1] ?? '', user_email: EMAIL }
  const bearer = { authorization: 'Bearer sapawarga-demo-token' }
  const form = { ...bearer, 'content-type': 'application/x-www-form-urlencoded' }
  assert.equal((await post('sapawarga', new URLSearchParams({ ...sapawarga, complaint_id: 'SW-1' }).toString(), form)).status, 202)
  assert.equal((await post('sapawarga', JSON.stringify({ ...sapawarga, complaint_id: 'SW-2' }), { ...bearer, ...json })).status, 202)
  assert.equal((await post('sapawarga', `{"user_name":"${NAME}","user_phone":`, { ...bearer, ...json })).status, 400)
  const parts = new FormData()
  for (const [name, value] of Object.entries({ ...sapawarga, complaint_id: 'SW-3' })) parts.append(name, value)
  parts.append('photos', new File([JPEG], FILE, { type: 'image/jpeg' }))
  assert.equal((await post('sapawarga', parts, bearer)).status, 202)
  const program = new FormData()
  for (const [name, value] of Object.entries({ ...sapawarga, complaint_id: 'SW-4' })) program.append(name, value)
  program.append('photos', new File([JPEG], FILE, { type: 'application/x-msdownload' }))
  assert.equal((await post('sapawarga', program, bearer)).status, 415)

  const wargaku = JSON.stringify({
    keluhan: 'Jalan berlubang besar.',
    nama: NAME,
    nomor_telepon: PHONES[3],
    email: EMAIL,
    nik: NIK,
    tiket: 'WK-1',
  })
  const signature = `sha256=${createHmac('sha256', 'wargaku-demo-secret').update(wargaku).digest('hex')}`
  assert.equal((await post('wargaku', wargaku, { ...json, 'x-wargaku-signature': signature })).status, 202)
  const aa = JSON.stringify({
    sessionId: 'LAA-1',
    from: PHONES[1],
    name: NAME,
    nik: NIK,
    message: 'Sampah menumpuk.',
    createdAt: '2026-11-20T03:22:10.000Z',
  })
  assert.equal((await post('lapor-aa', aa, { ...json, 'x-api-key': 'lapor-aa-demo-key' })).status, 202)
  const basic = { ...json, authorization: `Basic ${Buffer.from('user:password').toString('base64')}` }
  assert.equal((await post('basic-app', JSON.stringify(report('BA-1', PHONES[2])), basic)).status, 202)

  const { items } = (await read(url, '/v1/complaints?ticket=JQR-1', JQR_KEY)).json as { items: { id: string }[] }
  const update = { text: 'Sampai hari ini belum ada petugas.', attachments: [{ url: 'https://127.0.0.1:1/a.jpg', name: FILE }] }
  const answer = await fetch(`${url}/v1/complaints/${items[0]?.id}/updates`, {
    method: 'POST',
    headers: { ...json, 'x-api-key': JQR_KEY },
    body: JSON.stringify(update),
  })
  assert.equal(answer.status, 202)
  await fetch(`${url}/v1/complaints/${items[0]?.id}/updates`, {
    method: 'POST',
    headers: { ...json, 'x-api-key': JQR_KEY },
    body: JSON.stringify({ nama: NAME, telepon: PHONES[0] }),
  })
}

/** The same person writes themselves: twice, once too little, asks, and adds. Two complaints. */
async function writeShortMessages(url: string): Promise<void> {
  const [first = '', second = ''] = PHONES
  const said = [
    'LAPOR Lampu jalan padam di simpang lima',
    'LAPOR',
    'Trotoar di depan stasiun ambles',
    'STATUS',
    'STATUS 00000-00000',
    'tolong',
    'BANTUAN',
  ]
  for (const [at, text] of said.entries())
    assert.equal((await bringSms(url, { from: at % 2 ? second : first, id: `k-${at}`, text })).status, 200)
}

/** What of the person stands in a text, in any spelling. */
function findPerson(text: string): string[] {
  const plain = text.toLowerCase()
  const digits = plain.replaceAll(/(?<=\d)[-. ]+(?=\d)/g, '')
  const words = ['zulkifli', 'wiratmadja', EMAIL, NIK]
  const coded = [NAME, EMAIL, NIK, '81234500987'].flatMap((word) => [
    Buffer.from(word).toString('hex'),
    encodeURIComponent(word).toLowerCase(),
  ])
  return [
    ...words.filter((word) => plain.includes(word)),
    ...coded.filter((word) => plain.includes(word)),
    ...(digits.includes('81234500987') ? ['the phone'] : []),
  ]
}

function withoutReporter({ text, json, headers, path }: Received): string {
  const { nameUser: _name, phoneUser: _phone, emailUser: _email, ...rest } = json
  return JSON.stringify([path, headers, Object.keys(json).length > 0 ? rest : text])
}

async function withDatabase<T>(site: Site, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(site.databaseUrl)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function tables(site: Site): Promise<[string, string][]> {
  return withDatabase(site, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> 'sealed_parts'`,
    )
    assert.ok(rows.length > 15)
    const found: [string, string][] = []
    for (const { name } of rows) {
      const dump = await client.query<{ row: string }>(`select t::text as row from "${name}" t`)
      found.push(...dump.rows.map(({ row }): [string, string] => [`table ${name}`, row]))
    }
    return found
  })
}

async function holdsPerson(site: Site): Promise<boolean> {
  return withDatabase(site, async (client) => (await client.query('select 1 from sealed_parts')).rows.length > 20)
}

async function queue(site: Site): Promise<[string, string][]> {
  const redis = new Redis(site.redis.url)
  const found: [string, string][] = []
  try {
    for (const key of await redis.keys(`${site.redis.prefix}*`)) {
      const type = await redis.type(key)
      const value =
        type === 'hash'
          ? await redis.hgetall(key)
          : type === 'zset'
            ? await redis.zrange(key, 0, '-1')
            : type === 'list'
              ? await redis.lrange(key, 0, -1)
              : type === 'set'
                ? await redis.smembers(key)
                : type === 'stream'
                  ? await redis.xrange(key, '-', '+')
                  : await redis.get(key)
      found.push([`redis ${key}`, `${key} ${JSON.stringify(value)}`])
    }
  } finally {
    redis.disconnect()
  }
  assert.ok(found.length > 0)
  return found
}

async function files(site: Site): Promise<[string, string][]> {
  const entries = await readdir(site.dataDir, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  assert.ok(paths.length > 0)
  return Promise.all(paths.map(async (path): Promise<[string, string]> => [`file ${path}`, `${path} ${await readFile(path, 'latin1')}`]))
}

async function read(url: string, path: string, key: string): Promise<{ text: string; json: unknown }> {
  const text = await (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })).text()
  return { text, json: text.startsWith('{') ? JSON.parse(text) : null }
}

async function answers({ url }: GatewayProcess): Promise<[string, string][]> {
  const found: [string, string][] = []
  for (const path of [
    '/metrics',
    '/readyz',
    '/admin/v1/channels',
    '/admin/v1/config',
    '/admin/v1/balance',
    '/admin/v1/parked',
    '/admin/v1/unknown',
  ])
    found.push([path, (await read(url, path, ADMIN_TOKEN)).text])
  const all = await read(url, '/admin/v1/complaints?limit=100', ADMIN_TOKEN)
  found.push(['/admin/v1/complaints', all.text])
  for (const { id } of (all.json as { items: { id: string }[] }).items)
    for (const path of [`/admin/v1/complaints/${id}`, `/admin/v1/complaints/${id}/exchanges`])
      found.push([path, (await read(url, path, ADMIN_TOKEN)).text])
  const calls = found
    .filter(([path]) => path.endsWith('/exchanges'))
    .flatMap(([, text]) => (JSON.parse(text) as { items: unknown[] }).items)
  assert.ok(calls.length > 30, `${calls.length} calls were kept`)
  const keys = [JQR_KEY, ...['sapawarga', 'wargaku', 'lapor-aa', 'jaki', 'qlue', 'laporgub'].map((id) => `${id}-demo-read-key`)]
  for (const key of keys) {
    const list = await read(url, '/v1/complaints', key)
    found.push(['/v1/complaints', list.text])
    for (const { id } of (list.json as { items: { id: string }[] }).items)
      found.push([`/v1/complaints/${id}`, (await read(url, `/v1/complaints/${id}`, key)).text])
  }
  return found
}
