import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openFollowingHttp } from './following-http.ts'

const log = { info() {}, warn() {}, error() {} }

test('an address that the configuration allows may be called from then on, and one that it takes away no more; what is under way ends well', async (t) => {
  const held: ServerResponse[] = []
  const server = createServer((request, answer) => void (request.url === '/held' ? held.push(answer) : answer.end('ya'))).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  t.after(() => server.close())
  const at = (path: string) => ({ method: 'GET', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` }) as const
  let allowed: readonly string[] = []
  let changed = () => {}
  const http = openFollowingHttp({ allowAddresses: () => allowed, onChange: (listener) => (changed = listener), log })
  t.after(() => http.close())
  const allow = (...addresses: string[]) => {
    allowed = addresses
    changed()
  }

  await assert.rejects(http.request(at('/')), { code: 'config_invalid', message: /allowAddresses/ })
  allow('127.0.0.0/8')
  assert.equal((await http.request(at('/'))).status, 200)
  const waiting = http.request(at('/held'))
  while (held.length === 0) await new Promise(setImmediate)
  allow()
  await assert.rejects(http.request(at('/')), { code: 'config_invalid', message: /allowAddresses/ })
  held[0]?.end('ya')
  assert.equal((await waiting).status, 200)
})
