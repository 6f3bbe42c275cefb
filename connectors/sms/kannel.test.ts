import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPartner, type PartnerRule } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { proveReference } from './secrets.ts'
import { get, openSms, PHONE, post, SECRET } from './test-channel.ts'

const ACCEPTED: PartnerRule = () => ({ status: 202, body: '0: Accepted for delivery' })
const config = (url: string, more: Partial<Config> = {}): Config => ({
  provider: { kind: 'kannel', sendUrl: `${url}/cgi-bin/sendsms` },
  publicUrl: 'https://gateway.example/in/sms-1708',
  ...more,
})
const SAMPLE =
  'from=%2B628123456789&to=1708&text=LAPOR+jalan+rusak+di+Cikajang+Garut&id=5f1c2b9e-0a3d-4c1e-9f2a-7d1e8b0c4a55&smsc=telco-a&coding=0&charset=UTF-8'
const kannelText = (text: string, charset: 'utf16le' | 'latin1' | 'utf8') => {
  const octets = charset === 'utf16le' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, charset)
  return [...octets].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join('')
}

test('kannel: a message is a complaint, told to Kannel with an empty answer; the receipt goes back by the same line, one message, once', async (t) => {
  const partner = await openPartner(t, ACCEPTED)
  const { channel, people, receive } = openSms(t, config(partner.url))
  assert.deepEqual(await receive(get(SAMPLE)), { status: 200, body: '' })
  assert.deepEqual(await receive(get(SAMPLE)), { status: 200, body: '' }, 'delivered again')
  assert.equal(people.filed.length, 1)
  const [report] = people.filed
  assert.equal(report?.ticket, '5f1c2b9e-0a3d-4c1e-9f2a-7d1e8b0c4a55')
  assert.equal(report?.sender, PHONE)
  assert.equal(report?.words, 'jalan rusak di Cikajang Garut')
  assert.deepEqual(JSON.parse(Buffer.from(report?.raw ?? []).toString()), report?.payload)

  const [told] = await people.tell(connector, channel)
  assert.equal(partner.requests.length, 1)
  const { query } = partner.requests[0] ?? assert.fail()
  const sent = Object.fromEntries(query)
  const reference = report?.reference ?? ''
  assert.equal(sent['text'], `Jawa Barat: laporan Anda kami terima dengan nomor ${reference}. Cek: STATUS ${reference}`)
  assert.deepEqual(
    [sent['to'], sent['from'], sent['smsc'], sent['coding'], sent['charset'], sent['username'], sent['password']],
    [PHONE, '1708', 'telco-a', '0', 'UTF-8', 'lapor', SECRET],
  )
  assert.ok((sent['dlr-url'] ?? '').startsWith(`https://gateway.example/in/sms-1708?dlr=%d&message=${told?.id}&proof=`))
  assert.ok(!(sent['dlr-url'] ?? '').includes(SECRET))
})

const DELIVERIES: readonly (readonly [type: string, outcome: 'delivered' | 'failed' | null])[] = [
  ['1', 'delivered'],
  ['2', 'failed'],
  ['16', 'failed'],
  ['4', null],
  ['8', null],
  ['x', null],
]
for (const [type, outcome] of DELIVERIES) {
  test(`kannel: a delivery receipt of type ${type} → ${outcome ?? 'passed over'}`, async (t) => {
    const partner = await openPartner(t, ACCEPTED)
    const { channel, people, receive } = openSms(t, config(partner.url))
    await receive(get(SAMPLE))
    await people.tell(connector, channel)
    const dlr = new URL(partner.requests[0]?.query.get('dlr-url') ?? '').search.slice(1).replace('%d', type)
    await receive(
      get(
        dlr.replace('%p', '%2B628123456789').replace('%A', encodeURIComponent('id:77 sub:001 stat:UNDELIV err:034 text:Jawa Barat: lap')),
        {},
      ),
    )
    assert.deepEqual(
      people.deliveries.map(({ outcome, detail }) => [outcome, detail]),
      outcome === null ? [] : [[outcome, `kannel ${type} UNDELIV 034`]],
    )
    for (const forged of [dlr.replace(/message=[^&]+/, 'message=another'), dlr.replace(/proof=[^&]+/, 'proof=x'), 'dlr=1&message=x']) {
      await assert.rejects(receive(get(forged, {})), { code: 'signature_invalid' })
    }
  })
}

