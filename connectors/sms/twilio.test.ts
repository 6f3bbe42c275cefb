import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { openPartner, type PartnerAnswer } from '../../test/peers/partner.ts'
import { connector } from './index.ts'
import { openSms, PHONE, post, SECRET } from './test-channel.ts'
import { PUBLIC_URL, TWILIO } from './test-providers.ts'
import { signTwilio } from './twilio.ts'

/** From https://www.twilio.com/docs/usage/security: the address, the parameters and the token of the example. */
test("twilio: the signature of Twilio's own example", () => {
  const text = 'https://example.com/myapp.php?foo=1&bar=2CallSidCA1234567890ABCDECaller+14158675310Digits1234From+14158675310To+18005551212'
  assert.equal(signTwilio('12345', text), 'L/OH5YylLD5NRKLltdqwSvS0BnU=')
})

test('twilio: a message is a complaint, answered with an empty response', async (t) => {
  const { people, receive } = openSms(t, TWILIO.config('http://127.0.0.1:1'))
  const { status, body } = await receive(TWILIO.message('LAPOR jalan rusak 🚧', 'SM1'))
  assert.deepEqual([status, body], [200, '<?xml version="1.0" encoding="UTF-8"?><Response/>'])
  assert.deepEqual([people.filed[0]?.words, people.filed[0]?.ticket, people.filed[0]?.sender], ['jalan rusak 🚧', 'SM1', PHONE])
  await receive(TWILIO.message('LAPOR lampu mati', 'SM2', { From: 'whatsapp:+628123456789' }))
  assert.equal(people.filed[1]?.sender, PHONE)
})

test('twilio: a signed address may have a query, the usual port, and parameters that come twice', async (t) => {
  const { people, receive } = openSms(t, TWILIO.config('http://127.0.0.1:1'))
  const form = { Body: 'LAPOR jalan rusak', From: PHONE, MessageSid: 'SM1' }
  const text = 'BodyLAPOR jalan rusakExtraaExtrabFrom+628123456789MessageSidSM1'
  const send = (signed: string, query: string) =>
    receive(
      post(
        `${new URLSearchParams(form)}&Extra=b&Extra=a&Extra=b`,
        { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signTwilio(SECRET, signed) },
        query,
      ),
    )
  await send(`${PUBLIC_URL}?x=1&y=%20${text}`, 'x=1&y=%20')
  await send(`https://gateway.example:443/in/test-channel${text}`, '')
  assert.equal(people.filed.length, 1)
  await assert.rejects(send(`${PUBLIC_URL}${text}`, 'x=1'), { code: 'signature_invalid' }, 'another query')
  await assert.rejects(send(`http://gateway.example/in/test-channel${text}`, ''), { code: 'signature_invalid' }, 'another scheme')
})

test('twilio: a body that is no form must be the one whose digest was signed, and is not taken', async (t) => {
  const { receive } = openSms(t, TWILIO.config('http://127.0.0.1:1'))
  const digest = createHash('sha256').update('{}').digest('hex')
  const query = `bodySHA256=${digest}`
  const headers = { 'content-type': 'application/json', 'x-twilio-signature': signTwilio(SECRET, `${PUBLIC_URL}?${query}`) }
  await assert.rejects(receive(post('{"a":1}', headers, query)), { code: 'signature_invalid' })
  await assert.rejects(receive(post('{}', headers, query)), { code: 'media_type_unsupported' })
})

