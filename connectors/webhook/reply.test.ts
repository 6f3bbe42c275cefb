import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { FEEDBACK, openTestChannel } from '../../test/peers/channel.ts'
import { openPartner, type PartnerRule } from '../../test/peers/partner.ts'
import type { Config, Secret } from './config.ts'
import { connector } from './index.ts'

const OLD = 'whsec_bGFtYS1sYW1hLWxhbWEtbGFtYS1sYW1hLWxhbWE='
const NEW = 'whsec_YmFydS1iYXJ1LWJhcnUtYmFydS1iYXJ1LWJhcnU='
const AUTH = { kind: 'standard-webhooks' } as const

test('reply: the call is signed by Standard Webhooks with every secret, its id is that of the feedback', async (t) => {
  const partner = await openPartner(t, () => ({ status: 200, body: { id: 'jqr-77' } }))
  const channel = openTestChannel<Config, Secret>(t, {
    config: { auth: AUTH, reply: { url: `${partner.url}/callback?x=1` } },
    secrets: { secret: `${NEW} ${OLD}` },
  })
  assert.deepEqual(await connector.reply?.(FEEDBACK, channel), { reference: 'jqr-77' })
  const [request] = partner.requests
  assert.equal(request?.url, '/callback?x=1')
  for (const secret of [OLD, NEW]) {
    const sent = new Webhook(secret).verify(request?.body ?? '', request?.headers as Record<string, string>)
    assert.deepEqual(sent, {
      type: 'complaint.answer',
      timestamp: '2026-11-21T01:00:00Z',
      data: {
        id: FEEDBACK.complaintId,
        ticket: 'T-1',
        channel: 'test-channel',
        region: '32',
        status: 'resolved',
        statusWord: 'selesai',
        statusNative: 'Selesai',
        laporId: '4410',
        trackingId: '9911',
        institution: 'Dinas Bina Marga',
        answer: { text: 'Jembatan sudah diperbaiki.', from: 'Dinas Bina Marga', attachments: [] },
      },
    })
  }
  assert.equal(request?.headers['webhook-id'], FEEDBACK.id)
})

test('reply: a second try has the same id and the same body', async (t) => {
  const partner = await openPartner(t, () => ({ status: 204 }))
  const channel = openTestChannel<Config, Secret>(t, { config: { auth: AUTH, reply: { url: partner.url } }, secrets: { secret: NEW } })
  await connector.reply?.(FEEDBACK, channel)
  await connector.reply?.(FEEDBACK, channel)
  const [first, second] = partner.requests
  assert.equal(first?.body, second?.body)
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id'])
})

test('reply: replySecret signs, replyToken is sent as reply.auth says', async (t) => {
  const partner = await openPartner(t, () => ({ status: 204 }))
  const secrets = { secret: 'masuk', replySecret: NEW, replyToken: 'keluar' }
  const config: Config = { auth: { kind: 'bearer' }, reply: { url: partner.url, auth: { kind: 'api-key', header: 'X-Kunci' } } }
  await connector.reply?.(FEEDBACK, openTestChannel<Config, Secret>(t, { config, secrets }))
  const [request] = partner.requests
  assert.equal(request?.headers['x-kunci'], 'keluar')
  new Webhook(NEW).verify(request?.body ?? '', request?.headers as Record<string, string>)
})

test('reply: without a secret to sign with nothing is sent', async (t) => {
  const partner = await openPartner(t, () => ({ status: 204 }))
  const config: Config = { auth: { kind: 'bearer' }, reply: { url: partner.url } }
  await assert.rejects(
    connector.reply?.(FEEDBACK, openTestChannel<Config, Secret>(t, { config, secrets: { secret: 'masuk' } })) ?? Promise.resolve(),
    {
      code: 'config_invalid',
      message: /replySecret/,
    },
  )
  assert.equal(partner.requests.length, 0)
})

const hangUp: PartnerRule = (_, { socket }) => void socket.destroy()
const ANSWERS: readonly (readonly [name: string, rule: PartnerRule, code: string, retryAfterMs?: number])[] = [
  ['410', () => ({ status: 410 }), 'recipient_gone'],
  ['429, Retry-After kept', () => ({ status: 429, headers: { 'retry-after': '30' } }), 'throttled', 30_000],
  ['429 without Retry-After', () => ({ status: 429 }), 'throttled', 60_000],
  ['503 with Retry-After', () => ({ status: 503, headers: { 'retry-after': '5' } }), 'throttled', 5000],
  ['503', () => ({ status: 503 }), 'partner_unavailable'],
  ['500', () => ({ status: 500 }), 'partner_unavailable'],
  ['404, as while it deploys', () => ({ status: 404 }), 'partner_unavailable'],
  ['409', () => ({ status: 409 }), 'partner_unavailable'],
  ['302', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }), 'partner_unavailable'],
  ['401', () => ({ status: 401 }), 'credentials_refused'],
  ['403', () => ({ status: 403 }), 'credentials_refused'],
  ['400', () => ({ status: 400, body: 'sandi' }), 'refused_by_partner'],
  ['422', () => ({ status: 422 }), 'refused_by_partner'],
  ['by hanging up', hangUp, 'answer_lost'],
]
for (const [name, rule, code, retryAfterMs] of ANSWERS) {
  test(`reply: partner answers ${name} → ${code}`, async (t) => {
    const partner = await openPartner(t, rule)
    const channel = openTestChannel<Config, Secret>(t, { config: { auth: AUTH, reply: { url: partner.url } }, secrets: { secret: NEW } })
    await assert.rejects(connector.reply?.(FEEDBACK, channel) ?? Promise.resolve(), { code, retryAfterMs })
  })
}

test('repliesTo: only a channel with an address can be called', () => {
  assert.equal(connector.repliesTo?.({ auth: AUTH }), false)
  assert.equal(connector.repliesTo?.({ auth: AUTH, reply: { url: '' } }), false)
  assert.equal(connector.repliesTo?.({ auth: AUTH, reply: { url: 'https://app.example.go.id/' } }), true)
})

test('probe: a channel whose secrets cannot work is told before a report comes', async (t) => {
  const partner = await openPartner(t, ({ url }) => (url === '/callback' ? { status: 404 } : {}))
  const rows: [Config, Record<string, string>, boolean, RegExp][] = [
    [{ auth: AUTH }, { secret: NEW }, true, /push only/],
    [{ auth: AUTH }, {}, false, /'secret' is not set/],
    [{ auth: AUTH }, { secret: 'bukan base64' }, false, /whsec_<base64>/],
    [{ auth: { kind: 'bearer' }, reply: { url: partner.url } }, { secret: 'x' }, false, /replySecret/],
    [{ auth: { kind: 'bearer' }, reply: { url: partner.url } }, { secret: 'x', replySecret: NEW }, true, /HEAD .* answered 200$/],
    [
      { auth: { kind: 'bearer' }, reply: { url: `${partner.url}/callback` } },
      { secret: 'x', replySecret: NEW },
      true,
      /answered 404: the server is there, and a callback address need not know HEAD/,
    ],
  ]
  for (const [config, secrets, healthy, detail] of rows) {
    const probe = await connector.probe(openTestChannel<Config, Secret>(t, { config, secrets }))
    assert.equal(probe.healthy, healthy)
    assert.match(probe.detail, detail)
  }
})