test('kannel: a delivery receipt that is faster than our own note is waited for', async (t) => {
  const { people, receive, channel } = openSms(t, config('http://127.0.0.1:1'))
  const dlr = `dlr=1&message=f-1&proof=${proveReference(channel, 'f-1')}&of=%2B628123456789`
  const asked: unknown[] = []
  channel.people.find = async (...each) => {
    asked.push(each)
    return null
  }
  assert.deepEqual(await receive(get(dlr, {})), { status: 200, body: '' })
  assert.deepEqual(asked, Array(2).fill([PHONE, { message: 'f-1' }]))
  assert.deepEqual(people.deliveries, [], 'a message that nobody knows')
})

const TEXTS: readonly (readonly [name: string, query: string, words: string, exact?: false])[] = [
  ['UTF-8', `text=${kannelText('LAPOR jalan rusak é 🚧', 'utf8')}&charset=UTF-8&coding=0`, 'jalan rusak é 🚧'],
  ['UCS-2', `text=${kannelText('LAPOR ꦗꦭꦤ꧀ rusak 🚧', 'utf16le')}&charset=UTF-16BE&coding=2`, 'ꦗꦭꦤ꧀ rusak 🚧'],
  ['UCS-2 without a charset', `text=${kannelText('LAPOR jalan rusak 🚧', 'utf16le')}&coding=2`, 'jalan rusak 🚧'],
  ['UTF-8 that is said to be UCS-2', 'text=LAPOR+jalan+rusak&coding=2', 'jalan rusak'],
  ['Latin-1', `text=${kannelText('LAPOR jalan rusak é', 'latin1')}&charset=ISO-8859-1`, 'jalan rusak é'],
  ['Latin-1 that is said to be UTF-8', `text=${kannelText('LAPOR jalan rusak é', 'latin1')}&charset=UTF-8`, 'jalan rusak é', false],
  ['UCS-2 that is said to be UTF-8', `text=${kannelText('LAPOR jalan rusak ꦗ', 'utf16le')}&charset=UTF-8`, 'jalan rusak ꦗ', false],
  ['an unknown charset', 'text=LAPOR+jalan+rusak&charset=KLINGON', 'jalan rusak', false],
]
for (const [name, query, words, exact = true] of TEXTS) {
  test(`kannel: a text in ${name} is read${exact ? '' : ', and marked'}`, async (t) => {
    const { people, receive } = openSms(t, config('http://127.0.0.1:1'))
    await receive(get(`from=08123456789&to=1708&id=1&${query}`))
    assert.equal(people.filed[0]?.words, words)
    assert.equal('note' in Object(people.filed[0]?.payload), !exact)
  })
}

test('kannel: post-url has the text as body and the rest in headers', async (t) => {
  const { people, receive } = openSms(t, config('http://127.0.0.1:1'))
  const headers = {
    'x-kannel-from': '+628123456789',
    'x-kannel-to': '1708',
    'x-kannel-smsc': 'telco-b',
    'content-type': 'text/plain; charset="UTF-8"',
  }
  await receive(post('LAPOR jalan rusak é', { ...headers, 'x-sms-secret': SECRET }, 'id=9'))
  assert.deepEqual([people.filed[0]?.words, people.filed[0]?.ticket], ['jalan rusak é', '9'])
  assert.deepEqual(people.filed[0]?.replyTo, { to: '1708', smsc: 'telco-b', language: 'id' })
  await receive(
    post('from=%2B628123456780&to=1708&id=10&text=LAPOR+lampu+mati', {
      'content-type': 'application/x-www-form-urlencoded',
      'x-sms-secret': SECRET,
    }),
  )
  assert.equal(people.filed[1]?.words, 'lampu mati')
})

