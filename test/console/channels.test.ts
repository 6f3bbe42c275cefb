import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Connector } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { openExchangeLog } from '../../src/outbound/exchange-log.ts'
import { createGuardedHttp } from '../../src/outbound/guarded-http.ts'
import { ADMIN_TOKEN, channel, region, report, startGateway, type TestGateway, TOKEN } from '../http/gateway.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { signIn } from './browse.ts'

const SECRET = `whsec_${Buffer.from('rahasia-sekali-jangan-bocor').toString('base64')}`
const contacts = [
  { name: 'Rina', role: 'operator jaga', phone: '022 1234567', email: null, telegram: null, webhook: null, alerts: 'none' as const },
]
const jabar = { ...region, contacts }
const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
const solo = { ...region, code: '33.72', name: 'Kota Surakarta', level: 'kota' as const, province: 'Jawa Tengah' }

async function start(t: Parameters<typeof startGateway>[0], reply = 'https://callback.invalid/lapor'): Promise<TestGateway> {
  const config = { auth: { kind: 'bearer' }, reply: { url: reply } }
  const secrets = { secret: 'bearer-token-of-the-channel', replySecret: SECRET }
  const channels = [
    channel('bandung', { region: bandung, app: 'Bandung Sadayana', config, secrets }),
    channel('solo', { region: solo, app: 'Unit Solo' }),
    channel('jabar', { region: jabar, app: 'Sapawarga' }),
  ]
  return startGateway(t, { channels })
}

test('channels are found by words, state and province, page by page, and only those that one may see', async (t) => {
  const gateway = await start(t)
  const rina = await signIn(gateway, 'national')
  const all = (await rina.get('/console/channels')).text
  assert.match(all, /Bandung Sadayana.*Unit Solo/s)
  assert.doesNotMatch((await rina.get('/console/channels?q=surakarta')).text, /Bandung Sadayana/)
  assert.match((await rina.get('/console/channels?q=surakarta')).text, /Unit Solo/)
  assert.match((await rina.get('/console/channels?region=33')).text, /Unit Solo/)
  assert.match((await rina.get('/console/channels?state=down')).text, /Tidak ada kanal yang cocok.*Hapus saringan/s)
  const many = Array.from({ length: 60 }, (_, index) => channel(`kanal-${String(index).padStart(2, '0')}`))
  gateway.change((settings) => ({ ...settings, channels: new Map(many.map((one) => [one.id, one])) }))
  const first = (await rina.get('/console/channels')).text
  assert.match(first, /kanal-49/)
  assert.doesNotMatch(first, /kanal-50/)
  assert.match((await rina.get('/console/channels?after=kanal-49')).text, /kanal-50.*kanal-59/s)
})

test('a channel shows its file without secrets, and every change of it with what was before and after', async (t) => {
  const gateway = await start(t)
  const known = (count: number) =>
    eventually(
      'the state of the file is kept',
      async () => (await gateway.ledger.channelConfigs.of('bandung', null, 10)).length >= count || undefined,
    )
  await known(1)
  const alter = (more: Partial<Parameters<typeof channel>[1]>) =>
    gateway.change((settings) => {
      const before = settings.channels.get('bandung') ?? assert.fail()
      return { ...settings, channels: new Map([...settings.channels, ['bandung', { ...before, ...more }]]) }
    })
  alter({
    mapping: 'report/v2',
    config: { auth: { kind: 'bearer' }, reply: { url: 'https://user:sandi-rahasia@callback.invalid/lapor?token=abc123' } },
  })
  await known(2)
  alter({
    secrets: {
      secret: 'bearer-token-of-the-channel',
      replySecret: `whsec_${Buffer.from('rahasia-yang-lain-sama-sekali').toString('base64')}`,
    },
  })
  await known(3)

  const rina = await signIn(gateway, 'national', null, 'rina')
  const page = (await rina.get('/console/channels/bandung')).text
  assert.match(page, /report\/v1<\/code><\/del> → <ins><code>report\/v2/)
  assert.match(page, /Rahasia diganti: replySecret/)
  assert.match(page, /Pertama kali tercatat/)
  assert.match(page, /secrets \/ replySecret.*sudah diisi/s)
  assert.match(page, /secrets \/ replyToken.*belum diisi/s)
  assert.match(page, /Rina.*operator jaga.*022 1234567/s, 'whom to call in the province above it')
  assert.doesNotMatch(page, /whsec_|bearer-token-of|sandi-rahasia|abc123/)
  const kept = JSON.stringify(await gateway.ledger.channelConfigs.of('bandung', null, 10))
  assert.doesNotMatch(kept, /whsec_|bearer-token-of|sandi-rahasia|abc123/)

  gateway.change((settings) => ({ ...settings, channels: new Map([...settings.channels].filter(([id]) => id !== 'solo')) }))
  await eventually(
    'the removal is kept',
    async () => (await gateway.ledger.channelConfigs.of('solo', null, 1))[0]?.document === null || undefined,
  )
})

