import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { openPartner } from '../../test/peers/partner.ts'
import type { HttpCall } from '../contract/connector.ts'
import { createGuardedHttp } from './guarded-http.ts'

const LOG = { info: () => {}, warn: () => {}, error: () => {} }

function openHttp(t: TestContext) {
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log: LOG })
  t.after(() => http.close())
  return http
}

/** A server that speaks HTTP by hand: what it does with each request, and with how many connections. */
async function openSocketServer(t: TestContext, answer: (socket: Socket, request: { number: number; connection: number }) => void) {
  const sockets = new Set<Socket>()
  const seen = { requests: 0, connections: 0 }
  const server = createServer((socket) => {
    const connection = ++seen.connections
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', () => answer(socket, { number: ++seen.requests, connection }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen, sockets }
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nya'
const post = (url: string): HttpCall => ({ method: 'POST', url, body: '{}', connectTimeoutMs: 5_000, timeoutMs: 5_000 })
const create = (url: string): HttpCall => ({ ...post(url), once: true })

/** From now on, so many milliseconds later. */
function goOn(t: TestContext, ms: number): void {
  const now = performance.now.bind(performance)
  t.mock.method(performance, 'now', () => now() + ms)
}

test('connections are kept, for what must not be done twice as well', async (t) => {
  const http = openHttp(t)
  const partner = await openPartner(t, () => ({}))
  for (const call of [post, create, create, post, create]) await http.request(call(partner.url))
  assert.equal(partner.connections(), 1)
  assert.equal(partner.requests.length, 5)
})

test('what must not be done twice goes over a new connection when the kept one has rested for a second; the rest does not', async (t) => {
  const http = openHttp(t)
  const { url, seen } = await openSocketServer(t, (socket) => void socket.write(OK))
  await http.request(post(url))
  goOn(t, 1_001)
  await http.request(post(url))
  assert.equal(seen.connections, 1)
  goOn(t, 1_001)
  await http.request(create(url))
  assert.equal(seen.connections, 2)
})

for (const [said, connections] of [
  ['timeout=1', 2],
  ['timeout=5', 1],
] as const) {
  test(`a server says keep-alive: ${said}: two calls go over ${connections}`, async (t) => {
    const http = openHttp(t)
    const { url, seen } = await openSocketServer(
      t,
      (socket) => void socket.write(OK.replace('\r\n\r\n', `\r\nkeep-alive: ${said}\r\n\r\n`)),
    )
    await http.request(create(url))
    await http.request(create(url))
    assert.equal(seen.connections, connections)
  })
}

test('a connection that the server ends behind its answer, without saying so, is used for no create', async (t) => {
  const http = openHttp(t)
  const { url, seen } = await openSocketServer(t, (socket) => void socket.end(OK))
  for (let count = 0; count < 50; count++) assert.equal((await http.request(create(url))).status, 200)
  assert.deepEqual(seen, { requests: 50, connections: 50 })
})

test('nothing is written twice to a server that ends each connection behind its answer', async (t) => {
  const http = openHttp(t)
  const { url, seen } = await openSocketServer(t, (socket, { number }) => void (number % 3 === 0 ? socket.destroy() : socket.end(OK)))
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const own: string[] = []
      for (let count = 0; count < 10; count++)
        own.push(
          await http.request(post(url)).then(
            ({ status }) => String(status),
            (error: { code: string }) => error.code,
          ),
        )
      return own
    }),
  )
  const count = (wanted: string) => outcomes.flat().filter((outcome) => outcome === wanted).length
  const [answered, lost] = [count('200'), count('answer_lost')]
  assert.equal(answered + lost, 100)
  assert.ok(seen.requests >= answered && seen.requests <= 100, `${seen.requests} requests of 100 calls`)
})

test('a create on a kept connection that is cut when it comes is sent once: its answer is lost', async (t) => {
  const http = openHttp(t)
  const { url, seen } = await openSocketServer(t, (socket, { number }) => void (number === 1 ? socket.write(OK) : socket.destroy()))
  await http.request(create(url))
  await assert.rejects(http.request(create(url)), { code: 'answer_lost', message: /the connection was cut; the request may have arrived/ })
  assert.deepEqual(seen, { requests: 2, connections: 1 })
})

test('a GET that must not be done twice is not sent again when the kept connection is cut', async (t) => {
  const http = openHttp(t)
  const { url, seen } = await openSocketServer(t, (socket, { number }) => void (number === 1 ? socket.write(OK) : socket.destroy()))
  await http.request({ method: 'GET', url, once: true })
  await assert.rejects(http.request({ method: 'GET', url, once: true }), { code: 'answer_lost' })
  assert.equal(seen.requests, 2)
  const repeatable = await openSocketServer(t, (socket, { number }) => void (number === 2 ? socket.destroy() : socket.write(OK)))
  await http.request({ method: 'GET', url: repeatable.url })
  assert.equal((await http.request({ method: 'GET', url: repeatable.url })).status, 200)
  assert.deepEqual(repeatable.seen, { requests: 3, connections: 2 }, 'again, over a new one')
})