test('kannel: a message without an id has a stable ticket', async (t) => {
  const { people, receive } = openSms(t, config('http://127.0.0.1:1'))
  const query = 'from=08123456789&to=1708&text=LAPOR+jalan+rusak'
  for (const each of [query, query, `${query}&time=1795230000`, `${query}&time=1795230000`]) await receive(get(each))
  assert.equal(people.filed.length, 1, 'and the same words are one complaint')
  assert.match(people.filed[0]?.ticket ?? '', /^hash-/)
  await receive(get(`${query}&id=${'%00'.repeat(20)}`))
  await receive(get(`${query}+sekali&id=${'x'.repeat(1999)}`))
  assert.match(people.filed[1]?.ticket ?? '', /^hash-/, 'an id that is too long to be a ticket')
})

const PROOFS: readonly (readonly [name: string, headers: Record<string, string>, query: string, good: boolean, auth?: Config['auth']])[] = [
  ['in the header', { 'x-sms-secret': SECRET }, '', true],
  ['in the query', {}, `&secret=${SECRET}`, true],
  ['as bearer', { authorization: `Bearer ${SECRET}` }, '', true],
  ['as the password of a get-url', { authorization: `Basic ${btoa(`lapor:${SECRET}`)}` }, '', true],
  ['as its user', { authorization: `Basic ${btoa(`${SECRET}:`)}` }, '', false],
  ['under names of the channel', { 'x-kunci': SECRET }, `&kunci=${SECRET}`, true, { query: 'kunci', header: 'X-Kunci' }],
  ['nowhere', {}, '', false],
  ['empty', {}, '&secret=', false],
  ['wrong', { 'x-sms-secret': `${SECRET}x` }, '', false],
  ['right in the header and wrong in the query', { 'x-sms-secret': SECRET }, '&secret=x', false],
  ['nowhere, from an address that is trusted', {}, '', true, { trust: ['10.1.0.0/16'] }],
  ['nowhere, from another', {}, '', false, { trust: ['10.2.0.0/16', 'bukan-alamat', '::1/128'] }],
  ['wrong, from an address that is trusted', {}, '&secret=x', false, { trust: ['10.1.0.0/16'] }],
]
for (const [name, headers, query, good, auth] of PROOFS) {
  test(`kannel: the secret ${name} → ${good ? 'taken' : 'signature_invalid'}`, async (t) => {
    const { people, receive } = openSms(t, config('http://127.0.0.1:1', auth === undefined ? {} : { auth }))
    const received = receive(get(SAMPLE + query, headers))
    if (good) return assert.deepEqual([await received, people.filed.length], [{ status: 200, body: '' }, 1])
    return assert.rejects(
      received,
      (error: Error & { code: string }) => error.code === 'signature_invalid' && !error.message.includes(SECRET),
    )
  })
}

const BAD: readonly (readonly [name: string, query: string, code: string | null])[] = [
  ['without a sender', 'text=LAPOR+jalan+rusak', 'request_unreadable'],
  ['without a text', 'from=08123456789', 'request_unreadable'],
  ['with two senders', 'from=08123456789&from=08123456780&text=LAPOR+jalan+rusak', 'request_unreadable'],
  ['with the same sender twice', 'from=08123456789&from=08123456789&id=1&text=LAPOR+jalan+rusak', null],
  ['with 1 MiB of text', `from=08123456789&text=${'A'.repeat(1_048_576)}`, 'request_unreadable'],
  ['with 1 MiB of sender', `from=${'1'.repeat(1_048_576)}&text=LAPOR+jalan+rusak`, 'request_unreadable'],
  ['with 10,000 parameters', `from=08123456789&text=LAPOR+jalan+rusak&${'a=1&'.repeat(10_000)}`, 'request_unreadable'],
  ['with a broken header of a part', 'from=08123456789&id=1&text=LAPOR+jalan+rusak&udh=%05%00%03', null],
  ['with percent signs that encode nothing', 'from=08123456789&id=1&text=LAPOR+jalan%zz+rusak+100%', null],
]
for (const [name, query, code] of BAD) {
  test(`kannel: a request ${name} → ${code ?? 'taken'}, and the next one is served`, async (t) => {
    const { people, receive } = openSms(t, config('http://127.0.0.1:1'))
    if (code === null) await receive(get(query))
    else await assert.rejects(receive(get(query)), { code })
    await receive(get(SAMPLE))
    assert.equal(people.filed.length, code === null ? 2 : 1)
  })
}

