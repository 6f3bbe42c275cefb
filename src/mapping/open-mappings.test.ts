import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { watchFolder } from '../config/watch-folder.ts'
import type { Log } from '../contract/connector.ts'
import { type MappingStore, type MappingsInForce, openMappings } from './open-mappings.ts'

const yaml = (body: string) =>
  `grammar: mapping/1\nsource: trial\nticket: /id\nfields:\n  title: { from: /text }\n  body: { from: ${body} }\n`
const PAYLOAD = { id: 1, text: 'Jalan rusak', isi: 'Sejak Rabu' }

test('a changed mapping and a new version are loaded while it runs', { timeout: 60_000 }, async (t) => {
  const { dir, store } = await open(t, { 'trial/v1/mapping.yaml': yaml('/text') })
  const before = store.current.mappings.get('trial/v1')
  await write(dir, 'trial/v1/mapping.yaml', yaml('/isi'))
  await settled(store, (now) => bodyOf(now, 'trial/v1') === 'Sejak Rabu')
  assert.notEqual(store.current.mappings.get('trial/v1'), before)
  const unchanged = store.current.mappings.get('trial/v1')

  await write(dir, 'trial/v2/mapping.yaml', yaml('/text'))
  await settled(store, ({ refs }) => refs.has('trial/v2'))
  assert.equal(bodyOf(store.current, 'trial/v2'), 'Jalan rusak')
  assert.equal(store.current.mappings.get('trial/v1'), unchanged, 'what did not change is the very same')
})

test('a bad file leaves the last good mapping in force, and is logged and reported until it is good', { timeout: 60_000 }, async (t) => {
  const { dir, store, logged } = await open(t, { 'trial/v1/mapping.yaml': yaml('/text') })
  const good = store.current.mappings.get('trial/v1')
  await write(dir, 'trial/v1/mapping.yaml', yaml('text'))
  await settled(store, ({ problems }) => problems.length > 0)
  assert.equal(store.current.mappings.get('trial/v1'), good)
  assert.ok(store.current.refs.has('trial/v1'))
  assert.match(logged.at(-1) ?? '', /^error mapping: trial\/v1\/mapping\.yaml:6:11 .*JSON Pointer.*; its last good state stays in force$/)

  await write(dir, 'trial/v1/mapping.yaml', yaml('/isi'))
  await settled(store, ({ problems }) => problems.length === 0)
  assert.equal(bodyOf(store.current, 'trial/v1'), 'Sejak Rabu')
})

test('a mapping that was never good is faulty, and one whose folder is gone goes on without being offered', {
  timeout: 60_000,
}, async (t) => {
  const { dir, store, logged } = await open(t, { 'trial/v1/mapping.yaml': yaml('/text'), 'trial/v2/mapping.yaml': 'grammar: [' })
  assert.deepEqual([[...store.current.refs], [...store.current.faulty]], [['trial/v1'], ['trial/v2']])
  assert.match(logged[0] ?? '', /^error mapping: trial\/v2\/mapping\.yaml:\d+:\d+ .*; it is not loaded$/)
  await rm(join(dir, 'trial/v1'), { recursive: true })
  await settled(store, ({ refs }) => refs.size === 0)
  assert.equal(bodyOf(store.current, 'trial/v1'), 'Jalan rusak')
})

async function open(t: TestContext, files: Readonly<Record<string, string>>) {
  const dir = await mkdtemp(join(tmpdir(), 'mappings-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await write(dir, name, text)
  const logged: string[] = []
  const note = (level: string) => (_: object, message: string) => void logged.push(`${level} ${message}`)
  const log: Log = { info: note('info'), warn: note('warn'), error: note('error') }
  const store = await openMappings({ dir, log, watch: watchFolder })
  t.after(() => store.close())
  return { dir, store, logged }
}

async function write(dir: string, name: string, text: string): Promise<void> {
  const file = join(dir, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

function settled(store: MappingStore, holds: (now: MappingsInForce) => boolean): Promise<void> {
  if (holds(store.current)) return Promise.resolve()
  return new Promise((resolve) => {
    const stop = store.onChange((now) => {
      if (!holds(now)) return
      stop()
      resolve()
    })
  })
}

function bodyOf({ mappings }: MappingsInForce, ref: string): string | undefined {
  const mapped = mappings.get(ref)?.map(PAYLOAD)
  return mapped?.outcome === 'complaint' ? mapped.complaint.body : undefined
}

test('what nobody told is seen by the look now and then: a changed mapping, a table beside it, and a new version', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'mappings-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  await write(dir, 'trial/v1/mapping.yaml', yaml('/text'))
  let look = async () => {}
  const watch = async (...[, , given]: [string, () => Promise<void>, () => Promise<void>]) => {
    look = given
    return { close: async () => {} }
  }
  const store = await openMappings({ dir, log: { info() {}, warn() {}, error() {} }, watch })
  t.after(() => store.close())
  const before = store.current
  await look()
  assert.equal(store.current, before)

  await write(dir, 'trial/v1/mapping.yaml', yaml('/isi'))
  await look()
  assert.equal(bodyOf(store.current, 'trial/v1'), 'Sejak Rabu')
  await write(dir, 'trial/v1/words.csv', 'from,to\n"open')
  await look()
  assert.equal(store.current.problems[0]?.file, 'trial/v1/words.csv')
  await rm(join(dir, 'trial/v1/words.csv'))
  await write(dir, 'trial/v2/mapping.yaml', yaml('/text'))
  await look()
  assert.deepEqual([[...store.current.refs], store.current.problems], [['trial/v1', 'trial/v2'], []])
})