test('a channel is paused and resumed with a reason, which the audit keeps; who only reads is not offered it and may not', async (t) => {
  const gateway = await start(t)
  const rina = await signIn(gateway, 'region', '32.73', 'rina')
  assert.equal((await rina.send('/console/channels/bandung/pause', { reason: ' ' })).status, 422)
  assert.equal(
    (await rina.send('/console/channels/bandung/pause', { reason: 'Pemeliharaan server' })).location,
    '/console/channels/bandung?done=paused',
  )
  assert.match((await rina.get('/console/channels/bandung?done=paused')).text, /Jalankan lagi.*Kanal dijeda\..*Pemeliharaan server/s)
  await rina.send('/console/channels/bandung/resume', { reason: 'Selesai' })
  const audit = await gateway.ledger.audit.of('bandung')
  assert.deepEqual(
    audit.map(({ actor, detail }) => [actor, detail['reason']]),
    [
      ['rina', 'Pemeliharaan server'],
      ['rina', 'Selesai'],
    ],
  )
  const budi = await signIn(gateway, 'reader', '32.73', 'budi')
  assert.doesNotMatch((await budi.get('/console/channels/bandung')).text, /popovertarget="pause"|Periksa sekarang<\/button>/)
  assert.equal((await budi.send('/console/channels/bandung/pause', { reason: 'coba' })).status, 403)
  assert.equal((await budi.send('/console/channels/bandung/test', {})).status, 403)
  assert.equal((await rina.get('/console/channels/solo')).status, 404)
  assert.equal((await rina.send('/console/channels/solo/pause', { reason: 'coba' })).status, 404)
})

test('a test message is signed, of no case, and its answer is shown; so is what went wrong', async (t) => {
  const partner = await openPartner(t, () => ({ body: JSON.stringify({ ok: 'diterima' }) }))
  const gateway = await start(t, `${partner.url}/lapor`)
  const rina = await signIn(gateway, 'national', null, 'rina')
  const taken = (await rina.send('/console/channels/bandung/test')).text
  assert.match(taken, /Pesan uji diterima\. .*type test → HTTP 200: .*diterima/)
  const [call] = partner.requests
  assert.match(String(call?.headers['webhook-signature']), /^v1,/)
  assert.equal(JSON.parse(call?.body.toString() ?? '').type, 'test')
  assert.match((await rina.send('/console/channels/bandung/test')).text, /baru saja dikirim/)
  assert.equal(partner.requests.length, 1, 'not twice within ten seconds')
  assert.deepEqual(
    (await gateway.ledger.audit.of('bandung')).map(({ action, detail }) => [action, detail]),
    [['channel.test', { taken: true }]],
  )
  // Without a callback it is not offered.
  assert.doesNotMatch((await rina.get('/console/channels/solo')).text, /popovertarget="test"/)
  assert.equal((await rina.send('/console/channels/solo/test')).status, 503)
})

test('the last errors are told in plain words, the same words once, with how often', async (t) => {
  const gateway = await start(t)
  for (const _ of [1, 2, 3])
    await gateway.ledger.channelStates.noteError('bandung', {
      code: 'connection_failed',
      message: 'lapor.bandung.go.id: connection refused; nothing was sent',
    })
  await gateway.ledger.channelStates.noteError('bandung', { code: 'credentials_refused', message: 'lapor.bandung.go.id answered 401' })
  const rina = await signIn(gateway, 'national', null, 'rina')
  const page = (await rina.get('/console/channels/bandung')).text
  assert.match(
    page,
    /Kata sandi atau kunci ditolak.*Rincian \(Inggris\).*lang="en">lapor\.bandung\.go\.id answered 401<.*Yang perlu dilakukan: Minta kredensial baru.*Sistem tujuan tidak terhubung; tidak ada yang terkirim.*<span>3<\/span>/s,
  )
  await rina.send('/console/preferences', { language: 'en' })
  assert.match((await rina.get('/console/channels/bandung')).text, /The password or key is refused.*What to do: Ask for new credentials/s)
})