for (const [name, query] of [
  ['nothing', 'from=08123456789&text='],
  ['data', 'from=08123456789&coding=1&charset=8-BIT&text=%06%01%ae%02%00'],
  ['data for a port', 'from=08123456789&coding=1&udh=%06%05%04%0b%84%23%f0&text=halo+semua+orang'],
] as const) {
  test(`kannel: a message of ${name} is passed over`, async (t) => {
    const { people, receive } = openSms(t, config('http://127.0.0.1:1'))
    assert.deepEqual(await receive(get(query)), { status: 200, body: '' })
    assert.equal(people.filed.length, 0)
  })
}

const ANSWERS: readonly (readonly [name: string, rule: PartnerRule, code: string | null, retryAfterMs?: number])[] = [
  ['202 0: Accepted', ACCEPTED, null],
  ['202 3: Queued', () => ({ status: 202, body: '3: Queued for later delivery' }), null],
  ['200 with a page', () => ({ body: '<html>' }), 'response_unexpected'],
  ['403', () => ({ status: 403, body: 'Authorization failed for sendsms' }), 'credentials_refused'],
  ['400', () => ({ status: 400, body: 'Invalid text' }), 'refused_by_partner'],
  ['400 for a sender', () => ({ status: 400, body: 'Sender missing and no global set, rejected' }), 'config_invalid'],
  ['402', () => ({ status: 402 }), 'credentials_refused'],
  ['404', () => ({ status: 404 }), 'partner_unavailable'],
  ['429', () => ({ status: 429, headers: { 'retry-after': '30' } }), 'throttled', 30_000],
  ['503', () => ({ status: 503, body: 'Temporal failure, try again later.' }), 'partner_unavailable'],
  ['nothing', (_, { socket }) => void socket.destroy(), 'answer_lost'],
]
for (const [name, rule, code, retryAfterMs] of ANSWERS) {
  test(`kannel: sendsms answers ${name} → ${code ?? 'sent'}`, async (t) => {
    const partner = await openPartner(t, rule)
    const { channel, people, receive } = openSms(t, config(partner.url))
    await receive(get(SAMPLE))
    const told = people.tell(connector, channel)
    if (code === null) assert.equal((await told).length, 1)
    else await assert.rejects(told, { code, retryAfterMs })
    assert.equal(partner.requests.length, 1, 'never twice by itself')
  })
}

test('kannel: credentials that stand in sendUrl are used', async (t) => {
  const partner = await openPartner(t, ACCEPTED)
  const { channel, people, receive } = openSms(t, {
    provider: { kind: 'kannel', sendUrl: `${partner.url}/cgi-bin/sendsms?username=u&password=p`, smsc: 'telco-z', receipts: false },
    from: 'JABAR',
  })
  await receive(get(SAMPLE))
  await people.tell(connector, channel)
  const { query } = partner.requests[0] ?? assert.fail()
  assert.deepEqual(
    ['username', 'password', 'smsc', 'from', 'dlr-url'].map((name) => query.get(name)),
    ['u', 'p', 'telco-z', 'JABAR', null],
  )
})

test('kannel: the probe tells refused credentials from a line that is down', async (t) => {
  const rules: PartnerRule[] = [
    () => ({ status: 400, body: 'Missing receiver number, rejected' }),
    () => ({ status: 403 }),
    () => ({ status: 502 }),
  ]
  for (const [index, rule] of rules.entries()) {
    const partner = await openPartner(t, rule)
    const { healthy } = await connector.probe(openSms(t, config(partner.url)).channel)
    assert.equal(healthy, index === 0)
    assert.equal(partner.requests[0]?.query.has('to'), false)
  }
})