test('a server that stops in order answers what it has taken; the rest was not sent, or is in doubt, and nothing comes twice', async (t) => {
  const http = openHttp(t)
  const taken = new Map<string, number>()
  const { createServer: createHttpServer } = await import('node:http')
  const server = createHttpServer((request, response) => {
    const name = request.url ?? ''
    taken.set(name, (taken.get(name) ?? 0) + 1)
    request.resume().on('end', () => setImmediate(() => response.end('ya')))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const outcomes = new Map<string, string>()
  let next = 0
  const senders = Array.from({ length: 20 }, async () => {
    while (next < 600) {
      const name = `/${next++}`
      if (next === 300) server.close()
      const outcome = await http.request(create(`http://127.0.0.1:${port}${name}`)).then(
        ({ status }) => String(status),
        (error: { code: string }) => error.code,
      )
      outcomes.set(name, outcome)
    }
  })
  await Promise.all(senders)
  for (const [name, outcome] of outcomes) {
    const times = taken.get(name) ?? 0
    assert.ok(times <= 1, `${name} came ${times} times`)
    if (outcome === '200') assert.equal(times, 1)
    if (outcome === 'connection_failed') assert.equal(times, 0, `${name} was said not to be sent`)
  }
  const seen = new Set(outcomes.values())
  assert.deepEqual(
    [...seen].filter((outcome) => !['200', 'connection_failed', 'answer_lost'].includes(outcome)),
    [],
  )
  assert.ok(seen.has('200') && seen.has('connection_failed'), 'before and after it stopped')
})

test('at most 64 connections to one destination; further calls wait, and all are answered', async (t) => {
  const http = openHttp(t)
  const partner = await openPartner(t, (_, { response }) => void setImmediate(() => response.end('ya')))
  const statuses = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => (await http.request(n % 2 === 0 ? post(partner.url) : create(partner.url))).status),
  )
  assert.deepEqual(new Set(statuses), new Set([200]))
  assert.equal(partner.requests.length, 200)
  assert.ok(partner.connections() <= 64, `${partner.connections()} connections`)
})

test('connection_failed: no connection gets free in time; who waits is told, also when all are closed', async (t) => {
  const http = openHttp(t)
  const allHeld = Promise.withResolvers<void>()
  let count = 0
  const partner = await openPartner(t, () => void (++count === 64 && allHeld.resolve()))
  const held = Array.from({ length: 64 }, () => http.request(post(partner.url)).catch((error: { code: string }) => error.code))
  await allHeld.promise
  await assert.rejects(http.request({ ...create(partner.url), connectTimeoutMs: 30 }), {
    code: 'connection_failed',
    message: /no connection in time; nothing was sent/,
  })
  const stop = new AbortController()
  const stopped = assert.rejects(http.request({ ...create(partner.url), signal: stop.signal }), { code: 'connection_failed' })
  const refused = assert.rejects(http.request(create(partner.url)), { code: 'connection_failed', message: /the gateway is stopping/ })
  stop.abort()
  await stopped
  http.close()
  await refused
  assert.deepEqual(new Set(await Promise.all(held)), new Set(['answer_lost']))
  assert.equal(partner.connections(), 64)
})

test('close() ends the connections; a create that is under way is let finish, and its connection is not kept', {
  timeout: 15_000,
}, async (t) => {
  const http = openHttp(t)
  const answers: (() => void)[] = []
  const server = await openSocketServer(t, (socket, { number }) => {
    if (number <= 2) socket.write(OK)
    else answers.push(() => socket.write(OK))
    if (answers.length === 1) arrived.resolve()
  })
  const arrived = Promise.withResolvers<void>()
  await Promise.all([http.request(post(server.url)), http.request(post(server.url))])
  const slow = http.request(create(server.url))
  await arrived.promise
  const ends = [...server.sockets].map((socket) => once(socket, 'close'))
  http.close()
  await Promise.race(ends)
  answers[0]?.()
  assert.equal((await slow).status, 200)
  await Promise.all(ends)
  assert.equal(server.seen.connections, 2)
})

test('a connection that was given up before it was made is not made later', async (t) => {
  const http = openHttp(t)
  const partner = await openPartner(t, () => ({}))
  const stop = new AbortController()
  const call = http.request({ ...create(partner.url), signal: stop.signal })
  stop.abort()
  await assert.rejects(call, { code: 'connection_failed', message: /nothing was sent/ })
  await http.request(create(partner.url))
  assert.equal(partner.requests.length, 1)
})
