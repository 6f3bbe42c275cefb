import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { emptyFolder, fillInstallation } from '../../test/support/filled-installation.ts'
import { newKeys } from '../ledger/sealing.ts'

const PROJECT = path.resolve(import.meta.dirname, '../..')
const { env } = await fillInstallation()

test('doctor names every fault with its place and what to do', async (t) => {
  const config = await emptyFolder(t)
  await cp(path.join(PROJECT, 'config'), config, { recursive: true })
  const file = path.join(config, 'channels/sapawarga.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('kind: bearer', 'kind: barer'))
  const region = path.join(config, 'regions/32.yaml')
  await writeFile(region, `${await readFile(region, 'utf8')}\nhandOnFrom: crosswalks/institutions.csv\n`)
  await writeFile(
    path.join(config, 'crosswalks/institutions.csv'),
    'city,institution_id,reason\nKab. Garut,9,Garut\nKota Bandung,99,Bandung\n',
  )
  const { code, out } = await commandLine(
    { ...env, GATEWAY_CONFIG: config, PORT: '1', LAPOR_URL: 'http://lapor.invalid/lapor/3.0.0' },
    'doctor',
    '--json',
  )
  assert.equal(code, 1)
  const { healthy, findings }: { healthy: boolean; findings: { name: string; state: string; detail: string; todo: string | null }[] } =
    JSON.parse(out)
  assert.equal(healthy, false)
  const state = (name: string) => findings.find((finding) => finding.name === name)?.state
  assert.match(
    findings.find(({ name }) => name === 'configuration')?.detail ?? '',
    /channels\/sapawarga\.yaml:10:\d+ .*did you mean bearer\?/,
  )
  assert.deepEqual(
    ['Node', 'PostgreSQL', 'ledger tables', 'clock of PostgreSQL', 'sealing keys', 'sealed parts', 'balance', 'Redis'].map(state),
    Array(8).fill('ok'),
    out,
  )
  assert.equal(state('LAPOR!'), 'fail')
  assert.equal(state('channel jaki'), 'warn')
  assert.equal(state('demo'), 'warn')
  assert.equal(state('alert recipient_gone'), 'warn')
  assert.equal(state('region 32'), 'warn')
  assert.match(
    findings.find(({ name }) => name === 'region 32')?.detail ?? '',
    /^it hands on to 99; LAPOR! lists 1 institutions, and not this one$/,
  )
  assert.ok(findings.every((finding) => finding.state === 'ok' || finding.todo !== null))
  assert.ok(!out.includes(env.GATEWAY_KEYS?.split(':')[1] ?? '?'), 'no key is shown')

  const wrongKeys = await commandLine({ ...env, GATEWAY_KEYS: newKeys() }, 'doctor')
  assert.match(wrongKeys.out, /^fail {2}sealed parts: .*add the older key to GATEWAY_KEYS/m)
})

test('doctor on a machine where nothing is says so for each part', async (t) => {
  const { code, out, err } = await commandLine(
    {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x',
      REDIS_URL: 'redis://127.0.0.1:1',
      GATEWAY_DATA: path.join(await emptyFolder(t), 'none'),
    },
    'doctor',
  )
  assert.deepEqual({ code, err }, { code: 1, err: '' })
  for (const line of [
    /^fail {2}PostgreSQL: not reached: .*ECONNREFUSED/m,
    /^fail {2}Redis: not reached: .*ECONNREFUSED/m,
    /^fail {2}sealing keys: there are none/m,
    /^warn {2}data folder: .* does not exist yet/m,
    /^\d+ to put right/m,
  ])
    assert.match(out, line)
})
