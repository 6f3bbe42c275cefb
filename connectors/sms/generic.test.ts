import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPartner, type PartnerAnswer } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { connector } from './index.ts'
import { findLacking } from './lacking.ts'
import { proveReference } from './secrets.ts'
import { get, openSms, PHONE, post, SECRET } from './test-channel.ts'
import { KANNEL, PUBLIC_URL, QUERY, SIGNED_JSON, TWILIO } from './test-providers.ts'

test('generic: signed JSON comes in, JSON goes out, and its id is what receipts name', async (t) => {
  const partner = await openPartner(t, SIGNED_JSON.accepted)
  const { channel, people, receive } = openSms(t, SIGNED_JSON.config(partner.url))
  assert.deepEqual(await receive(SIGNED_JSON.message('LAPOR jalan rusak é', 'a-1')), { status: 200, body: 'OK' })
  assert.equal(people.filed[0]?.words, 'jalan rusak é')
  await people.tell(connector, channel)
  const [{ headers, body }] = partner.requests as [(typeof partner.requests)[number]]
  assert.equal(headers.authorization, `Bearer ${SECRET}`)
  const sent = JSON.parse(body)
  assert.deepEqual([sent.message.msisdn, sent.sender, Object.keys(sent)], ['628123456789', '1708', ['message', 'sender', 'ref']])
  await receive(SIGNED_JSON.receipt('agg-1', 'delivered'))
  await receive(SIGNED_JSON.post({ report: { id: 'agg-1', status: 'ENROUTE' } }))
  await receive(SIGNED_JSON.receipt('agg-1', 'failed'))
  assert.deepEqual(
    people.deliveries.map(({ outcome, detail }) => [outcome, detail]),
    [
      ['delivered', 'delivrd'],
      ['failed', 'undeliv'],
    ],
  )
})

test('generic: parameters of a query come in and go out; the address for receipts proves itself', async (t) => {
  const partner = await openPartner(t, QUERY.accepted)
  const { channel, people, receive } = openSms(t, QUERY.config(partner.url))
  assert.deepEqual(await receive(QUERY.message('LAPOR jalan rusak', 'q-1')), { status: 200, body: '' })
  const [told] = await people.tell(connector, channel)
  const { query } = partner.requests[0] ?? assert.fail()
  assert.deepEqual([query.get('dst'), query.get('src'), query.get('pass'), query.get('v')], ['08123456789', '1708', SECRET, '2'])
  const receipt = new URL(query.get('dlr') ?? '')
  assert.equal(receipt.origin + receipt.pathname, PUBLIC_URL)
  assert.equal(receipt.searchParams.get('message'), told?.id)
  await receive(get(`${receipt.searchParams}&dlr=1`, {}))
  assert.deepEqual(
    people.deliveries.map(({ outcome }) => outcome),
    ['delivered'],
  )
  await assert.rejects(receive(get(`message=${told?.id}&proof=no&dlr=1`, {})), { code: 'signature_invalid' })
  await assert.rejects(
    receive(get(`${receipt.searchParams}&src=1&msg=a`, {})),
    { code: 'request_unreadable' },
    'its proof is good for a receipt alone',
  )
})

test('generic: a receipt at the address that proves itself needs no signature, a message does', async (t) => {
  const base = SIGNED_JSON.config('http://127.0.0.1:1')
  const { channel, receive } = openSms(t, {
    ...base,
    provider: { ...base.provider, receipts: { id: 'id', status: 'dlr', delivered: ['1'], failed: ['2'] } } as Config['provider'],
  })
  const proof = proveReference(channel, 'f-1')
  assert.equal((await receive(get(`message=f-1&proof=${proof}&dlr=1`, {}))).status, 200)
  for (const query of ['message=f-1&proof=x&dlr=1', 'from=08123456789&text=LAPOR+jalan+rusak', '']) {
    await assert.rejects(receive(get(query, {})), { code: 'signature_invalid' })
  }
})

