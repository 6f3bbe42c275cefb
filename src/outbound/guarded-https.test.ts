import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { TEST_CERTIFICATE, TEST_KEY } from '../../test/peers/certificate.ts'
import { createGuardedHttp } from './guarded-http.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }

async function openSecurePartner(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('https: an unknown certificate is connection_failed, and nothing is sent', async (t) => {
  let requests = 0
  const url = await openSecurePartner(t, () => requests++)
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log })
  t.after(() => http.close())
  await assert.rejects(http.request({ method: 'POST', url, body: '{}' }), {
    code: 'connection_failed',
    message: /certificate is self-signed/,
  })
  assert.equal(requests, 0)
})

test('https: a known one is called, over one kept connection; a hang-up is answer_lost', async (t) => {
  setDefaultCACertificates([...getCACertificates('default'), TEST_CERTIFICATE])
  const sockets = new Set<unknown>()
  const url = await openSecurePartner(t, (request, response) => {
    sockets.add(request.socket)
    if (request.url === '/gantung') request.socket.destroy()
    else response.end('ya')
  })
  const http = createGuardedHttp({ allowAddresses: ['127.0.0.0/8'], log })
  t.after(() => http.close())
  for (let count = 0; count < 3; count++) assert.equal((await http.request({ method: 'POST', url, body: '{}' })).status, 200)
  assert.equal(sockets.size, 1)
  const ends = new Date(new X509Certificate(TEST_CERTIFICATE).validTo)
  assert.deepEqual([...http.certificates], [[new URL(url).host, ends]], 'and it is known when its certificate ends')
  await assert.rejects(http.request({ method: 'POST', url: `${url}gantung`, body: '{}', once: true }), { code: 'answer_lost' })
})
