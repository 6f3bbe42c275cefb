import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { addBalanceMetric } from '../src/health/balance-metric.ts'
import { addHealthMetrics } from '../src/health/health-metrics.ts'
import { createMetrics } from '../src/health/metrics.ts'
import { openKeyring } from '../src/ledger/keyring.ts'
import { newKeys } from '../src/ledger/sealing.ts'
import { addPrivacyMetrics } from '../src/privacy/privacy-metrics.ts'
import { channel, report, startGateway } from './http/gateway.ts'
import { queriesOf } from './support/dashboard.ts'

const FOLDER = join(import.meta.dirname, '../config/prometheus')

test('every metric begins with lapor_gateway_; each query of the dashboard and each rule names one that exists, with labels that it has', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('app')] })
  await gateway.post('app', report())
  const queues = { depth: async () => ({ waiting: 1, active: 0 }) }
  const metrics = createMetrics({ ledger: gateway.ledger, queues })
  addBalanceMetric(metrics.registry, gateway.ledger)
  const keys = openKeyring({ text: newKeys() }, { log: gateway.app.log })
  t.after(() => keys.close())
  addPrivacyMetrics(metrics.registry, { ledger: gateway.ledger, keys })
  addHealthMetrics(metrics.registry, { health: gateway.health, ledger: gateway.ledger })
  metrics.countArrival('app', 'stored')
  metrics.countJob('forward', 'delivered')
  metrics.observeDelay('delivery', 12)
  metrics.showHeld(() => 3)

  const families = await metrics.registry.getMetricsAsJSON()
  assert.deepEqual(
    families.map(({ name }) => name).filter((name) => !name.startsWith('lapor_gateway_')),
    [],
  )
  const names = new Set(families.map(({ name }) => name))
  const text = await metrics.registry.metrics()
  assert.match(text, /lapor_gateway_channel_health\{state="healthy",channel="app",region="32"\} 1/)
  assert.match(text, /lapor_gateway_delivery_delay_seconds_bucket\{le="30"\} 1/)
  assert.match(text, /lapor_gateway_balance\{region="32",state="accepted"\} 1/)
  assert.match(text, /lapor_gateway_held_complaints 3/)
  assert.doesNotMatch(text, /Asep|Jembatan|1122334455/, 'nothing of a person')

  const rules = parse(readFileSync(join(FOLDER, 'rules.yml'), 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] }
  const queries = [
    ...queriesOf(readFileSync(join(FOLDER, 'dashboard.json'), 'utf8')),
    ...rules.groups.flatMap(({ rules: some }) => some.map(({ alert, expr }) => ({ of: alert, expr }))),
  ]
  assert.ok(queries.length > 30)
  for (const { of, expr } of queries) {
    const used = [...expr.matchAll(/\b(up|lapor_gateway_\w+)/g)].map(([, name = '']) => name)
    assert.ok(used.length > 0, `${of} names no metric of ours`)
    for (const name of used)
      assert.ok(name === 'up' || names.has(name.replace(/_(bucket|sum|count)$/, '')) || names.has(name), `${of}: ${name}`)
  }
})
