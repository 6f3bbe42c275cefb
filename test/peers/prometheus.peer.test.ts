import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { freePort } from '../../src/setup/free-port.ts'
import { configCopy } from '../support/config-copy.ts'
import { queriesOf } from '../support/dashboard.ts'
import { eventually } from '../support/eventually.ts'
import { openSite } from '../support/gateway-process.ts'
import { startProgram } from './program.ts'

const FOLDER = join(import.meta.dirname, '../../config/prometheus')
const PROMTOOL = '/usr/bin/promtool'

function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { input, encoding: 'utf8' })
  assert.equal(status, 0, `promtool ${args.join(' ')}: ${stdout}${stderr}`)
  return `${stdout}${stderr}`
}

test('promtool takes the rules, their tests and the example configuration', () => {
  assert.match(promtool(['check', 'rules', join(FOLDER, 'rules.yml')]), /SUCCESS: 12 rules found/)
  assert.match(promtool(['test', 'rules', join(FOLDER, 'rules.test.yml')]), /SUCCESS/)
  promtool(['check', 'config', join(FOLDER, 'prometheus.yml')])
})

test('Prometheus scrapes a gateway whose LAPOR! is away, a rule fires, Alertmanager has it; every query of the dashboard is answered', async (t) => {
  const config = await configCopy(t, { 'gateway.yaml': [['probeEvery: 1m', 'probeEvery: 1s']] })
  const site = await openSite(t, 'http://127.0.0.1:9/lapor/3.0.0')
  const gateway = await site.start({ GATEWAY_CONFIG: config })
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  assert.equal(promtool(['check', 'metrics'], metrics), '', 'nothing to complain of')

  const folder = await mkdtemp(join(tmpdir(), 'lapor-prometheus-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const told = await startReceiver(t)
  const [prometheusPort, alertmanagerPort] = [await freePort(), await freePort()]
  // As it is, but quicker.
  const rules = (await readFile(join(FOLDER, 'rules.yml'), 'utf8')).replaceAll(/for: \d+m/g, 'for: 1s')
  await writeFile(join(folder, 'rules.yml'), rules)
  await writeFile(join(folder, 'prometheus.yml'), prometheusFile(new URL(gateway.url).host, alertmanagerPort))
  await writeFile(join(folder, 'alertmanager.yml'), alertmanagerFile(told.url))
  startProgram(
    t,
    'alertmanager',
    '/usr/bin/prometheus-alertmanager',
    [
      `--config.file=${folder}/alertmanager.yml`,
      `--storage.path=${folder}/alerts`,
      `--web.listen-address=127.0.0.1:${alertmanagerPort}`,
      '--cluster.listen-address=',
    ],
    folder,
  )
  const prometheus = startProgram(
    t,
    'prometheus',
    '/usr/bin/prometheus',
    [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=127.0.0.1:${prometheusPort}`],
    folder,
  )
  await prometheus.says(/Server is ready to receive web requests/)

  const alert = await eventually('Alertmanager passes it on', async () =>
    told.alerts.find(({ labels }) => labels['alertname'] === 'LaporGatewayCentreDown' && labels['state'] === 'down'),
  )
  assert.deepEqual([alert.status, alert.labels['severity']], ['firing', 'critical'])
  assert.equal(alert.annotations['summary'], 'SP4N-LAPOR! is down')

  const base = `http://127.0.0.1:${prometheusPort}/api/v1`
  const names = await ask(`${base}/label/__name__/values`)
  assert.ok(names.includes('lapor_gateway_channel_health'))
  for (const { of, expr } of queriesOf(await readFile(join(FOLDER, 'dashboard.json'), 'utf8')))
    await ask(`${base}/query?query=${encodeURIComponent(expr)}`).catch((error: Error) => assert.fail(`${of}: ${error.message}`))
})

interface FiredAlert {
  readonly status: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

async function startReceiver(t: TestContext): Promise<{ url: string; alerts: FiredAlert[] }> {
  const alerts: FiredAlert[] = []
  const server = createServer(async (request, reply) => {
    alerts.push(...(JSON.parse(await text(request)) as { alerts: FiredAlert[] }).alerts)
    reply.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, alerts }
}

const prometheusFile = (gateway: string, alertmanager: number) => `
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:${alertmanager}"] }] }] }
scrape_configs: [{ job_name: lapor-gateway, static_configs: [{ targets: ["${gateway}"] }] }]
`

const alertmanagerFile = (url: string) => `
route: { receiver: test, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: test, webhook_configs: [{ url: "${url}" }] }]
`

async function ask(url: string): Promise<string[]> {
  const answer = (await (await fetch(url)).json()) as { status: string; data: string[]; error?: string }
  if (answer.status !== 'success') throw new Error(answer.error)
  return answer.data
}
