import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { startStorm } from '../../test/support/storm.ts'
import { closeListener } from './close-listener.ts'

const LINUX = process.platform === 'linux'

test('a server that nobody calls stops listening at once', async (t) => {
  const server = await listen(t, '127.0.0.1', 0)
  const closed = once(server, 'close')
  assert.equal(await closeListener(server), LINUX)
  await closed
})

for (const [host, times] of [
  ['127.0.0.1', 10],
  ['0.0.0.0', 2],
  ['::', 2],
] as const) {
  test(`${host}: in a storm of new connections none is reset when the server stops listening, ${times} times`, {
    skip: LINUX ? false : 'only Linux shows who waits to be taken',
  }, async (t) => {
    let server = await listen(t, host, 0)
    const { port } = server.address() as AddressInfo
    const storm = startStorm(port)
    for (let round = 0; round < times; round += 1) {
      await storm.until('answered', 10)
      assert.equal(await closeListener(server), true)
      await storm.until('ECONNREFUSED', 1)
      server = await listen(t, host, port)
    }
    await storm.until('answered', 10)
    const { answered, ECONNREFUSED, ...others } = await storm.end()
    assert.deepEqual(others, {}, 'neither reset nor left without an answer')
  })
}

async function listen(t: TestContext, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('connection', 'close').end('ok'))
  })
  t.after(() => server.close())
  server.listen(port, host)
  await once(server, 'listening')
  return server
}
