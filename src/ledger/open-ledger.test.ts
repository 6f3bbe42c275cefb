import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { testDatabase } from '../../test/support/servers.ts'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { newComplaint, openTestLedger, silent } from './test-ledger.ts'

const keys = parseKeys(newKeys())

test('several gateways that start at once on an empty database all come up', async (t) => {
  const databaseUrl = await testDatabase(t)
  const ledgers = await Promise.all(Array.from({ length: 5 }, () => openLedger({ databaseUrl, keys, log: silent, poolSize: 1 })))
  await Promise.all(ledgers.map((ledger) => ledger.ping()))
  await Promise.all(ledgers.map((ledger) => ledger.close()))
})

test('a database that cannot be used is named in one line', async (t) => {
  const { databaseUrl, sql } = await openTestLedger(t)
  const missing = new URL(databaseUrl)
  missing.pathname = '/no_such_database'
  await assert.rejects(openLedger({ databaseUrl: missing.href, keys, log: silent }), {
    code: 'config_invalid',
    message: 'DATABASE_URL: there is no such database; create it',
  })
  for (const unreadable of ['postgres://lapor:secret@host:port/x', 'postgres://lapor:secret@[/x']) {
    await assert.rejects(openLedger({ databaseUrl: unreadable, keys, log: silent }), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'config_invalid')
      assert.ok(!String(error.stack).includes('secret'))
      return true
    })
  }
  await sql(`insert into ledger_versions (version, name, md5) values (9000, 'later', '')`)
  await assert.rejects(openLedger({ databaseUrl, keys, log: silent }), { code: 'config_invalid', message: /of a newer gateway/ })
  await sql('delete from ledger_versions where version = 9000')
})

test('a program beside the gateway changes nothing: a database of another version is refused in one line', async (t) => {
  const check = (databaseUrl: string) => openLedger({ databaseUrl, keys, log: silent, version: 'check' })
  await assert.rejects(check(await testDatabase(t)), {
    code: 'config_invalid',
    message: /^this database holds no ledger yet; start the gateway/,
  })
  const { databaseUrl, sql } = await openTestLedger(t)
  const ledger = await check(databaseUrl)
  await ledger.close()
  await sql('update ledger_versions set version = -version where version = (select max(version) from ledger_versions)')
  await assert.rejects(check(databaseUrl), {
    code: 'config_invalid',
    message: /^the database is at version \d+, of an older gateway; this copy knows \d+/,
  })
  await sql(`insert into ledger_versions (version, name, md5) values (9000, 'later', '')`)
  await assert.rejects(check(databaseUrl), { code: 'config_invalid', message: /of a newer gateway/ })
  await sql('delete from ledger_versions where version = 9000')
  await sql('update ledger_versions set version = -version where version < 0')
})

test('a server that is not there is the ledger being away, not a fault of the configuration', async (t) => {
  const { port, close } = await listen(t, (socket) => socket.destroy())
  await assert.rejects(openLedger({ databaseUrl: `postgres://lapor@127.0.0.1:${port}/x`, keys, log: silent }), {
    code: 'ledger_unavailable',
  })
  await close()
  await assert.rejects(openLedger({ databaseUrl: `postgres://lapor@127.0.0.1:${port}/x`, keys, log: silent }), {
    code: 'ledger_unavailable',
  })
  await assert.rejects(openLedger({ databaseUrl: 'postgres://lapor@/x?host=/no/such/folder', keys, log: silent }), {
    code: 'ledger_unavailable',
  })
})

test('connections break under load: every call answers, what was stored is known, and the ledger comes back by itself', async (t) => {
  const databaseUrl = await testDatabase(t)
  const proxy = await openProxy(t, databaseUrl)
  const ledger = await openLedger({ databaseUrl: proxy.url, keys, log: silent })
  t.after(() => ledger.close())
  await ledger.complaints.insert(newComplaint('before'))

  const complaints = Array.from({ length: 300 }, (_, index) => newComplaint(`T-${index}`))
  const storing = Promise.allSettled(complaints.map((complaint) => ledger.complaints.insert(complaint)))
  proxy.cut()
  for (const outcome of await storing) {
    if (outcome.status === 'rejected')
      assert.deepEqual([outcome.reason.code, outcome.reason.retryAfterMs > 0], ['ledger_unavailable', true])
  }
  const calls = [
    ledger.ping(),
    ledger.complaints.get(newComplaint('x').id),
    ledger.complaints.insert(newComplaint('away')),
    ledger.updates.inFlight(1),
    ledger.leases.take('a', 'b', 1),
  ]
  for (const call of await Promise.allSettled(calls)) assert.equal(call.status === 'rejected' && call.reason.code, 'ledger_unavailable')

  proxy.mend()
  await ledger.ping()
  const again = await Promise.all(complaints.map(({ origin }) => ledger.complaints.insert(newComplaint(origin.ticket))))
  assert.equal(new Set(again.map(({ id }) => id)).size, complaints.length)
  assert.equal((await ledger.complaints.balance({})).accepted, complaints.length + 1)
})

test('a server that accepts and says nothing does not hold a ping for more than its second', async (t) => {
  const databaseUrl = await testDatabase(t)
  const proxy = await openProxy(t, databaseUrl)
  const ledger = await openLedger({ databaseUrl: proxy.url, keys, log: silent })
  t.after(() => ledger.close())
  await ledger.ping()
  proxy.freeze()
  await assert.rejects(ledger.ping(), { code: 'ledger_unavailable' })
  proxy.cut()
})

test('connections that the server itself ends are replaced', async (t) => {
  const { ledger, sql } = await openTestLedger(t)
  await sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lapor-gateway' and datname = current_database()`,
  )
  await Promise.allSettled([ledger.ping(), ledger.ping()])
  await ledger.ping()
})

/** Between the gateway and PostgreSQL, to be cut. */
async function openProxy(t: TestContext, databaseUrl: string): Promise<{ url: string; cut(): void; mend(): void; freeze(): void }> {
  const target = new URL(databaseUrl)
  const [upstreamPort, upstreamHost] = [Number(target.port || 5432), target.hostname]
  let state: 'open' | 'cut' | 'frozen' = 'open'
  const sockets = new Set<Socket>()
  const { port } = await listen(t, (socket) => {
    if (state === 'cut') return void socket.destroy()
    const upstream = connect(upstreamPort, upstreamHost)
    for (const end of [socket, upstream]) {
      sockets.add(end)
      end
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(end)
          socket.destroy()
          upstream.destroy()
        })
    }
    socket.on('data', (data) => state === 'open' && upstream.write(data))
    upstream.on('data', (data) => state === 'open' && socket.write(data))
  })
  target.host = `127.0.0.1:${port}`
  return {
    url: target.href,
    cut() {
      state = 'cut'
      for (const socket of sockets) socket.destroy()
    },
    mend() {
      state = 'open'
    },
    freeze() {
      state = 'frozen'
    },
  }
}

async function listen(t: TestContext, onConnection: (socket: Socket) => void): Promise<{ port: number; close(): Promise<void> }> {
  const accepted = new Set<Socket>()
  const server: Server = createServer((socket) => {
    accepted.add(socket.on('error', () => {}))
    onConnection(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    if (!server.listening) return
    server.close()
    for (const socket of accepted) socket.destroy()
    await once(server, 'close')
  }
  t.after(close)
  return { port: (server.address() as AddressInfo).port, close }
}
