import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Viewer } from '../../src/contract/access.ts'
import { startHealth } from '../../src/health/run-rounds.ts'
import { openTally } from '../../src/health/tally-arrivals.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, channel, region, report, startGateway, type TestGateway, TOKEN } from './gateway.ts'

const ADMIN = { authorization: `Bearer ${ADMIN_TOKEN}` }
const QUICK = { everyMs: 20, lookEveryMs: 20, askAgainMs: 20 }
const SURABAYA = { ...region, code: '35.78', name: 'Kota Surabaya' }

/** A region's server that can be switched off and on again at the same address. */
async function partner(t: TestContext, answer: RequestListener = (_request, reply) => void reply.end()) {
  let asked = 0
  const server = createServer((request, reply) => {
    asked += 1
    answer(request, reply)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  t.after(() => server.close())
  return {
    url: `http://127.0.0.1:${port}/hook`,
    asked: () => asked,
    off: () => new Promise((closed) => server.close(closed)),
    on: () => new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening)),
  }
}

const called = (id: string, url: string, more: object = {}) =>
  channel(id, {
    config: { auth: { kind: 'bearer' }, reply: { url } },
    secrets: { secret: TOKEN, replySecret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` },
    ...more,
  })

function watch(t: TestContext, gateway: TestGateway, holder = 'one') {
  const watching = startHealth({ ...gateway.healthParts, holder, pace: QUICK })
  t.after(() => watching.close())
  return watching
}

const becomes = (gateway: TestGateway, id: string, state: string) =>
  eventually(`${id} ${state}`, async () => {
    const reading = await gateway.health.channel(null, id)
    return reading.state === state ? reading : undefined
  })

test('a channel goes down when its server is away twice, comes back, and its history says so', async (t) => {
  const server = await partner(t)
  const gateway = await startGateway(t, {
    channels: [called('app', server.url), called('off', '', { state: 'not_configured', why: 'OFF_URL is not set' })],
    gateway: {
      health: { probeEveryMs: 20, keepProbesMs: 60_000, silenceFrom: 10, waitingTooLongMs: 60_000, slowMs: 60_000, expiresSoonMs: 0 },
    },
  })
  const begun = new Date()
  assert.equal((await gateway.health.channel(null, 'app')).reasons[0]?.code, 'not_looked_at')
  watch(t, gateway)
  const well = await eventually('a probe', async () => {
    const reading = await gateway.health.channel(null, 'app')
    return reading.reasons[0]?.code === 'all_well' ? reading : undefined
  })
  assert.match(well.lastProbe?.detail ?? '', /^HEAD 127\.0\.0\.1:\d+ answered 200/)
  await server.off()
  const down = await becomes(gateway, 'app', 'down')
  assert.match(
    down.why.id,
    /^Tidak dapat dihubungi \(\d+ kali berturut-turut\): Sistem tujuan tidak terhubung; tidak ada yang terkirim \(“127\.0\.0\.1:\d+: connection refused/,
  )
  await server.on()
  await becomes(gateway, 'app', 'healthy')
  const { changes, probes, hours } = await gateway.health.history(null, 'app', begun, new Date())
  const states = changes.map(({ state }) => state)
  assert.equal(states[0], 'healthy')
  assert.ok(states.includes('down'))
  assert.equal(states.at(-1), 'healthy')
  assert.ok(probes.length > 3)
  assert.ok(hours.length > 0)
  const off = await gateway.health.channel(null, 'off')
  assert.deepEqual([off.state, off.why.id, off.lastProbe], ['not_configured', 'Belum diatur: OFF_URL is not set', null])
})

test('of several gateways one asks', async (t) => {
  const server = await partner(t)
  const gateway = await startGateway(t, { channels: [called('app', server.url), called('bpp', server.url)] })
  for (const holder of ['one', 'two', 'three']) watch(t, gateway, holder)
  await becomes(gateway, 'bpp', 'healthy')
  await eventually('both probed', async () => ((await gateway.ledger.probes.newest(['app', 'bpp'], 5)).length >= 2 ? true : undefined))
  assert.equal(server.asked(), 2)
})

test('a person asks now, in their own region only: it is redacted, in the audit, and refused to a reader', async (t) => {
  const server = await partner(t)
  const gateway = await startGateway(t, {
    channels: [called('app', server.url), called('foreign', server.url, { region: SURABAYA })],
  })
  const viewer: Viewer = {
    account: null,
    name: 'siti',
    role: 'region',
    home: '32',
    scope: ['32'],
    language: 'id',
    timezone: 'Asia/Jakarta',
    address: '10.1.2.3',
  }
  const reading = await gateway.health.probeNow(viewer, 'app')
  assert.equal(reading.state, 'healthy')
  assert.deepEqual(
    (await gateway.ledger.audit.of('app')).map(({ actor, action, detail }) => [actor, action, detail]),
    [['siti', 'channel.probe', { healthy: true }]],
  )
  const foreign = { code: 'channel_unknown' }
  await assert.rejects(gateway.health.probeNow(viewer, 'foreign'), foreign)
  await assert.rejects(gateway.health.channel(['32'], 'foreign'), foreign)
  await assert.rejects(gateway.health.history(['32'], 'foreign', new Date(0), new Date(1)), foreign)
  await assert.rejects(gateway.health.probeNow({ ...viewer, role: 'reader' }, 'app'), { code: 'not_permitted' })
  assert.deepEqual(
    (await gateway.health.channels(['32'])).map(({ id }) => id),
    ['app'],
  )
})

test('refused arrivals make a channel degraded; a pause is seen at once', async (t) => {
  const gateway = await startGateway(t)
  const tally = openTally({ ledger: gateway.ledger, log: gateway.app.log })
  for (let n = 0; n < 12; n += 1) await gateway.post('app', report(), { authorization: 'Bearer wrong' })
  assert.equal((await gateway.post('app', report())).status, 202)
  for (const line of gateway.arrived) tally.count(...(line.split(' ') as [string, string]))
  await tally.close()
  watch(t, gateway)
  const reading = await becomes(gateway, 'app', 'degraded')
  assert.equal(
    reading.why.en,
    '12 of 13 arrivals in the last hour were refused or parked, most of them for “The signature of what was sent is wrong”.',
  )
  assert.equal(reading.evidence.hour.accepted, 1)
  assert.ok(reading.evidence.oldestWaiting)
  assert.doesNotMatch(JSON.stringify(reading), new RegExp(`Asep|${TOKEN}`))
  await gateway.intake.pause('app', true, { by: 'siti', reason: 'server pindah' })
  assert.deepEqual((await gateway.health.channel(null, 'app')).why, { id: 'Dijeda. server pindah', en: 'Paused. server pindah' })
})

test('/admin/v1/health: the list, one, its history, a probe; and what is refused', async (t) => {
  const server = await partner(t)
  const gateway = await startGateway(t, { channels: [called('app', server.url)] })
  const base = '/admin/v1/health/channels'
  assert.equal((await gateway.get(base)).status, 401)
  const probed = await fetch(`${gateway.url}${base}/app/probe`, { method: 'POST', headers: ADMIN })
  assert.equal(probed.status, 200)
  const list = await gateway.get(base, ADMIN)
  assert.deepEqual(
    list.body.items.map(({ id, state, why }: { id: string; state: string; why: { id: string } }) => [id, state, why.id]),
    [['app', 'healthy', 'Semua berjalan baik.']],
  )
  assert.deepEqual((await gateway.get(`${base}/app`, ADMIN)).body, list.body.items[0])
  const history = await gateway.get(`${base}/app/history`, ADMIN)
  assert.equal(history.body.probes.length, 1)
  assert.ok(history.body.hours.length >= 24)
  assert.equal((await gateway.get(`${base}/app/history?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z`, ADMIN)).status, 400)
  assert.equal((await gateway.get(`${base}/none`, ADMIN)).status, 404)
})

test('the centre is probed as well: it is down after two failures, which is an incident that names how many reports wait', async (t) => {
  const gateway = await startGateway(t)
  await gateway.post('app', report())
  let away = true
  const central = {
    probe: async () =>
      away
        ? { healthy: false, reachable: false, detail: 'lapor.example.go.id: connection refused' }
        : { healthy: true, detail: 'GET /masters/templates: answered' },
  }
  const centralCertificates = () => new Map([['lapor.example.go.id', new Date(Date.now() + 86_400_000)]])
  const watching = startHealth({ ...gateway.healthParts, central, centralCertificates, holder: 'one', pace: QUICK })
  t.after(() => watching.close())
  const down = await eventually('the centre is down', async () => {
    const reading = await gateway.health.centre()
    return reading.state === 'down' ? reading : undefined
  })
  assert.match(down.why.id, /^Tidak dapat dihubungi \(\d+ kali berturut-turut\): lapor\.example\.go\.id/)
  const { items } = await gateway.alerts.incidents(null, { open: true, limit: 10 })
  assert.deepEqual(
    items.map(({ kind, severity, affected }) => [kind, severity, affected]),
    [['centre_down', 'critical', 1]],
  )
  away = false
  const back = await eventually('the centre is back', async () => {
    const reading = await gateway.health.centre()
    return reading.state === 'degraded' ? reading : undefined
  })
  assert.match(back.why.en, /^The certificate of lapor\.example\.go\.id ends /)
  await eventually('the incident is another', async () => {
    const open = await gateway.alerts.incidents(null, { open: true, limit: 10 })
    return open.items.map(({ kind }) => kind).join() === 'centre_degraded' ? true : undefined
  })
})