test('what a partner says of a person, or of our own token, stands neither on the page nor in /admin/v1: host and answer do', async (t) => {
  const said = 'pelapor Asep Sunandar 0812-3456-7890 asep@warga.example NIK 3273011203900001, token bearer-token-of-the-channel'
  const partner = await openPartner(t, () => ({ status: 422, body: { error: `tiket ditolak: ${said}` } }))
  const asked = Promise.withResolvers<void>()
  const chatty: Connector = {
    kind: 'chatty',
    title: 'Passes on what its partner says, for tests',
    config: {},
    secrets: ['secret'],
    async poll(_cursor, { http }) {
      const answer = await http.request({
        method: 'GET',
        url: partner.url,
        timeoutMs: 5000,
        connectTimeoutMs: 5000,
        maxAnswerBytes: 10_000,
      })
      asked.resolve()
      throw new GatewayError(
        'refused_by_partner',
        `${new URL(partner.url).host} answered ${answer.status}: ${Buffer.from(answer.body).toString()}`,
      )
    },
    probe: async () => ({
      healthy: false,
      reachable: true,
      detail: `it said ${said}`,
      words: { id: `katanya ${said}`, en: `it said ${said}` },
    }),
  }
  const channels = [channel('kabar', { region: bandung }), channel('cerewet', { region: bandung, connector: 'chatty' })]
  const gateway = await startGateway(t, { channels, connectors: [chatty], pace: { firstRetryMs: 20, mostRetryMs: 100 } })
  gateway.intake.startPolling()
  await asked.promise
  const noted = async () => (await gateway.ledger.channelErrors.of('cerewet', 1))[0]
  await eventually('the refusal is noted', noted)
  const rina = await signIn(gateway, 'national', null, 'rina')
  await rina.send('/console/channels/cerewet/probe')

  // What the origin answered to a reply, as the engine keeps it.
  const { body } = await gateway.post('kabar', report({ name: 'Asep Sunandar' }))
  const { add: store } = gateway.ledger.exchanges
  const exchanges = openExchangeLog({ store, reporters: gateway.ledger.sealed.openReporters, log: gateway.healthParts.log })
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log: gateway.healthParts.log })
  t.after(() => http.close())
  await exchanges.watch({ complaintId: body.id, peer: 'origin', secrets: [TOKEN] }, () =>
    http.request({ method: 'POST', url: `${partner.url}/balasan`, timeoutMs: 5000, connectTimeoutMs: 5000, maxAnswerBytes: 10_000 }),
  )
  await exchanges.close()
  await gateway.ledger.channelStates.noteError('kabar', { code: 'refused_by_partner', message: 'kabar: answered 422' }, body.id)

  const admin = { authorization: `Bearer ${ADMIN_TOKEN}` }
  const pages = await Promise.all(['cerewet', 'kabar'].map((id) => rina.get(`/console/channels/${id}`)))
  const answers = await Promise.all(
    ['channels/cerewet', 'channels/kabar', 'health/channels/cerewet', 'health/channels/cerewet/history', 'health/channels'].map((path) =>
      gateway.get(`/admin/v1/${path}`, admin),
    ),
  )
  for (const { status } of [...pages, ...answers]) assert.equal(status, 200)
  const shown = [...pages.map(({ text }) => text), ...answers.map((one) => JSON.stringify(one.body))]
  for (const text of shown) assert.doesNotMatch(text, /0812-3456|asep@warga|3273011203900001|bearer-token-of/)
  for (const text of [shown[1], shown[3]]) assert.doesNotMatch(text ?? '', /Sunandar/, 'where the complaint is known, its reporter is too')
  assert.match(shown[0] ?? '', new RegExp(`${partner.host}.* answered 422.*tiket ditolak`))
  assert.match(shown[0] ?? '', /katanya pelapor/)
  assert.match(shown[1] ?? '', new RegExp(`${partner.host.split(':')[0]}.* menjawab 422:.*<q lang="">.*tiket ditolak`, 's'))
  const error = answers[1]?.body.errors[0]
  assert.deepEqual([error.exchange.status, error.words.title.id], [422, 'Sistem tujuan menolak isinya'])
  assert.match(error.exchange.answer, /tiket ditolak/)
  assert.match(answers[0]?.body.errors[0].message, /tiket ditolak/)
})
