import assert from 'node:assert/strict'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { type TestContext, test } from 'node:test'
import { openPartner } from '../../test/peers/partner.ts'
import { createGuardedHttp } from './guarded-http.ts'

/** The name app.example has these addresses, one list for each lookup. */
function nameLeadsTo(t: TestContext, answers: string[][]): void {
  t.mock.method(dns, 'lookup', (_name: string, _options: object, callback: (error: null, addresses: dns.LookupAddress[]) => void) => {
    const addresses = answers.length > 1 ? answers.shift() : answers[0]
    callback(
      null,
      (addresses ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  })
  syncBuiltinESMExports()
  t.after(() => {
    t.mock.restoreAll()
    syncBuiltinESMExports()
  })
}

async function openCall(t: TestContext, allowAddresses: readonly string[], ...answers: string[][]) {
  // A connection that is kept leads where it led.
  const partner = await openPartner(t, () => ({ headers: { connection: 'close' } }))
  nameLeadsTo(t, answers)
  const http = createGuardedHttp({ allowAddresses, log: { info: () => {}, warn: () => {}, error: () => {} } })
  t.after(() => http.close())
  const url = `http://app.example:${partner.host.split(':')[1]}/`
  return { partner, call: () => http.request({ method: 'GET', url }) }
}

test('a name is called at an address that is allowed', async (t) => {
  const { call } = await openCall(t, ['127.0.0.0/8'], ['127.0.0.1'])
  assert.equal((await call()).status, 200)
})

test('a name that changes to a forbidden address between two calls is refused (DNS rebinding)', async (t) => {
  const { call, partner } = await openCall(t, ['127.0.0.1/32'], ['127.0.0.1'], ['127.0.0.2'])
  assert.equal((await call()).status, 200)
  await assert.rejects(call(), { code: 'config_invalid', message: /app\.example.*allowAddresses/ })
  assert.equal(partner.connections(), 1)
})

for (const addresses of [
  ['127.0.0.1'],
  ['127.0.0.1', '10.0.0.1'],
  ['10.0.0.1', '127.0.0.1'],
  ['::ffff:10.0.0.1'],
  ['::10.0.0.1'],
  ['fe80::1'],
]) {
  test(`a name that leads to ${addresses.join(' and ')} is refused when only 127.0.0.2 is allowed`, async (t) => {
    const { call, partner } = await openCall(t, ['127.0.0.2'], addresses)
    await assert.rejects(call(), { code: 'config_invalid' })
    assert.equal(partner.connections(), 0)
  })
}

test('one forbidden address among allowed ones is enough to refuse', async (t) => {
  const { call, partner } = await openCall(t, ['127.0.0.0/8'], ['127.0.0.1', '10.0.0.1'])
  await assert.rejects(call(), { code: 'config_invalid' })
  assert.equal(partner.connections(), 0)
})
