import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import Fastify from 'fastify'
import { html } from '../../src/console/html.ts'
import { openBoard } from '../../src/console/live.ts'
import { channel, region, report, startGateway, type TestGateway } from '../http/gateway.ts'
import { type Person, signIn } from './browse.ts'

const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
const solo = { ...region, code: '33.72', name: 'Kota Surakarta', level: 'kota' as const, province: 'Jawa Tengah' }

async function startCountry(t: Parameters<typeof startGateway>[0]): Promise<TestGateway> {
  return startGateway(t, {
    channels: [channel('bandung', { region: bandung, app: 'Bandung Sadayana' }), channel('solo', { region: solo, app: 'Unit Solo' })],
  })
}

test('the first page shows what needs a person, the balance of the day and every channel, in the language of the viewer', async (t) => {
  const gateway = await startCountry(t)
  const [parked, unknown] = [await gateway.post('bandung', report()), await gateway.post('solo', report())]
  await gateway.ledger.complaints.markParked(parked.body.id, { code: 'mapping_failed', message: 'tidak terbaca' })
  await gateway.ledger.complaints.markUnknown(unknown.body.id, { code: 'outcome_unknown', message: 'HTTP 504' })
  await gateway.ledger.alerts.raise('channel_disabled:solo', 'credentials_refused', 'solo', 'kata sandi ditolak')

  const rina = await signIn(gateway, 'national')
  const page = (await rina.get('/console')).text
  for (const shown of [/1 laporan ditahan/, /1 belum pasti/, /kata sandi ditolak/, /Bandung Sadayana/, /Unit Solo/, /Kota Surakarta/])
    assert.match(page, shown)
  assert.match(page, /<span class="value">2<\/span> <span class="name">Diterima/)
  assert.match(page, /badge good">Cocok/)

  await rina.send('/console/preferences', { language: 'en', timezone: 'Asia/Jayapura' })
  assert.match((await rina.get('/console')).text, /Needs a person.*Parked: 1.*WIT/s)

  const of = await signIn(gateway, 'region', '32.73')
  const own = (await of.get('/console')).text
  assert.match(own, /1 laporan ditahan.*Bandung Sadayana/s)
  assert.doesNotMatch(own, /Unit Solo|Surakarta|belum pasti<|kata sandi/)
})

test('with nothing to do the page says so, and without channels what to do next', async (t) => {
  const gateway = await startGateway(t, { channels: [] })
  const rina = await signIn(gateway, 'national')
  assert.match((await rina.get('/console')).text, /Tidak ada yang perlu ditangani.*Belum ada kanal.*config\/channels/s)
})

test('while it is looked at only what changed is sent, and it ends when the gateway stops', async (t) => {
  const gateway = await startCountry(t)
  const of = await signIn(gateway, 'region', '32.73')
  const stream = await openStream(gateway, of)
  const first = await stream.next()
  assert.deepEqual(Object.keys(first).sort(), ['channel-states', 'day', 'flow', 'needs', 'province-32'])
  const foreign = await gateway.post('solo', report())
  await gateway.ledger.complaints.markParked(foreign.body.id, { code: 'mapping_failed', message: 'x' })
  const own = await gateway.post('bandung', report())
  await gateway.ledger.complaints.markParked(own.body.id, { code: 'mapping_failed', message: 'x' })
  const changed = new Map<string, string>()
  while (!/1 laporan ditahan/.test(changed.get('needs') ?? ''))
    for (const [id, piece] of Object.entries(await stream.next())) changed.set(id, piece)
  assert.match(changed.get('day') ?? '', /<span class="value">1<\/span> <span class="name">Diterima/)

  const closing = gateway.app.close()
  assert.equal(await stream.ended, true)
  await closing
})

test('who looks in the same way shares what was drawn, and the stream ends with the session', async (t) => {
  const gateway = await startCountry(t)
  const rina = await signIn(gateway, 'national')
  const { viewer } = (await gateway.access.sessionOf(rina.cookie.split('=')[1] ?? '', null)) ?? assert.fail('the session is open')
  let drawn = 0
  const draw = async () => {
    drawn += 1
    return { whole: html``, pieces: new Map() }
  }
  const stopping = new AbortController().signal
  const board = openBoard({ access: gateway.access, stopping, draw })
  await Promise.all([board.drawing(viewer), board.drawing({ ...viewer, name: 'budi' }), board.drawing({ ...viewer, language: 'en' })])
  assert.equal(drawn, 2)

  const app = Fastify()
  const session = await gateway.access.sessionOf(rina.cookie.split('=')[1] ?? '', null)
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request) => {
    request.session = session
  })
  const quick = openBoard({ access: gateway.access, stopping, draw, pace: { freshMs: 5, sessionEveryMs: 5 } })
  app.get('/live', (request, reply) => quick.stream(request, reply))
  const watching = app.inject({ url: '/live', headers: { cookie: rina.cookie } })
  await rina.send('/console/sign-out')
  assert.match((await watching).body, /event: ended\n/)
  assert.equal((await rina.get('/console/live/now')).status, 303)
})

/** What comes over the stream of the page, event by event. */
async function openStream(gateway: TestGateway, person: Person) {
  const answer = await fetch(`${gateway.url}/console/live/now`, { headers: { cookie: person.cookie } })
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail('it has a body')
  const heard = new EventTarget()
  const waiting: Record<string, string>[] = []
  let text = ''
  const read = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += part.value
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = /^event: pieces\ndata: (.*)$/m.exec(text.slice(0, end))?.[1]
        text = text.slice(end + 2)
        if (data === undefined) continue
        waiting.push(JSON.parse(data))
        heard.dispatchEvent(new Event('more'))
      }
    }
    return true
  }
  const ended = read()
  return {
    ended,
    async next(): Promise<Record<string, string>> {
      if (waiting.length === 0) await once(heard, 'more')
      return waiting.shift() ?? {}
    },
  }
}
