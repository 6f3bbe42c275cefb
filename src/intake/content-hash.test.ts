import assert from 'node:assert/strict'
import test from 'node:test'
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
