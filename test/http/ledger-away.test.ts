import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import test, { type TestContext } from 'node:test'
import { Registry } from 'prom-client'
import { addBalanceMetric } from '../../src/health/balance-metric.ts'
import { addHealthMetrics } from '../../src/health/health-metrics.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { report, startGateway } from './gateway.ts'

test('a ledger that hangs, then breaks, costs a coded answer each time; when it is back, reports are taken', async (t) => {
  const line = await startLine(t, await testLedgerDatabase(t))
  // The queue hangs as well, all the time.
  const gateway = await startGateway(t, { databaseUrl: line.databaseUrl, probes: { queue: () => new Promise<void>(() => {}) } })
  const registry = new Registry()
  addHealthMetrics(registry, gateway)
  addBalanceMetric(registry, gateway.ledger)
  assert.equal((await gateway.post('app', report())).status, 202)
  for (const fault of ['hang', 'break'] as const) {
    line[fault]()
    const answer = await gateway.post('app', report())
    assert.deepEqual([answer.status, answer.body.code], [503, 'ledger_unavailable'], fault)
    assert.ok(Number(answer.headers.get('retry-after')) >= 1)
    assert.deepEqual((await gateway.get('/readyz')).body, { ready: false, parts: { ledger: 'away', queue: 'away' } })
    assert.equal((await gateway.get('/healthz')).status, 200)
    // What can be counted without the ledger is; the rest is left out.
    assert.doesNotMatch(await registry.metrics(), /lapor_gateway_(balance|channel_health)\{/)
  }
  line.mend()
  assert.equal((await gateway.post('app', report())).status, 202)
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 2)
  assert.deepEqual((await gateway.get('/readyz')).body.parts, { ledger: 'up', queue: 'away' })
  assert.match(await registry.metrics(), /lapor_gateway_balance\{region="32",state="accepted"\} 2/)
})

/** The line to PostgreSQL, which can hang (nothing passes) or break (nobody is there). */
async function startLine(t: TestContext, databaseUrl: string) {
  const target = new URL(databaseUrl)
  const [host, port] = [target.hostname, Number(target.port)]
  let state: 'whole' | 'hanging' | 'broken' = 'whole'
  const sockets = new Set<Socket>()
  const cut = () => sockets.forEach((socket) => void socket.destroy())
  const server = createServer((near) => {
    if (state === 'broken') return void near.destroy()
    const far = connect(port, host)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => void (state === 'whole' && to.write(bytes)))
      from.on('error', () => undefined)
      from.on('close', () => to.destroy())
    }
    return undefined
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    cut()
    server.close()
  })
  target.hostname = '127.0.0.1'
  target.port = String((server.address() as AddressInfo).port)
  return {
    databaseUrl: target.href,
    hang() {
      state = 'hanging'
    },
    break() {
      state = 'broken'
      cut()
    },
    mend() {
      state = 'whole'
      cut()
    },
  }
}
