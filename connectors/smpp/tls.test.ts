import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import smpp, { type PackagePdu } from 'smpp'
import { TEST_CERTIFICATE, TEST_KEY } from '../../test/peers/certificate.ts'
import { connector } from './index.ts'
import { openSmppChannel } from './test-smsc.ts'

test('smpps: a certificate that nobody vouches for is refused before a word of the password; one that is trusted is bound', async (t) => {
  const binds: PackagePdu[] = []
  const server = smpp.createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (session) => {
    session.on('error', () => undefined)
    for (const command of ['bind_transmitter', 'enquire_link', 'unbind'])
      session.on(command, (pdu: PackagePdu) => {
        if (command === 'bind_transmitter') binds.push(pdu)
        session.send(pdu.response())
      })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { channel } = openSmppChannel(t, { url: `smpps://lapor:Kunci-17@127.0.0.1:${port}` })
  const refused = await connector.probe(channel)
  assert.equal(refused.healthy, false)
  assert.match(refused.detail, /certificate is self-signed/)
  assert.equal(binds.length, 0)
  const before = getCACertificates()
  t.after(() => setDefaultCACertificates(before))
  setDefaultCACertificates([...before, TEST_CERTIFICATE])
  const bound = await connector.probe(channel)
  assert.equal(bound.healthy, true, bound.detail)
  assert.equal(binds[0]?.system_id, 'lapor')
})
