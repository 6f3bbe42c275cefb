import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import fc from 'fast-check'
import type { Complaint } from '../contract/complaint.ts'
import { hashContent, hashOf } from './content-hash.ts'

const complaint: Complaint = {
  title: 'Jembatan putus',
  body: 'Jembatan gantung putus.',
  class: 'complaint',
  location: { lat: -7.36, city: 'Garut' },
  reporter: { name: 'Asep', phone: '+6281122334455' },
  attachments: [{ url: 'file-part:0' }, { url: 'https://app.example.go.id/1.jpg', name: 'satu.jpg' }],
  anonymous: false,
  secret: false,
  tags: [],
}
const hash = (more: Partial<Complaint> = {}, files?: ReadonlyMap<number, string>) =>
  hashContent({ ...complaint, ...more }, files).toString('hex')

const SAME: readonly [string, Partial<Complaint>][] = [
  ['the category', { category: { native: 'Infrastruktur', lapor: 15 } }],
  [
    'white space',
    { title: ' Jembatan\u00a0 putus', body: 'Jembatan\r\n\r\ngantung\tputus. ', reporter: { name: 'Asep ', phone: '+6281122334455' } },
  ],
  ['tags', { tags: ['jalan'] }],
  ['the time it was taken', { receivedAt: '2026-11-20T01:15:00Z' }],
  ['the order of keys', { location: { city: 'Garut', lat: -7.36 }, reporter: { phone: '+6281122334455', name: 'Asep' } }],
  ["a file's name", { attachments: [{ url: 'file-part:0' }, { url: 'https://app.example.go.id/1.jpg' }] }],
]
for (const [what, more] of SAME) test(`${what} is not content`, () => assert.equal(hash(more), hash()))

const OTHER: readonly [string, Partial<Complaint>][] = [
  ['the title', { title: 'Jembatan' }],
  ['the text', { body: 'Jembatan.' }],
  ['the class', { class: 'aspiration' }],
  ['the place', { location: { lat: -7.37, city: 'Garut' } }],
  ['the person', { reporter: { name: 'Budi' } }],
  ['the day', { occurredOn: '2026-11-19' }],
  ['the files', { attachments: [{ url: 'file-part:0' }] }],
  ['the wish to be anonymous', { anonymous: true }],
  ['the wish for secrecy', { secret: true }],
]
for (const [what, more] of OTHER) test(`${what} is content`, () => assert.notEqual(hash(more), hash()))

test('a file of the request counts by its bytes, wherever it stood', () => {
  assert.equal(
    hash({}, new Map([[0, 'aa']])),
    hash({ attachments: [{ url: 'file-part:3' }, { url: 'https://app.example.go.id/1.jpg' }] }, new Map([[0, 'aa']])),
  )
  assert.notEqual(hash({}, new Map([[0, 'aa']])), hash({}, new Map([[0, 'bb']])))
})

test('order within a list counts, keys on a prototype do not', () => {
  assert.notDeepEqual(hashOf([1, 2]), hashOf([2, 1]))
  assert.deepEqual(hashOf(Object.assign(Object.create({ hidden: 1 }), { a: 1 })), hashOf({ a: 1, b: undefined }))
})

/** What the hashes in the ledger were made of, step by step. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([key, member]) => [key, sortKeys(member)]))
}

const hashByHand = (value: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(sortKeys(value)) ?? 'null')
    .digest()

function foldTexts(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, foldTexts(part)]))
}

const words = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'a',
    ' a  b ',
    'Jl. "Merdeka"',
    'a\\b',
    'cafe\u0301',
    'a\u00a0b',
    '\u2028',
    '🌿',
    '\ud83d',
    '7',
    '10',
    '-1',
    'reportC',
    'reporter',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const scalar = fc.oneof(words, fc.double(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined, -0, 107.6386, 1e21, 1e-7))

test('a hash is that of JSON with sorted keys', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(words, tie('value'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(value, (any) => assert.equal(hashOf(any).toString('hex'), hashByHand(any).toString('hex'))),
    { numRuns: 2000 },
  )
})

test('a hash of content is that of its folded texts', () => {
  const part = fc.option(fc.dictionary(words, scalar, { maxKeys: 5 }), { nil: undefined })
  const said = fc.record({
    ...{ title: words, body: words, location: part, reporter: part, anonymous: fc.boolean(), secret: fc.boolean() },
    ...{
      class: words,
      occurredOn: fc.option(words, { nil: undefined }),
      attachments: fc.array(fc.record({ url: words }), { maxLength: 3 }),
    },
  })
  fc.assert(
    fc.property(said, (some) => {
      const { title, body, location, reporter, class: reportClass, attachments, anonymous, secret, occurredOn } = some
      const files = attachments.map(({ url }, position) => (position === 1 ? 'aa' : url))
      const folded = foldTexts({ title, body, location, reporter }) as object
      assert.equal(
        hashContent({ ...complaint, ...(some as Partial<Complaint>) }, new Map([[1, 'aa']])).toString('hex'),
        hashByHand({ ...folded, reportClass, files, anonymous, secret, occurredOn }).toString('hex'),
      )
    }),
    { numRuns: 2000 },
  )
})
