import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import Fastify from 'fastify'
import { listenAt } from './listen.ts'

test('a port that was taken after it was looked at is one line that says what to set', async (t) => {
  const other = createServer().listen(0, '127.0.0.1')
  t.after(() => other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const app = Fastify()
  t.after(() => app.close())
  await assert.rejects(listenAt(app, { host: '127.0.0.1', port }), {
    code: 'config_invalid',
    message: `port ${port} is not free: another program or a connection uses it; stop that program, wait a minute, or set PORT to another port`,
  })
})

test('the port that was given is told', async (t) => {
  const app = Fastify()
  t.after(() => app.close())
  const port = await listenAt(app, { host: '127.0.0.1', port: 0 })
  assert.equal((app.server.address() as AddressInfo).port, port)
})
