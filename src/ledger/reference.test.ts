import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReference, referenceOf } from '../contract/reference.ts'
import { newId } from './uuid.ts'

test('a ticket number has no letter that is misread, and is the same for the same complaint', () => {
  for (let n = 0; n < 200; n += 1) {
    const id = newId()
    assert.match(referenceOf(id), /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    assert.equal(referenceOf(id.toUpperCase()), referenceOf(id))
  }
  assert.equal(referenceOf('01970000-0000-7000-8000-000000000021'), '00000-00011')
  assert.equal(referenceOf('01970000-0000-7000-bfff-ffffffffffff'), 'ZZZZZ-ZZZZZ')
})

test('a thousand complaints of one moment have a thousand numbers', () => {
  assert.equal(new Set(Array.from({ length: 1000 }, () => referenceOf(newId()))).size, 1000)
})

test('a ticket number is read as people write it', () => {
  for (const written of ['10ABC-00Z1Z', '10abc00z1z', ' l0abc 0oziz ', 'IOABC–00Z1Z', '1 0 a b c - o o z l z', '１0ABC-00Z1Z'])
    assert.equal(readReference(written), '10ABC-00Z1Z', written)
  for (const other of ['', '10ABC-00Z1', '10ABC-00Z1Z2', '10ABC-00Z1U', "' or 1=1 --", '10ABC-00Z1é', 'x'.repeat(5000)])
    assert.equal(readReference(other), null, other.slice(0, 20))
})