test('generic: a form, and the secret in another place', async (t) => {
  const { people, receive } = openSms(t, QUERY.config('http://127.0.0.1:1'))
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  await receive(post(`src=%2B628123456789&dst=1708&msg=LAPOR+jalan+rusak&mid=1&token=${SECRET}`, form))
  await receive(post('src=%2B628123456789&dst=1708&msg=LAPOR+lampu+mati&mid=2', form, `token=${SECRET}`))
  assert.deepEqual(
    people.filed.map(({ words }) => words),
    ['jalan rusak', 'lampu mati'],
  )
})

const ANSWERS: readonly (readonly [provider: typeof QUERY, answer: PartnerAnswer, code: string])[] = [
  [SIGNED_JSON, { body: { status: 'ERROR', error: 'INVALID_MSISDN' } }, 'recipient_gone'],
  [SIGNED_JSON, { body: { status: 'ERROR', error: 'NO_CREDIT' } }, 'credentials_refused'],
  [SIGNED_JSON, { status: 400, body: { error: 'BUSY' } }, 'throttled'],
  [SIGNED_JSON, { body: { status: 'ERROR' } }, 'refused_by_partner'],
  [SIGNED_JSON, { status: 402 }, 'credentials_refused'],
  [SIGNED_JSON, { status: 503, headers: { 'retry-after': '9' } }, 'throttled'],
  [QUERY, { body: 'ERR wrong number' }, 'recipient_gone'],
  [QUERY, { body: 'ERR busy' }, 'throttled'],
  [QUERY, { body: 'ERR' }, 'refused_by_partner'],
  [QUERY, { status: 401 }, 'credentials_refused'],
  [QUERY, { status: 500 }, 'partner_unavailable'],
]
for (const [provider, answer, code] of ANSWERS) {
  test(`${provider.way}: ${answer.status ?? 200} ${JSON.stringify(answer.body ?? '')} → ${code}`, async (t) => {
    const partner = await openPartner(t, () => answer)
    const { channel, people, receive } = openSms(t, provider.config(partner.url))
    await receive(provider.message('LAPOR jalan rusak', '1'))
    await assert.rejects(people.tell(connector, channel), { code })
    assert.equal(partner.requests.length, 1)
  })
}

test('generic: parts by fields of its own', async (t) => {
  const { people, receive } = openSms(t, SIGNED_JSON.config('http://127.0.0.1:1'))
  const { part } = SIGNED_JSON
  await receive(part?.('rusak parah', 2) ?? assert.fail())
  await receive(part?.('LAPOR jalan ', 1) ?? assert.fail())
  await receive(SIGNED_JSON.message('LAPOR lampu mati', 'x', { ref: '8', part: '3', parts: '2' }))
  assert.deepEqual(
    people.filed.map(({ words }) => words),
    ['jalan rusak parah', 'lampu mati'],
    'a part that cannot be is a message',
  )
  assert.equal(people.filed[0]?.sender, PHONE)
})

test('what a channel lacks is said when it is loaded', () => {
  const kannel = KANNEL.config('http://a')
  const { publicUrl: _, ...withoutUrl } = TWILIO.config('http://a')
  const query = QUERY.config('http://a')
  assert.equal(findLacking(kannel, ['secret']), null)
  assert.match(findLacking(kannel, [])?.message ?? '', /secret/)
  assert.match(findLacking({ ...kannel, auth: { trust: ['127.0.0.0/8'] } }, [])?.message ?? '', /sendSecret/)
  assert.equal(findLacking({ ...kannel, auth: { trust: ['127.0.0.0/8'] } }, ['sendSecret']), null)
  assert.match(findLacking(withoutUrl, ['secret'])?.message ?? '', /publicUrl/)
  assert.match(findLacking({ provider: query.provider }, ['secret'])?.message ?? '', /publicUrl/)
})
