import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { newKeys, parseKeys } from './sealing.ts'

const key = (fill: number, length = 32) => Buffer.alloc(length, fill).toString('base64')

test('what is sealed opens again, and only at its own place', () => {
  const keys = parseKeys(newKeys())
  const sealed = keys.seal(Buffer.from('Siti'), 'a/reporter')
  assert.equal(keys.open(sealed, 'a/reporter')?.toString(), 'Siti')
  assert.equal(keys.open(sealed, 'b/reporter'), null)
  assert.equal(keys.open({ ...sealed, sealed: Buffer.from(sealed.sealed).fill(0, 0, 1) }, 'a/reporter'), null)
  assert.equal(keys.open({ ...sealed, sealed: sealed.sealed.subarray(0, 8) }, 'a/reporter'), null)
})

test('the newest key seals, older ones still open, a lost one does not', () => {
  const old = parseKeys(`old:${key(1)}`)
  const sealed = old.seal(Buffer.from('Siti'), 'a/raw')
  const rotated = parseKeys(` new:${key(2)} , old:${key(1)} `)
  assert.equal(rotated.seal(Buffer.from('x'), 'a/raw').keyId, 'new')
  assert.equal(rotated.open(sealed, 'a/raw')?.toString(), 'Siti')
  assert.equal(parseKeys(`new:${key(2)}`).open(sealed, 'a/raw'), null)
})

test('the same text is never sealed to the same bytes', () => {
  const keys = parseKeys(newKeys())
  assert.notDeepEqual(keys.seal(Buffer.from('Siti'), 'a/raw').sealed, keys.seal(Buffer.from('Siti'), 'a/raw').sealed)
})

const wrong: [string, string, RegExp][] = [
  ['nothing', ' ', /is empty/],
  ['no colon', `a:${key(1)},${key(2)}`, /entry 2: there is no ":"/],
  ['a short key', `a:${key(1, 16)}`, /entry 1: the key has 16 bytes and must have 32/],
  ['not base64', `a:${key(1)},b:%%%`, /entry 2: the key is not base64/],
  ['an id twice', `a:${key(1)},a:${key(2)}`, /entry 2: its id is used/],
  ['key and id turned round', `${key(1)}:a`, /entry 1: the id must be/],
]
for (const [name, text, expected] of wrong) {
  test(`GATEWAY_KEYS with ${name} says which entry is wrong, and shows no key`, () => {
    assert.throws(
      () => parseKeys(text),
      (error) =>
        error instanceof GatewayError &&
        error.code === 'config_invalid' &&
        expected.test(error.message) &&
        !error.message.includes(key(1).slice(0, 12)),
    )
  })
}
