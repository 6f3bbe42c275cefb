import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import test from 'node:test'
import { ERRORS } from '../../src/contract/errors.ts'
import { createDraining } from '../../src/http/draining.ts'
import { ADMIN_TOKEN, ask, channel, report, startGateway, TOKEN } from './gateway.ts'

const admin = { authorization: `Bearer ${ADMIN_TOKEN}` }

test('/healthz lives, /readyz accepts, /metrics counts', async (t) => {
  const gateway = await startGateway(t)
  assert.deepEqual((await gateway.get('/healthz')).body, { alive: true })
  assert.deepEqual((await gateway.get('/readyz')).body, { ready: true, parts: { ledger: 'up' } })
  const metrics = await gateway.get('/metrics')
  assert.equal(metrics.status, 200)
  assert.match(metrics.headers.get('content-type') ?? '', /^text\/plain/)
})

test('a queue that is away, or hangs, is shown, and reports are accepted all the same', async (t) => {
  for (const queue of [() => Promise.reject(new Error('away')), () => new Promise<void>(() => {})]) {
    const gateway = await startGateway(t, { probes: { queue } })
    const ready = await gateway.get('/readyz')
    assert.deepEqual([ready.status, ready.body], [200, { ready: true, parts: { ledger: 'up', queue: 'away' } }])
    assert.equal((await gateway.post('app', report())).status, 202)
  }
})

test('before it stops /readyz says no and everything else goes on; once it stops, answers say that the connection ends', async (t) => {
  const draining = createDraining()
  const gateway = await startGateway(t, { draining })
  const connectionOf = async () => {
    const { status, headers } = await gateway.post('app', report())
    return [status, headers.get('connection'), headers.get('keep-alive')]
  }
  assert.deepEqual(await connectionOf(), [202, 'keep-alive', 'timeout=3'])
  draining.announce()
  const ready = await gateway.get('/readyz')
  assert.deepEqual([ready.status, ready.body], [503, { ready: false, parts: { ledger: 'up' } }])
  assert.deepEqual(await connectionOf(), [202, 'keep-alive', 'timeout=3'])

  const drained = draining.drain(gateway.app.server)
  assert.deepEqual(await connectionOf(), [202, 'close', null])
  await drained
})

test('OpenAPI lists the addresses with their problems, and its page needs nothing from outside', async (t) => {
  const gateway = await startGateway(t)
  const { body: openApi } = await gateway.get('/docs/json')
  for (const path of [
    '/in/{channel}',
    '/v1/complaints/{id}',
    '/v1/complaints',
    '/v1/complaints/{id}/updates',
    '/healthz',
    '/readyz',
    '/metrics',
    '/admin/v1/balance',
  ]) {
    assert.ok(openApi.paths[path], path)
  }
  for (const status of [202, 200, 400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 503])
    assert.ok(openApi.paths['/in/{channel}'].post.responses[status], String(status))
  const unresolved = [...JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g)].filter(([, ref]) => !ref?.startsWith('#/components/'))
  assert.deepEqual(unresolved, [])
  const page = await gateway.get('/docs')
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'self'/)
  assert.doesNotMatch(page.body, /(src|href)="https?:/)
  for (const [, asset] of page.body.matchAll(/(?:src|href)="([^"]+)"/g)) {
    assert.equal((await ask(new URL(asset, `${gateway.url}/docs`).href, {})).status, 200, asset)
  }
})

test('the page of error codes explains every code that can be answered', async (t) => {
  const gateway = await startGateway(t)
  const { body } = await gateway.get('/docs/errors')
  for (const [code, row] of Object.entries(ERRORS)) if ('http' in row) assert.ok(body.includes(`id="${code}"`), code)
})

test('the balance adds up, by region and day, for the administrator only', async (t) => {
  const gateway = await startGateway(t)
  await gateway.post('app', report())
  await gateway.post('app', report())
  assert.deepEqual((await gateway.get('/admin/v1/balance', admin)).body, { accepted: 2, delivered: 0, parked: 0, unknown: 0, inFlight: 2 })
  assert.equal((await gateway.get('/admin/v1/balance?region=31', admin)).body.accepted, 0)
  assert.equal((await gateway.get('/admin/v1/balance?day=2020-01-01&region=32', admin)).body.accepted, 0)
  assert.equal((await gateway.get('/admin/v1/balance?day=heute', admin)).body.code, 'request_unreadable')
  for (const headers of [{}, { authorization: 'Bearer wrong' }])
    assert.equal((await gateway.get('/admin/v1/balance', headers)).body.code, 'key_invalid')
})

test('the administrator sees channels, pauses one at once and resumes it', async (t) => {
  const gateway = await startGateway(t, {
    channels: [channel('app'), channel('unset', { state: 'not_configured', why: 'APP_SECRET is not set' })],
  })
  await gateway.post('app', report())
  const { body } = await gateway.get('/admin/v1/channels', admin)
  assert.deepEqual(
    body.items.map(({ id, state, why, counts }: Record<string, unknown>) => ({ id, state, why, counts })),
    [
      { id: 'app', state: 'ready', why: null, counts: { accepted: 1 } },
      { id: 'unset', state: 'not_configured', why: 'APP_SECRET is not set', counts: {} },
    ],
  )
  const change = (what: string) => ask(`${gateway.url}/admin/v1/channels/app/${what}`, { method: 'POST', headers: admin })
  assert.deepEqual((await change('pause')).body, { id: 'app', paused: true })
  assert.equal((await gateway.post('app', report())).body.code, 'channel_paused')
  assert.deepEqual((await change('resume')).body, { id: 'app', paused: false })
  assert.equal((await gateway.post('app', report())).status, 202)
  const { centralUrl, ...config } = (await gateway.get('/admin/v1/config', admin)).body
  assert.deepEqual(config, { regions: 1, channels: 2, mappings: ['report/v1'], problems: [] })
  assert.match(centralUrl, /^http:.*\/lapor\/3\.0\.0$/)
})

test('a channel that the gateway itself paused keeps what is pushed', async (t) => {
  const gateway = await startGateway(t)
  await gateway.intake.pause('app', true, { by: 'gateway', reason: 'credentials_refused: the partner refused the token' })
  assert.equal((await gateway.post('app', report())).status, 202)
})

test('a change of settings is in force for the next request', async (t) => {
  const gateway = await startGateway(t)
  gateway.change((settings) => ({ ...settings, channels: new Map([['app', channel('app', { secrets: { secret: 'another-token' } })]]) }))
  assert.equal((await gateway.post('app', report())).body.code, 'signature_invalid')
  assert.equal((await gateway.post('app', report(), { authorization: 'Bearer another-token' })).status, 202)
})

test('closing stops accepting and lets the request in flight finish', async (t) => {
  const gateway = await startGateway(t)
  const bytes = Buffer.from(JSON.stringify(report()))
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, 'content-length': bytes.length }
  const sending = request(`${gateway.url}/in/app`, { method: 'POST', headers })
  const answered = once(sending, 'response')
  const arrived = once(gateway.app.server, 'request')
  sending.write(bytes.subarray(0, 5))
  await arrived
  const closing = gateway.app.close()
  sending.end(bytes.subarray(5))
  const [answer] = await answered
  assert.equal(answer.statusCode, 202)
  answer.resume()
  await closing
  await assert.rejects(fetch(`${gateway.url}/healthz`))
})
