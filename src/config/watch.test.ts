import assert from 'node:assert/strict'
import { cp, mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { stampFolder } from './read-folder.ts'
import { configFolder, openFolder, settled } from './test-config-folder.ts'

const SAPAWARGA = 'channels/sapawarga.yaml'

const replaceByRename = async (target: string, text: string): Promise<void> => {
  await writeFile(`${target}.tmp`, text)
  await rename(`${target}.tmp`, target)
}

const WAYS: Readonly<Record<string, (target: string, text: string) => Promise<void>>> = {
  'written in place': writeFile,
  'replaced by rename': replaceByRename,
  'removed and written again': async (target, text) => {
    await rm(target)
    await writeFile(target, text)
  },
}

for (const [way, write] of Object.entries(WAYS)) {
  test(`a file that is ${way} is picked up, twice`, { timeout: 60_000 }, async (t) => {
    const dir = await configFolder(t)
    const target = path.join(dir, SAPAWARGA)
    const text = await readFile(target, 'utf8')
    const { store } = await openFolder(t, dir, { watch: true })
    const lost: string[] = []
    store.onChange((settings) => void (settings.channels.has('sapawarga') || lost.push('sapawarga')))
    for (const app of ['First', 'Second']) {
      await write(target, text.replace('app: Sapawarga', `app: ${app}`))
      await settled(store, ({ channels }) => channels.get('sapawarga')?.app === app)
    }
    assert.deepEqual(lost, [], 'the channel was never gone')
  })
}

test('a bad file leaves its last good state in force and is reported; mended, the problem goes', { timeout: 60_000 }, async (t) => {
  const dir = await configFolder(t)
  const target = path.join(dir, SAPAWARGA)
  const text = await readFile(target, 'utf8')
  const { store, logged } = await openFolder(t, dir, { watch: true })
  const good = store.current.channels.get('sapawarga')

  await replaceByRename(target, text.replace('kind: bearer', 'kind: barer'))
  const bad = await settled(store, ({ problems }) => problems.length > 0)
  assert.equal(bad.problems[0]?.file, SAPAWARGA)
  assert.equal(bad.channels.get('sapawarga'), good)
  assert.ok(logged.some((line) => line.includes('sapawarga.yaml:10:')))

  await replaceByRename(target, text)
  const mended = await settled(store, ({ problems }) => problems.length === 0)
  assert.equal(mended.channels.get('sapawarga'), good)
})

test('another file changes while one is bad', { timeout: 60_000 }, async (t) => {
  const dir = await configFolder(t)
  const { store } = await openFolder(t, dir, { watch: true })
  await writeFile(path.join(dir, SAPAWARGA), 'id: [')
  await settled(store, ({ problems }) => problems.length > 0)
  const region = path.join(dir, 'regions/32.yaml')
  await replaceByRename(region, (await readFile(region, 'utf8')).replace('userId: 3200', 'userId: 3299'))
  const now = await settled(store, ({ regions }) => regions.get('32')?.filing.identity.userId === 3299)
  assert.equal(now.channels.get('sapawarga')?.filing.identity.userId, 3299, "the last good channel file, in its region's new state")
  assert.ok(now.problems.length > 0)
})

test('a removed channel goes and a new one comes', { timeout: 60_000 }, async (t) => {
  const dir = await configFolder(t)
  const text = await readFile(path.join(dir, SAPAWARGA), 'utf8')
  const { store } = await openFolder(t, dir, { watch: true })
  await rm(path.join(dir, SAPAWARGA))
  await settled(store, ({ channels }) => !channels.has('sapawarga'))
  await writeFile(path.join(dir, 'channels/sapawarga-two.yaml'), text.replace('id: sapawarga', 'id: sapawarga-two'))
  const now = await settled(store, ({ channels }) => channels.get('sapawarga-two')?.state === 'ready')
  assert.deepEqual(now.problems, [])
})

test('a symlink that is swapped, as Kubernetes does, is picked up', { timeout: 60_000 }, async (t) => {
  const original = await configFolder(t)
  const root = await configFolder(t)
  const mount = path.join(root, 'mount')
  await mkdir(path.join(mount, 'channels'), { recursive: true })
  for (const folder of ['regions', 'sla']) await cp(path.join(original, folder), path.join(mount, folder), { recursive: true })
  await cp(path.join(original, 'gateway.yaml'), path.join(mount, 'gateway.yaml'))
  const text = await readFile(path.join(original, SAPAWARGA), 'utf8')
  const release = async (name: string, app: string): Promise<void> => {
    await mkdir(path.join(mount, 'channels', name))
    await writeFile(path.join(mount, 'channels', name, 'sapawarga.yaml'), text.replace('app: Sapawarga', `app: ${app}`))
    await symlink(name, path.join(mount, 'channels/..data_tmp'))
    await rename(path.join(mount, 'channels/..data_tmp'), path.join(mount, 'channels/..data'))
  }
  await release('..first', 'First')
  await symlink('..data/sapawarga.yaml', path.join(mount, 'channels/sapawarga.yaml'))
  const { store } = await openFolder(t, mount, { watch: true })
  assert.equal(store.current.channels.get('sapawarga')?.app, 'First')
  for (const [name, app] of [
    ['..second', 'Second'],
    ['..third', 'Third'],
  ] as const) {
    await release(name, app)
    await settled(store, ({ channels }) => channels.get('sapawarga')?.app === app)
  }
  assert.deepEqual(store.current.problems, [])
})

test('a rotated secret file outside the folder is picked up', { timeout: 60_000 }, async (t) => {
  const dir = await configFolder(t)
  const elsewhere = path.join(await configFolder(t), 'secret')
  await writeFile(elsewhere, 'one')
  const target = path.join(dir, SAPAWARGA)
  await writeFile(target, (await readFile(target, 'utf8')).replace(/secret: \$\{.*\}/, `secret: \${file:${elsewhere}}`))
  const { store } = await openFolder(t, dir, { watch: true })
  await replaceByRename(elsewhere, 'two one')
  await settled(store, ({ channels }) => channels.get('sapawarga')?.secrets.secret === 'two one')
})

test('gateway.yaml that goes away leaves the last good state in force', { timeout: 60_000 }, async (t) => {
  const dir = await configFolder(t)
  const { store } = await openFolder(t, dir, { watch: true })
  const { gateway } = store.current
  await unlink(path.join(dir, 'gateway.yaml'))
  const now = await settled(store, ({ problems }) => problems.length > 0)
  assert.match(now.problems[0]?.message ?? '', /the file is missing/)
  assert.equal(now.gateway, gateway)
  assert.equal(now.channels.get('sapawarga')?.state, 'ready')
})

test('a mapping that comes is offered at once, and one with faults is told from one that is not there', { timeout: 60_000 }, async (t) => {
  const dir = await configFolder(t)
  const { store, logged } = await openFolder(t, dir)
  const target = path.join(dir, SAPAWARGA)
  await writeFile(target, (await readFile(target, 'utf8')).replace('mapping: sapawarga/v1', 'mapping: sapawarga/v2'))
  await store.reload()
  assert.match(store.current.problems[0]?.message ?? '', /mapping sapawarga\/v2 does not exist; did you mean sapawarga\/v1\?$/)
  await store.setMappingRefs(['sapawarga/v1'], ['sapawarga/v2'])
  assert.match(
    store.current.problems.find(({ file }) => file === SAPAWARGA)?.message ?? '',
    /mapping sapawarga\/v2 has faults of its own; see there$/,
  )
  assert.equal(store.current.channels.get('sapawarga')?.mapping, 'sapawarga/v1')
  await store.setMappingRefs(['sapawarga/v2'])
  assert.equal(store.current.channels.get('sapawarga')?.mapping, 'sapawarga/v2')
  assert.ok(logged.some((line) => line.includes('; the last good state stays in force')))
})

test('a channel and a region that were never good are said to be not configured, and the region is not taken for another', async (t) => {
  const dir = await configFolder(t)
  const region = path.join(dir, 'regions/32.16.yaml')
  await writeFile(region, (await readFile(region, 'utf8')).replace('level: kabupaten', 'level: desa'))
  const { store, logged } = await openFolder(t, dir)
  const channel = store.current.problems.find(({ file }) => file === 'channels/lapor-aa.yaml')
  assert.match(channel?.message ?? '', /region 32\.16 has faults of its own; see there$/)
  assert.ok(logged.some((line) => line.includes('lapor-aa.yaml') && line.includes('; the channel is not configured')))
  assert.ok(logged.some((line) => line.includes('32.16.yaml') && line.includes('; the region is not configured')))
})

test('without any event a file is seen to be another: written again with as many bytes, swapped behind its link, new, or gone', async (t) => {
  const dir = await configFolder(t)
  const target = path.join(dir, SAPAWARGA)
  const others = [path.join(dir, 'secret.txt')]
  let before = await stampFolder(dir, others)
  const changed = async (): Promise<boolean> => {
    const now = await stampFolder(dir, others)
    const differs = now !== before
    before = now
    return differs
  }
  assert.equal(await changed(), false)
  await writeFile(target, (await readFile(target, 'utf8')).replace('app: Sapawarga', 'app: Sapawargi'))
  assert.equal(await changed(), true)
  await writeFile(`${target}.a`, 'one')
  await writeFile(`${target}.b`, 'two')
  await replaceByLink(target, `${target}.a`)
  assert.equal(await changed(), true)
  await replaceByLink(target, `${target}.b`)
  assert.equal(await changed(), true)
  await unlink(target)
  assert.equal(await changed(), true)
  await writeFile(path.join(dir, 'secret.txt'), 'x')
  assert.equal(await changed(), true)
  assert.equal(await changed(), false)
})

async function replaceByLink(target: string, to: string): Promise<void> {
  await symlink(to, `${target}.link`)
  await rename(`${target}.link`, target)
}
