import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLineReading, type Ran } from '../../test/support/command-line.ts'

function gateway(args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Ran> {
  return commandLineReading(input, env, ...args)
}

test('mapping test: all samples of a source pass, exit code 0', async () => {
  const { code, out } = await gateway(['mapping', 'test', 'qlue', '--json'])
  assert.equal(code, 0)
  const report = JSON.parse(out)
  assert.ok(report.passed >= 10)
  assert.deepEqual(report.failed, [])
})

test('mapping test: a sample that is not JSON, such as with the banner of npm before it, is named with file and line', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'mappings-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const folder = join(dir, 'contoh/v1/samples')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'one.in.json'), '{}')
  await writeFile(join(folder, 'one.out.json'), '\n> lapor-gateway@0.1.0 gateway\n{}')
  const { code, err } = await gateway(['mapping', 'test', 'contoh', '--dir', dir])
  assert.deepEqual([code, err], [1, "contoh/v1/samples/one.out.json:2:1 not JSON: a value was expected, '>' was found\n"])
})

test('mapping run: a good payload prints the complaint, a bad one its faults, an unknown mapping what there is', async () => {
  const good = await gateway(['mapping', 'run', 'qlue'], '{"post_id":1,"post_desc":"Banjir"}')
  assert.equal(good.code, 0)
  assert.equal(JSON.parse(good.out).complaint.body, 'Banjir')

  const half = await gateway(['mapping', 'run', 'qlue', '--json'], '{"post_id":1,"post_desc":"Banjir","loc_lat":"x"}')
  assert.deepEqual([half.code, JSON.parse(half.out).complaint.body], [0, 'Banjir'])
  assert.match(
    half.err,
    /^not read: \/loc_lat: "x" bukan koordinat; yang diharapkan: [^\n]* \/ "x" is not a coordinate; expected: [^\n]*\n$/,
  )

  const bad = await gateway(['mapping', 'run', 'qlue/v1', '-'], '{"post_id":1}')
  assert.equal(bad.code, 1)
  assert.match(bad.out, /mapping_failed \(qlue\/v1\)\n {2}\/post_desc: /)

  const unreadable = await gateway(['mapping', 'run', 'qlue'], '{')
  assert.equal(unreadable.code, 1)
  assert.match(unreadable.err, /standard input is not JSON/)

  const unknown = await gateway(['mapping', 'run', 'nowhere', '--json'], '{}')
  assert.equal(unknown.code, 1)
  assert.match(JSON.parse(unknown.out).error, /there is no mapping nowhere; there are: .*qlue\/v1/)
})

test('mapping diff and test: what another version changes, and a sample that differs', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'mappings-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  const yaml = (from: string) =>
    `grammar: mapping/1\nsource: trial\nticket: /id\nfields:\n  title: { from: ${from} }\n  body: { from: /text }\n`
  for (const [version, from] of [
    ['v1', '/text'],
    ['v2', '[/title, /text]'],
  ] as const) {
    await mkdir(join(dir, 'trial', version, 'samples'), { recursive: true })
    await writeFile(join(dir, 'trial', version, 'mapping.yaml'), yaml(from))
  }
  await writeFile(join(dir, 'trial/v1/samples/a.in.json'), '{"id":1,"title":"Jalan","text":"Rusak"}')
  await writeFile(join(dir, 'trial/v1/samples/a.out.json'), '{"ticket":"2"}')

  const diff = await gateway(['mapping', 'diff', 'trial', 'v1', 'v2', '--dir', dir, '--json'])
  assert.equal(diff.code, 0)
  assert.deepEqual(JSON.parse(diff.out), {
    compared: 1,
    changed: [{ payload: 'trial/v1/samples/a', changes: [{ at: '/complaint/title', before: 'Rusak', after: 'Jalan' }] }],
  })
  const tested = await gateway(['mapping', 'test', '--dir', dir])
  assert.equal((await gateway(['mapping', 'test'], '', { GATEWAY_MAPPINGS: dir })).out, tested.out, 'the folder that the gateway reads')
  assert.equal(tested.code, 1)
  assert.match(tested.out, /trial\/v1\/samples\/a: differs\n {2}expected .*\n {2}actual .*"Rusak".*\n0 samples passed, 1 failed/)
})
