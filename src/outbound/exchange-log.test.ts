import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openPartner } from '../../test/peers/partner.ts'
import type { Reporter } from '../contract/complaint.ts'
import type { HttpCall } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { silent } from '../ledger/test-ledger.ts'
import { type About, type Exchange, openExchangeLog } from './exchange-log.ts'
import { createGuardedHttp } from './guarded-http.ts'

const ZULKIFLI: Reporter = {
  name: 'Zulkifli Wiratmadja',
  phone: '+6281234500987',
  email: 'zulkifli.w@contoh.id',
  nationalId: '3273051209870004',
  address: 'Jl. Mawar 1',
  handle: '@zul',
}
const ABOUT: About = { complaintId: 'c-1', peer: 'centre', secrets: ['Bearer s3cr3t-token'], accounts: ['556677'] }
const SPELLINGS = [
  'Zulkifli Wiratmadja',
  'ZULKIFLI  WIRATMADJA',
  'pak Wiratmadja,',
  '081234500987',
  '+62 812-3450-0987',
  '6281234500987',
  'zulkifli.w@contoh.id',
  'lain@contoh.id',
  '0899 1234 5678',
  '3273051209870004',
  'Jl. Mawar  1',
  's3cr3t-token',
]

async function open(t: TestContext, answer: (body: string) => { status?: number; headers?: Record<string, string>; body: unknown }) {
  const partner = await openPartner(t, ({ body }) => answer(body))
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log: silent })
  t.after(() => http.close())
  const kept: Exchange[] = []
  const exchanges = openExchangeLog({
    store: async (batch) => void kept.push(...batch),
    reporters: async (ids) =>
      new Map(Object.entries<Reporter | 'unreadable'>({ 'c-1': ZULKIFLI, 'c-lost': 'unreadable' }).filter(([id]) => ids.includes(id))),
    log: silent,
  })
  const call = (given: Partial<HttpCall>, about: Partial<About> = {}) =>
    exchanges.watch({ ...ABOUT, ...about }, () => http.request({ method: 'POST', url: `${partner.url}/complaints`, ...given }))
  return { partner, kept, exchanges, call }
}

test('a call is kept with what was sent and answered; whatever names the person or is a secret is a mark', async (t) => {
  const { kept, exchanges, call } = await open(t, (body) => ({
    status: 422,
    body: { message: `Gagal: ${body}`, errors: { nameUser: [body] }, id: 4711 },
  }))
  const json = {
    title: 'Jembatan putus',
    content: SPELLINGS.join(' | '),
    nameUser: 'Siapa Saja',
    phoneUser: 6281234500987,
    user: { name: 'Orang Lain', id: 9 },
    category_id: 15,
  }
  const secret = { 'content-type': 'application/json', authorization: 'Bearer s3cr3t-token' }
  await call({ headers: secret, body: JSON.stringify(json) })
  const form = { to: '6281234500987', text: 'Halo Zulkifli', password: 'rahasia', chat_id: '556677' }
  await call(
    { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString() },
    { peer: 'origin' },
  )
  await call({
    method: 'GET',
    url: `http://127.0.0.1:${new URL((await open(t, () => ({ body: '' }))).partner.url).port}/send?to=081234500987&token=abcdef&text=${encodeURIComponent('Zulkifli Wiratmadja')}`,
  })
  await exchanges.close()
  const [posted, told, asked] = kept
  assert.match(posted?.request ?? '', /"title": "Jembatan putus"/)
  assert.match(posted?.request ?? '', /"nameUser": "‹nama›",\s+"phoneUser": "‹telepon›"/)
  assert.match(posted?.request ?? '', /"category_id": 15/)
  assert.match(posted?.answer ?? '', /"id": 4711/)
  assert.deepEqual([posted?.status, posted?.code, posted?.call, posted?.digest], [422, null, 'POST /complaints', null])
  assert.match(told?.request ?? '', /to=‹akun›\ntext=Halo ‹nama›\npassword=‹rahasia›\nchat_id=‹akun›/)
  assert.match(asked?.request ?? '', /^\?\nto=‹akun›\ntoken=‹rahasia›\ntext=‹nama›\n$/)
  for (const text of kept.map((one) => JSON.stringify(one)))
    for (const word of [
      'zulkifli',
      'wiratmadja',
      '81234500987',
      '3450-0987',
      'contoh.id',
      '3273051209870004',
      'mawar',
      's3cr3t',
      '556677',
      'siapa',
      '5678',
    ])
      assert.ok(!text.toLowerCase().includes(word), `${word} in ${text}`)
})

