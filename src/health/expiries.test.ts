import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endOf } from './expiries.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (claims: object) => `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`

test('the end of a credential is read where it says so itself', () => {
  const exp = 1_800_000_000
  const at = new Date(exp * 1000)
  assert.deepEqual(endOf(token({ sub: 'gateway', exp })), at)
  assert.deepEqual(endOf(`Bearer ${token({ exp })}`), at)
  assert.deepEqual(endOf(`${token({ exp })},older-key`), at)
  for (const secret of [token({ sub: 'x' }), token({ exp: 'soon' }), 'eyJx.eyJx.x', 'whsec_abc', 'Basic dXNlcjpwYXNz', ''])
    assert.equal(endOf(secret), null, secret)
})
