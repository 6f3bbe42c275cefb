import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { gone, isAlive } from '../../test/support/processes.ts'
import { type PrivateServers, runPrivateServers } from './private-servers.ts'

test('private servers keep what they hold over a kill -9 of each, a stop and a new start, and leave no process', async (t) => {
  const folder = temporaryFolder(t)
  const said: string[] = []
  const start = () => runPrivateServers({ folder, postgres: true, redis: true, say: (line) => said.push(line) })
  const first = await start()
  t.after(() => first.stop())
  const url = (await first.postgres?.database('gateway')) ?? ''
  await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await setKey(first, 'kept', '42')

  const before = pids(first)
  for (const pid of before) process.kill(pid, 'SIGKILL')
  for (const pid of before) await gone(pid)
  assert.deepEqual(await eventually(() => query(url, 'SELECT answer FROM kept')), [{ answer: 42 }])
  assert.equal(await eventually(() => getKey(first, 'kept')), '42')
  assert.equal(said.filter((line) => /^(PostgreSQL|Redis) died \(SIGKILL\); starting it again$/.test(line)).length, 2)
  const after = pids(first)
  await first.stop()
  for (const pid of after) assert.equal(isAlive(pid), false)

  const second = await start()
  t.after(() => second.stop())
  assert.deepEqual(await query((await second.postgres?.database('gateway')) ?? '', 'SELECT answer FROM kept'), [{ answer: 42 }])
  assert.equal(await getKey(second, 'kept'), '42')
})

test('private servers run under a folder with a long path that their users cannot read, and not as root', async (t) => {
  const closed = temporaryFolder(t)
  chmodSync(closed, 0o700)
  const folder = join(closed, 'x'.repeat(120))
  mkdirSync(folder)
  const servers = await runPrivateServers({ folder, postgres: true, redis: true, say: () => {} })
  t.after(() => servers.stop())
  assert.equal(await getKey(servers, 'nothing'), null)
  if (process.getuid?.() === 0) for (const pid of pids(servers)) assert.notEqual(statSync(`/proc/${pid}`).uid, 0)
})

test('private servers go when their launcher is killed with -9, and the next start takes the folder over', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const folder = temporaryFolder(t)
  const program = `import { runPrivateServers } from ${JSON.stringify(new URL('./private-servers.ts', import.meta.url).href)}
    const servers = await runPrivateServers({ folder: ${JSON.stringify(folder)}, postgres: true, redis: true, say: () => {} })
    console.log(JSON.stringify([servers.postgres.pid(), servers.redis.pid()]))
    setInterval(() => {}, 1000)`
  const launcher = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(launcher.stdout), 'line')
  launcher.kill('SIGKILL')
  for (const pid of JSON.parse(line) as number[]) await gone(pid)
  const servers = await runPrivateServers({ folder, postgres: true, redis: true, say: () => {} })
  await servers.stop()
})

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-t-'))
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function pids(servers: PrivateServers): number[] {
  return [servers.postgres?.pid(), servers.redis?.pid()].filter((pid) => pid !== undefined)
}

async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask()
    } catch (error) {
      if (tries > 200) throw error
      await pause(50)
    }
  }
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function setKey(servers: PrivateServers, key: string, value: string): Promise<void> {
  await withRedis(servers, (redis) => redis.set(key, value))
}

async function getKey(servers: PrivateServers, key: string): Promise<string | null> {
  return withRedis(servers, (redis) => redis.get(key))
}

async function withRedis<T>(servers: PrivateServers, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(servers.redis?.url ?? '', { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}
