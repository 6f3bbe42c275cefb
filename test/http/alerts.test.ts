import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import type { Viewer } from '../../src/contract/access.ts'
import type { AlertSettings, ContactSettings } from '../../src/contract/alert-settings.ts'
import { startAlerts } from '../../src/health/alerts/run-alerts.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, ask, channel, region, startGateway, type TestGateway } from './gateway.ts'

const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`
const TOKEN = '123456:token-of-the-bot'
const QUICK = { everyMs: 20, firstRetryMs: 20, mostRetryMs: 50 }
const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` }
const RINA: Viewer = {
  account: null,
  name: 'rina',
  role: 'region',
  home: '32',
  scope: ['32'],
  language: 'id',
  timezone: 'Asia/Jakarta',
  address: '10.0.0.7',
}

interface Got {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A Bot API and a webhook, at one address, and what they were sent. `refuse`: so many calls are answered 503 first. */
async function startReceiver(t: TestContext, refuse = 0) {
  const got: Got[] = []
  let left = refuse
  const server = createServer(async (request, reply) => {
    const body = (await buffer(request)).toString()
    if (left-- > 0) return void reply.writeHead(503).end()
    got.push({ path: request.url ?? '', headers: request.headers, body })
    reply.setHeader('content-type', 'application/json').end('{"ok":true,"result":{}}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function startMail(t: TestContext) {
  const mails: { text: string; subject: string; to: string; messageId: string }[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        mails.push({ text: mail.text ?? '', subject: mail.subject ?? '', to, messageId: mail.messageId ?? '' })
        done()
      }, done)
    },
  })
  server.on('error', () => {})
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => new Promise<void>((closed) => server.close(() => closed())))
  return { mails, url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` }
}

const contact = (name: string, more: Partial<ContactSettings>): ContactSettings => ({
  name,
  role: null,
  phone: null,
  email: null,
  telegram: null,
  webhook: null,
  alerts: 'warning',
  ...more,
})

const told = (alerts: Partial<AlertSettings>): { alerts: AlertSettings } => ({
  alerts: {
    groupMs: 0,
    repeatMs: { critical: 3_600_000, warning: 86_400_000 },
    email: null,
    telegram: null,
    contacts: [],
    allowAddresses: ['127.0.0.0/8'],
    ...alerts,
  },
})

function tell(t: TestContext, gateway: TestGateway, holder = 'one') {
  const telling = startAlerts({ ...gateway.healthParts, holder, pace: QUICK })
  t.after(() => telling.close())
  return telling
}

const raise = (gateway: TestGateway) => gateway.ledger.alerts.raise('health_down:app', 'channel_down', 'app', 'connection refused')
const sent = (gateway: TestGateway, kind: string) =>
  eventually(`${kind} sent`, async () => {
    const { items } = await gateway.alerts.notices(null, { limit: 50 })
    const own = items.filter((notice) => notice.kind === kind)
    return own.length > 0 && own.every(({ state }) => state === 'sent') ? own : undefined
  })

test('an incident is told by mail, Telegram and a signed webhook, once by several gateways; its recovery as well', async (t) => {
  const [receiver, mail] = [await startReceiver(t), await startMail(t)]
  const webhook = { url: `${receiver.url}/alerts`, secret: SECRET }
  const contacts = [contact('Siaga', { email: 'siaga@jabarprov.go.id', telegram: '-100123' })]
  const gateway = await startGateway(t, {
    channels: [channel('app', { region: { ...region, contacts } })],
    gateway: told({
      email: { smtpUrl: mail.url, from: 'gateway@example.go.id' },
      telegram: { token: TOKEN, apiRoot: receiver.url },
      contacts: [contact('Pusat', { webhook })],
    }),
  })
  await Promise.all(Array.from({ length: 3 }, () => raise(gateway)))
  for (const holder of ['one', 'two']) tell(t, gateway, holder)
  const opened = await sent(gateway, 'opened')
  assert.deepEqual(opened.map(({ destination }) => destination).sort(), ['32/Siaga/email', '32/Siaga/telegram', 'gateway/Pusat/webhook'])
  await gateway.ledger.alerts.close('health_down:app')
  await sent(gateway, 'recovered')

  assert.deepEqual(
    mail.mails.map(({ to, subject }) => [to, subject]),
    [
      ['siaga@jabarprov.go.id', '[lapor-gateway] Gangguan baru: Kanal app (Aplikasi Uji) terputus'],
      ['siaga@jabarprov.go.id', '[lapor-gateway] Sudah pulih: Kanal app (Aplikasi Uji) terputus'],
    ],
  )
  assert.match(mail.mails[0]?.text ?? '', /Terdampak: 0 laporan\nKeterangan: connection refused\nYang perlu dilakukan: Hubungi/)
  assert.match(mail.mails[1]?.text ?? '', /Pulih: .* WIB/)
  const bot = receiver.got.filter(({ path }) => path === `/bot${TOKEN}/sendMessage`).map(({ body }) => JSON.parse(body))
  assert.deepEqual(
    bot.map(({ chat_id, text }) => [chat_id, text.split('\n')[0]]),
    [
      ['-100123', 'Gangguan baru (1)'],
      ['-100123', 'Sudah pulih (1)'],
    ],
  )
  const hooks = receiver.got.filter(({ path }) => path === '/alerts')
  assert.deepEqual(
    hooks.map(({ body, headers }) => (new Webhook(SECRET).verify(body, headers as Record<string, string>) as { type: string }).type),
    ['incident.opened', 'incident.recovered'],
  )
  assert.doesNotMatch(gateway.logged.join(), new RegExp(TOKEN))
})

test('what cannot be sent is tried again under the same id, and shown meanwhile', async (t) => {
  const receiver = await startReceiver(t, 2)
  const contacts = [contact('Pusat', { webhook: { url: receiver.url, secret: SECRET } })]
  const gateway = await startGateway(t, { gateway: told({ contacts }) })
  await raise(gateway)
  const telling = tell(t, gateway)
  await eventually('it is shown', async () => {
    const [destination] = await gateway.alerts.destinations(null)
    return destination?.last?.lastError?.includes('answered 503') ? true : undefined
  })
  await telling.close()
  tell(t, gateway, 'after a restart')
  const [notice] = await sent(gateway, 'opened')
  assert.equal(notice?.attempts, 3)
  assert.deepEqual(
    receiver.got.map(({ headers }) => headers['webhook-id']),
    [`msg_${notice?.id}`],
  )
})

test('in a maintenance window it is listed and not told; who may plan one, and the audit', async (t) => {
  const receiver = await startReceiver(t)
  const contacts = [contact('Pusat', { webhook: { url: receiver.url, secret: SECRET } })]
  const gateway = await startGateway(t, {
    channels: [channel('app'), channel('foreign', { region: { ...region, code: '33', name: 'Jawa Tengah' } })],
    gateway: told({ contacts }),
  })
  const time = { from: new Date(), to: new Date(Date.now() + 3_600_000), reason: 'server pindah' }
  const window = await gateway.alerts.planWindow(RINA, { channel: 'app', ...time })
  await assert.rejects(gateway.alerts.planWindow(RINA, { channel: 'foreign', ...time }), { code: 'channel_unknown' })
  await assert.rejects(gateway.alerts.planWindow(RINA, { region: '33', ...time }), { code: 'not_found' })
  await assert.rejects(gateway.alerts.planWindow(RINA, time), { code: 'not_permitted' })
  await assert.rejects(gateway.alerts.planWindow({ ...RINA, role: 'reader' }, { channel: 'app', ...time }), { code: 'not_permitted' })
  await assert.rejects(gateway.alerts.planWindow(RINA, { channel: 'app', ...time, to: new Date(0) }), { code: 'schema_violation' })
  await raise(gateway)
  await gateway.ledger.alerts.raise('health_down:foreign', 'channel_down', 'foreign', 'away')
  tell(t, gateway)
  await sent(gateway, 'opened')
  const { items } = await gateway.alerts.incidents(null, { open: true, limit: 10 })
  assert.deepEqual(
    items.map(({ subject, quiet }) => [subject, quiet]),
    [
      ['foreign', false],
      ['app', true],
    ],
  )
  assert.deepEqual(
    (await gateway.alerts.incidents(['33'], { open: true, limit: 10 })).items.map(({ subject }) => subject),
    ['foreign'],
  )
  assert.doesNotMatch(receiver.got.map(({ body }) => body).join(), /Kanal app /)
  assert.equal(receiver.got.length, 1)
  await gateway.alerts.endWindow(RINA, window.id, 'selesai')
  await eventually('told after the window', async () => (receiver.got.length === 2 ? true : undefined))
  const audit = await gateway.ledger.audit.of('app')
  assert.deepEqual(
    audit.map(({ actor, action, detail }) => [actor, action, detail['reason']]),
    [
      ['rina', 'maintenance.plan', 'server pindah'],
      ['rina', 'maintenance.end', 'selesai'],
    ],
  )
})

test('/admin/v1: incidents page by page, destinations, a test that arrives and one that does not, a window', async (t) => {
  const receiver = await startReceiver(t)
  const contacts = [contact('Pusat', { email: 'a@example.go.id', webhook: { url: receiver.url, secret: SECRET } })]
  const gateway = await startGateway(t, { gateway: told({ contacts }) })
  for (let n = 0; n < 60; n += 1) await gateway.ledger.alerts.raise(`park:code${n}:32`, 'mapping_failed', '32', 'no title')
  const first = await gateway.get('/admin/v1/alerts', ADMIN)
  assert.equal(first.body.items.length, 50)
  const { id, kind, severity, what, todo, affected } = first.body.items[0]
  assert.ok(id)
  assert.deepEqual([kind, severity, what.en, affected], ['park', 'warning', 'Reports of Jawa Barat are parked', 0])
  assert.match(todo.id, /^Buka halaman Ditahan/)
  const second = await gateway.get(`/admin/v1/alerts?before=${first.body.next}`, ADMIN)
  assert.deepEqual([second.body.items.length, second.body.next], [10, null])

  const post = async (path: string, body: object) => {
    const headers = { ...ADMIN, 'content-type': 'application/json' }
    return (await ask(`${gateway.url}/admin/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).body
  }
  const arrived = await post('/alerts/test', { destination: 'gateway/Pusat/webhook' })
  assert.deepEqual([arrived.kind, arrived.state], ['test', 'sent'])
  assert.match(receiver.got[0]?.body ?? '', /Ini uji coba/)
  const failed = await post('/alerts/test', { destination: 'gateway/Pusat/email' })
  assert.deepEqual([failed.state, failed.lastError], ['given_up', 'alerts.email.smtpUrl is not set in gateway.yaml'])
  assert.equal((await post('/alerts/test', { destination: 'gateway/None/email' })).code, 'not_found')
  const { items } = (await gateway.get('/admin/v1/alerts/destinations', ADMIN)).body
  assert.deepEqual(
    items.map(({ id: destination, lacks, last }: { id: string; lacks: string | null; last: { state: string } }) => [
      destination,
      lacks,
      last.state,
    ]),
    [
      ['gateway/Pusat/email', 'alerts.email.smtpUrl is not set in gateway.yaml', 'given_up'],
      ['gateway/Pusat/webhook', null, 'sent'],
    ],
  )
  const window = await post('/maintenance', {
    from: new Date().toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
    reason: 'uji',
    by: 'Rina',
  })
  assert.equal(window.madeBy, 'admin:Rina')
  assert.equal((await gateway.get('/admin/v1/maintenance', ADMIN)).body.items.length, 1)
  assert.deepEqual(await post(`/maintenance/${window.id}/end`, { reason: 'selesai', by: 'Rina' }), { ended: true })
  assert.deepEqual((await gateway.get('/admin/v1/maintenance', ADMIN)).body.items, [])
})
