import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OpenComplaint } from '../contract/complaint.ts'
import type { HandOnRule } from '../contract/settings.ts'
import { findAuthority } from './route.ts'

const complaint: OpenComplaint = {
  title: 'Jembatan putus',
  body: 'Jembatan putus',
  class: 'complaint',
  attachments: [],
  anonymous: false,
  secret: false,
  tags: [],
  category: { native: 'Infrastruktur' },
  location: { city: 'Kab. Garut', district: 'Cikajang', code: '32.05.11' },
}

const ROWS: readonly [string, HandOnRule['when'], boolean][] = [
  ['the city, whatever its case', { city: 'KAB. GARUT' }, true],
  ['another city', { city: 'Kota Bandung' }, false],
  ['category and district', { category: 'infrastruktur', district: 'cikajang' }, true],
  ['one of two that differs', { category: 'Infrastruktur', district: 'Pameungpeuk' }, false],
  ['the beginning of the region code', { code: '32.05' }, true],
  ['a code that only looks like its beginning', { code: '32.0' }, false],
  ['everything', {}, true],
]

for (const [name, when, expected] of ROWS) {
  test(`hand-on rule: ${name}`, () => {
    const region = { handOn: [{ when, institutionId: 9, reason: 'why' }] }
    assert.deepEqual(findAuthority(complaint, region), expected ? { institutionId: 9, reason: 'why' } : null)
  })
}

test('the first rule that matches wins', () => {
  const handOn = [
    { when: { city: 'Kota Bandung' }, institutionId: 1, reason: 'a' },
    { when: { district: 'Cikajang' }, institutionId: 2, reason: 'b' },
    { when: {}, institutionId: 3, reason: 'c' },
  ]
  assert.equal(findAuthority(complaint, { handOn })?.institutionId, 2)
})