test('what is no text is told by its kind and size, what is long is cut, and what cannot be parsed is hidden all the same', async (t) => {
  const long = `<html>${'x'.repeat(3_990)} Zulkifli Wiratmadja ${'y'.repeat(100_000)}</html>`
  const { kept, exchanges, call } = await open(t, () => ({ headers: { 'content-type': 'text/html' }, body: long }))
  await call({ headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: Buffer.from('Zulkifli Wiratmadja.jpg') })
  await call({ headers: { 'content-type': 'application/json' }, body: '{"nameUser":"Zulkifli Wiratmadja",' })
  await call({ headers: { 'content-type': 'image/jpeg' }, body: Buffer.from([0xff, 0xd8, 0, 1]) })
  await exchanges.close()
  assert.deepEqual(
    kept.map(({ request }) => request),
    ['‹multipart/form-data, 23 bytes›', '{"nameUser":"‹nama›",', '‹image/jpeg, 4 bytes›'],
  )
  assert.ok(kept.every(({ answer }) => (answer?.length ?? 0) <= 4_001 && !/zulkifli/i.test(answer ?? '')))
})

test('a call without an answer is kept with why; a reporter who cannot be opened leaves nothing that was said', async (t) => {
  const { kept, exchanges, call } = await open(t, () => ({ body: { name: 'Zulkifli' } }))
  await assert.rejects(call({ url: 'http://127.0.0.1:1/complaints', body: '{}' }), GatewayError)
  await call({ body: 'Zulkifli Wiratmadja' }, { complaintId: 'c-lost' })
  const told = { kind: 'status', status: 'resolved', answer: { text: 'Sudah, Pak Zulkifli.' } }
  await exchanges.watch({ ...ABOUT, peer: 'origin' }, async () => 'ok', { through: 'smpp', told })
  const refused = exchanges.watch(
    { ...ABOUT, peer: 'origin' },
    () => Promise.reject(new GatewayError('recipient_gone', 'no such number 081234500987')),
    { through: 'email', told },
  )
  await assert.rejects(refused, GatewayError)
  await exchanges.close()
  assert.deepEqual(
    kept.map(({ code, status, host }) => [code, status, host.split(':')[0]]),
    [
      ['connection_failed', null, '127.0.0.1'],
      [null, 200, '127.0.0.1'],
      [null, null, 'smpp'],
      ['recipient_gone', null, 'email'],
    ],
  )
  assert.deepEqual([kept[1]?.request, kept[1]?.answer], [null, null])
  assert.match(kept[2]?.request ?? '', /Sudah, Pak ‹nama›/)
  assert.equal(kept[3]?.answer, 'no such number ‹telepon›')
})

test('a ledger that is away is waited for without holding up the work', async (t) => {
  const partner = await openPartner(t, () => ({ body: {} }))
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log: silent })
  t.after(() => http.close())
  let away = true
  const kept: Exchange[] = []
  const exchanges = openExchangeLog({
    store: async (batch) => {
      if (away) throw new GatewayError('ledger_unavailable', 'away')
      kept.push(...batch)
    },
    reporters: async () => new Map(),
    log: silent,
  })
  for (let n = 0; n < 3; n += 1) await exchanges.watch(ABOUT, () => http.request({ method: 'GET', url: `${partner.url}/${n}` }))
  await exchanges.close()
  away = false
  await exchanges.close()
  assert.deepEqual(
    kept.map(({ call }) => call),
    ['GET /0', 'GET /1', 'GET /2'],
  )
})

test('more calls within the time that they wait than are held are all kept while the ledger takes them', async () => {
  const kept: Exchange[] = []
  const exchanges = openExchangeLog({
    store: async (batch) => void kept.push(...batch),
    reporters: async () => new Map(),
    log: silent,
  })
  const tell = () => exchanges.watch(ABOUT, async () => undefined, { through: 'smtp', told: {} })
  for (let told = 100; told <= 3000; told += 100) {
    await Promise.all(Array.from({ length: 100 }, tell))
    for (let turns = 0; turns < 200 && kept.length < told; turns += 1) await nextTurn()
  }
  await exchanges.close()
  assert.equal(kept.length, 3000)
})
