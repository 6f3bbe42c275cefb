import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSender } from './talk-sender.ts'

for (const text of [
  '08123456789',
  '628123456789',
  ' 628123456789',
  '+08123456789',
  '00628123456789',
  '8123456789',
  '+6208123456789',
  'tel:+628123456789',
]) {
  test(`sender: ${JSON.stringify(text)} is an Indonesian phone`, () =>
    assert.deepEqual(readSender(text), { kind: 'phone', address: '+628123456789' }))
}
