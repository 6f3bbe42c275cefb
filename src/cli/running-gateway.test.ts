import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ADMIN_TOKEN, openSite } from '../../test/support/gateway-process.ts'

const PROJECT = path.resolve(import.meta.dirname, '../..')

interface Listed {
  readonly id: string
  readonly mapping: string
  readonly state: string
  readonly source: string
}

test('channels and doctor show what the running gateway has in force, and the files when it is down', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'cli-running-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const [config, mappings] = [path.join(folder, 'config'), path.join(folder, 'mappings')]
  await cp(path.join(PROJECT, 'config'), config, { recursive: true })
  await cp(path.join(PROJECT, 'mappings'), mappings, { recursive: true })
  const site = await openSite(t, 'http://127.0.0.1:1/lapor/3.0.0')
  const running = await site.start(
    { GATEWAY_CONFIG: config, GATEWAY_MAPPINGS: mappings, JAKI_URL: 'http://127.0.0.1:1/' },
    '--roles',
    'http',
  )
  // Another shell: without the gateway's folders and variables.
  const shell = { GATEWAY_DATA: folder, GATEWAY_ADMIN_TOKEN: ADMIN_TOKEN, PORT: new URL(running.url).port }
  const list = async () => JSON.parse((await commandLine(shell, 'channels', 'list', '--json')).out) as Listed[]
  const findings = async () =>
    (JSON.parse((await commandLine(shell, 'doctor', '--json')).out) as { findings: { name: string; state: string; detail: string }[] })
      .findings

  const jaki = (await list()).find(({ id }) => id === 'jaki')
  assert.deepEqual([jaki?.state, jaki?.source], ['ready', 'gateway'])
  assert.match((await commandLine(shell, 'channels', 'list')).out, /\(shown is what the gateway on port \d+ has in force\)\n$/)

  await cp(path.join(mappings, 'sapawarga/v1'), path.join(mappings, 'sapawarga/v2'), { recursive: true })
  const channel = path.join(config, 'channels/sapawarga.yaml')
  await writeFile(channel, (await readFile(channel, 'utf8')).replace('sapawarga/v1', 'sapawarga/v2'))
  await eventually('the new version is in force', async () => {
    const answer = await fetch(`${running.url}/admin/v1/channels`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
    return (await answer.text()).includes('sapawarga/v2') || undefined
  })
  assert.ok((await list()).find(({ mapping }) => mapping === 'sapawarga/v2'))

  const bad = path.join(mappings, 'sapawarga/v2/mapping.yaml')
  await writeFile(bad, (await readFile(bad, 'utf8')).replace('grammar: mapping/1', 'grammar: mapping/9'))
  await eventually(
    'the fault is logged',
    () => /mapping: sapawarga\/v2\/mapping\.yaml:\d+:\d+ .*its last good state stays in force/.exec(running.log())?.[0],
  )
  const shown = await findings()
  assert.match(
    shown.find(({ name }) => name === 'mapping')?.detail ?? '',
    /mappings\/sapawarga\/v2\/mapping\.yaml:\d+:\d+ .*write mapping\/1/,
  )
  assert.deepEqual(
    shown.filter(({ name }) => name === 'configuration' || name === 'channel sapawarga'),
    [],
    'one fault, told once: the channel goes on with the last good state',
  )
  assert.match(shown.find(({ name }) => name === 'LAPOR!')?.detail ?? '', /not asked: the gateway uses 127\.0\.0\.1:1, /)

  assert.equal(await running.stop(), 0)
  assert.deepEqual(new Set((await list()).map(({ source }) => source)), new Set(['files']))
  assert.match(
    (await commandLine(shell, 'channels', 'list')).out,
    /\(the gateway on port \d+ is down; shown are the files and this shell's variables\)\n$/,
  )
})
