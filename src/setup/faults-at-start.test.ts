import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { dataFolder, RUNNING_FILE } from './data-folder.ts'
import { findPostgres, findRedis } from './find-servers.ts'
import { lockFolder } from './folder-lock.ts'
import { checkCentre, checkDatabase, checkRedis } from './given-servers.ts'
import { planLaunch } from './launch-plan.ts'
import { readPort, requireFreePort } from './ports.ts'

test('a port in use, or that is none, is one line that names the variable', async (t) => {
  const port = await listen(t, () => {})
  await assert.rejects(
    requireFreePort('PORT', port, '127.0.0.1'),
    oneLine(
      `port ${port} is not free: another program or a connection uses it; stop that program, wait a minute, or set PORT to another port`,
    ),
  )
  for (const text of ['80a', '-1', '65536', '8080.5'])
    assert.throws(() => readPort({ PORT: text }, 'PORT', 8080), oneLine(`PORT=${text} is not a port`))
  await assert.rejects(planLaunch({ PORT: '4711', SANDBOX_PORT: '4711' }), oneLine('PORT and SANDBOX_PORT are both 4711'))
})

test('a wrong or unreachable address is one line that names the variable and never shows the address', async (t) => {
  const closed = await closedPort(t)
  await assert.rejects(
    checkDatabase('mysql://u:hidden@h/d'),
    oneLine('DATABASE_URL is not an address of that kind; write it like postgres://'),
  )
  await assert.rejects(
    checkDatabase(`postgres://u:hidden@127.0.0.1:${closed}/d`),
    oneLine('DATABASE_URL does not lead to a database (connect ECONNREFUSED'),
  )
  await assert.rejects(checkRedis('hidden'), oneLine('REDIS_URL is not an address of that kind'))
  await assert.rejects(
    checkRedis(`redis://:hidden@127.0.0.1:${closed}`),
    oneLine('REDIS_URL does not lead to a Redis (connect ECONNREFUSED'),
  )
  await assert.rejects(checkCentre('lapor.go.id hidden'), oneLine('LAPOR_URL is not an address of that kind'))
  const away = await checkCentre(`http://127.0.0.1:${closed}/hidden`)
  assert.match(
    away ?? '',
    /^LAPOR_URL does not answer \(connect ECONNREFUSED.*; reports are taken and wait until it does$/,
    'away is no reason not to start',
  )
  assert.doesNotMatch(away ?? '', /hidden/)
})

test('a server that is too old is one line, given or found', async (t) => {
  const redis = await listen(t, (socket) => {
    socket.on('data', (bytes) => {
      const info = '# Server\r\nredis_version:6.2.7\r\nloading:0\r\n'
      for (const _ of bytes.toString().matchAll(/\*\d+\r\n/g)) socket.write(`$${info.length}\r\n${info}\r\n`)
    })
  })
  await assert.rejects(
    checkRedis(`redis://127.0.0.1:${redis}`),
    oneLine('REDIS_URL: the server is Redis 6.2.7, which is too old; set it to Redis 7 or newer'),
  )
  const folder = programs(t, {
    postgres: 'echo "postgres (PostgreSQL) 13.14 (Debian 13.14-0+deb11u1)"',
    initdb: 'true',
    'redis-server': 'echo "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64 build=6d95e1af3a2c082a"',
  })
  assert.throws(
    () => findPostgres(undefined, [folder]),
    oneLine(`PostgreSQL 13.14 (${folder}/postgres) is too old; install PostgreSQL 15 or newer`),
  )
  assert.throws(() => findRedis([folder]), oneLine(`Redis 6.0.16 (${folder}/redis-server) is too old; install Redis 7 or newer`))
})

test('the newest server that is found is taken, and a made cluster gets the version it was made with', (t) => {
  const old = programs(t, { postgres: 'echo "postgres (PostgreSQL) 14.1"', initdb: 'true' })
  const fifteen = programs(t, { postgres: 'echo "postgres (PostgreSQL) 15.4"', initdb: 'true' })
  const seventeen = programs(t, { postgres: 'echo "postgres (PostgreSQL) 17rc1"', initdb: 'true' })
  const clientOnly = programs(t, { postgres: 'echo "postgres (PostgreSQL) 18.0"' })
  const places = [old, clientOnly, fifteen, seventeen]
  assert.equal(findPostgres(undefined, places)?.program, join(seventeen, 'postgres'))
  assert.equal(findPostgres(15, places)?.program, join(fifteen, 'postgres'))
  assert.equal(findPostgres(16, places), null)
  assert.equal(findPostgres(undefined, []), null)
  const valkey = programs(t, { 'valkey-server': 'echo "Valkey server v=8.1.1 sha=00000000:0"' })
  assert.equal(findRedis([valkey])?.version, '8.1.1')
})

test('a second launcher on the same data folder is refused, and the folder is free when the first is gone', async (t) => {
  const folder = dataFolder({ GATEWAY_DATA: temporaryFolder(t) })
  writeFileSync(join(folder, RUNNING_FILE), '{}')
  const first = await lockFolder(folder)
  await assert.rejects(lockFolder(folder), oneLine(`another gateway already uses ${folder}`))
  first.release()
  const second = await lockFolder(folder)
  second.release()
})

test('a data folder that cannot be used is one line', (t) => {
  const file = join(temporaryFolder(t), 'file')
  writeFileSync(file, '')
  assert.throws(
    () => dataFolder({ GATEWAY_DATA: join(file, 'data') }),
    oneLine(`the data folder ${file}/data cannot be used (ENOTDIR); set GATEWAY_DATA`),
  )
})

function oneLine(start: string): (error: Error) => boolean {
  return (error) => {
    assert.equal(error.name, 'GatewayError')
    assert.ok(error.message.startsWith(start), `${error.message} does not begin with: ${start}`)
    assert.ok(!error.message.includes('\n') && !error.message.includes('hidden'), error.message)
    return true
  }
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-t-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function programs(t: TestContext, scripts: Record<string, string>): string {
  const folder = temporaryFolder(t)
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

async function listen(t: TestContext, serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function closedPort(t: TestContext): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  t.diagnostic(`closed port ${port}`)
  return port
}