test('twilio: what is sent names the sender, the callback and the credentials; its sid is what receipts name', async (t) => {
  const partner = await openPartner(t, TWILIO.accepted)
  const { channel, people, receive } = openSms(t, TWILIO.config(partner.url))
  await receive(TWILIO.message('LAPOR jalan rusak', 'SM1'))
  await people.tell(connector, channel)
  const [{ url, body, headers }] = partner.requests as [(typeof partner.requests)[number]]
  const form = new URLSearchParams(body)
  assert.equal(url, `/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`)
  assert.deepEqual([form.get('To'), form.get('From'), form.get('StatusCallback')], [PHONE, '+15005550006', PUBLIC_URL])
  assert.equal(headers.authorization, `Basic ${Buffer.from(`AC${'0'.repeat(32)}:${SECRET}`).toString('base64')}`)
  for (const state of ['sent', 'delivered'] as const)
    await receive(TWILIO.post({ MessageSid: `SM${'1'.repeat(32)}`, MessageStatus: state }))
  await receive(TWILIO.receipt(`SM${'1'.repeat(32)}`, 'failed'))
  assert.deepEqual(
    people.deliveries.map(({ outcome, detail }) => [outcome, detail]),
    [
      ['delivered', 'twilio delivered'],
      ['failed', 'twilio failed 30003'],
    ],
  )
})

const ANSWERS: readonly (readonly [answer: PartnerAnswer, code: string])[] = [
  [{ status: 400, body: { code: 21211 } }, 'recipient_gone'],
  [{ status: 400, body: { code: 21610 } }, 'recipient_gone'],
  [{ status: 400, body: { code: 21606 } }, 'config_invalid'],
  [{ status: 400, body: { code: 21408 } }, 'config_invalid'],
  [{ status: 400, body: { code: 99999 } }, 'refused_by_partner'],
  [{ status: 401, body: { code: 20003 } }, 'credentials_refused'],
  [{ status: 429, body: { code: 20429 } }, 'throttled'],
  [{ status: 500 }, 'partner_unavailable'],
  [{ status: 201, body: {} }, 'response_unexpected'],
  [{ status: 201, body: 'Created' }, 'response_unexpected'],
]
for (const [answer, code] of ANSWERS) {
  test(`twilio: ${answer.status} ${JSON.stringify(answer.body ?? '')} → ${code}`, async (t) => {
    const partner = await openPartner(t, () => answer)
    const { channel, people, receive } = openSms(t, TWILIO.config(partner.url))
    await receive(TWILIO.message('LAPOR jalan rusak', 'SM1'))
    await assert.rejects(people.tell(connector, channel), { code })
  })
}

test('twilio: pictures are fetched with the credentials, which go nowhere else, and a replay has them', async (t) => {
  const store = await openPartner(t, () => ({ body: 'JPEG' }))
  const partner = await openPartner(t, ({ url }) =>
    url.endsWith('/gone') ? { status: 404 } : { status: 307, headers: { location: `${store.url}/picture?signed=1` } },
  )
  const { people, receive } = openSms(t, TWILIO.config(partner.url))
  await receive(
    TWILIO.message('banjir di pasar', 'SM1', {
      NumMedia: '3',
      MediaUrl0: `${partner.url}/media/1`,
      MediaContentType0: 'image/jpeg',
      MediaUrl1: `${partner.url}/media/gone`,
      MediaUrl2: 'http://169.254.169.254/latest',
    }),
  )
  assert.match(partner.requests[0]?.headers.authorization ?? '', /^Basic /)
  assert.equal(store.requests[0]?.headers.authorization, undefined)
  const [filed] = people.filed
  assert.deepEqual(
    filed?.files?.map(({ name, mediaType, bytes }) => [name, mediaType, Buffer.from(bytes).toString()]),
    [['mms-1.jpg', 'image/jpeg', 'JPEG']],
  )
  assert.equal(Object(filed?.payload).note, '[2 foto yang dikirim tidak dapat diambil]')
  const other = { NumMedia: '1', MediaUrl0: `${partner.url}/media/2`, MediaContentType0: 'image/jpeg' }
  await receive(TWILIO.message('banjir di pasar', 'SM2', other))
  assert.equal(people.added.length, 0, 'the same picture')
  const again = await connector.reread?.({ raw: filed?.raw ?? new Uint8Array(), mediaType: 'application/json' })
  assert.deepEqual(again?.payload, filed?.payload)
  assert.deepEqual(
    again?.files?.map(({ bytes }) => Buffer.from(bytes).toString()),
    ['JPEG'],
  )
})
