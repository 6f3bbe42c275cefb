import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { openHmac } from './hmac.ts'

test('RFC 4231, test case 2', () => {
  const mac = openHmac(Buffer.from('Jefe'))('what do ya want for nothing?')
  assert.equal(mac.toString('hex'), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
})

test('it is the HMAC of node:crypto, for any key and any text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.string({ unit: 'binary', maxLength: 300 }), (keyBytes, text) => {
      const key = randomBytes(keyBytes)
      const [mac, other] = [openHmac(key), 'another text']
      assert.deepEqual(mac(text), createHmac('sha256', key).update(text).digest())
      assert.deepEqual(mac(other), createHmac('sha256', key).update(other).digest())
    }),
  )
})
