import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { newKeys } from '../../src/ledger/sealing.ts'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { commandLine } from '../support/command-line.ts'
import { configCopy, REPORTER_GOES_ALONG } from '../support/config-copy.ts'
import { eventually } from '../support/eventually.ts'
import { openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const CREATE = 'POST /complaints/complaint'

test('keys rotate while it runs: new parts under the new key, old ones are sealed anew, and the old key can be forgotten', async (t) => {
  const { site, env, file, cli } = await open(t)
  const gateway = await site.start(env)
  await push(gateway.url, 'A-1')
  const [before] = await status(cli)
  assert.deepEqual([before?.parts, before?.state], [3, 'newest'], 'two of the complaint, and the key of the blind indexes')

  const refused = await cli('keys', 'forget', before?.id ?? '')
  assert.match(refused.err, /is the newest key; rotate first/)
  const rotated = await cli('keys', 'rotate')
  assert.equal(rotated.code, 0, rotated.err)
  assert.match((await cli('keys', 'forget', before?.id ?? '')).err, /may still seal with/)

  await eventually('the new key seals what was there', () => gateway.log().includes('sealed anew with the newest key') || undefined)
  await push(gateway.url, 'A-2')
  assert.deepEqual((await status(cli)).map(({ parts, state }) => [parts, state]).sort(), [
    [0, 'opens'],
    [5, 'newest'],
  ])
  // The file was changed long ago.
  await utimes(file, new Date(0), new Date(0))
  const forgotten = await cli('keys', 'forget', before?.id ?? '')
  assert.equal(forgotten.code, 0, forgotten.err)
  assert.equal((await readFile(file, 'utf8')).split(',').length, 1)
  for (const secret of (await readFile(file, 'utf8')).split(',')) {
    for (const { out, err } of [rotated, forgotten, refused]) assert.ok(!`${out}${err}`.includes(secret.split(':')[1]?.trim() ?? '?'))
  }

  const wrong = await readFile(file, 'utf8')
  await writeFile(file, 'half a key')
  await eventually('a bad file is told of', async () => {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    return metrics.includes('lapor_gateway_sealing_keys_broken 1') || undefined
  })
  await eventually('and logged', () => gateway.log().includes('the sealing keys were not taken') || undefined)
  await push(gateway.url, 'A-3')
  await writeFile(file, wrong)
  await eventually('a good file is taken', async () => {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    return metrics.includes('lapor_gateway_sealing_keys_broken 0') || undefined
  })
})

test('a lost key: the complaint goes on without its reporter, is followed, and the doctor counts what cannot be opened', async (t) => {
  const { site, env, file, cli, peer } = await open(t)
  const centre = scriptCentre(peer)
  const first = await site.start(env, '--roles', 'http')
  const id = await push(first.url, 'B-1')
  await first.kill()
  await writeFile(file, newKeys())

  const next = await site.start(env)
  await eventually('it is delivered', async () => ((await readComplaint(next.url, id)).delivery === 'delivered' ? true : undefined))
  const [create] = peer.to(CREATE)
  assert.equal(create?.json.nameUser, undefined)
  assert.ok(!JSON.stringify(create).includes('Asep'))
  centre.status = 'Dalam Proses'
  await eventually('it is followed', async () => ((await readComplaint(next.url, id)).status === 'in_progress' ? true : undefined))
  const other = await push(next.url, 'B-2')
  await eventually('the next one goes with its reporter', async () =>
    (await readComplaint(next.url, other)).delivery === 'delivered' ? true : undefined,
  )
  assert.equal(peer.to(CREATE).at(-1)?.json.nameUser, 'Asep Sunandar')

  assert.match((await cli('trace', id)).out, /identity_unreadable/)
  const doctor = await cli('doctor')
  assert.match(doctor.out, /^fail {2}unreadable parts: 3 cannot be opened: their key is not here/m)
  assert.equal((await cli('keys', 'status')).code, 1)
})

async function open(t: TestContext) {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  const site = await openSite(t, peer.url)
  const folder = await mkdtemp(join(tmpdir(), 'keys-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'keys')
  await writeFile(file, newKeys(), { mode: 0o600 })
  const config = await configCopy(t, { 'regions/32.yaml': REPORTER_GOES_ALONG })
  const env = { JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY, GATEWAY_KEYS: `file:${file}`, GATEWAY_CONFIG: config }
  const cli = (...args: string[]) =>
    commandLine({ DATABASE_URL: site.databaseUrl, GATEWAY_KEYS_FILE: file, GATEWAY_DATA: folder, GATEWAY_CONFIG: config }, ...args)
  return { site, env, file, cli, peer }
}

async function status(cli: (...args: string[]) => Promise<{ out: string; err: string }>) {
  const { out, err } = await cli('keys', 'status', '--json')
  assert.notEqual(out, '', err)
  return JSON.parse(out) as { id: string; parts: number; state: string }[]
}

async function push(url: string, ticket: string): Promise<string> {
  const answer = await pushReport(url, jqrReport({ ticket }))
  assert.equal(answer.status, 202)
  return ((await answer.json()) as { id: string }).id
}
