import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf } from './language.ts'
import { readMessageId, readMessageIds, ticketOf } from './message-id.ts'
import { cleanSubject, findReferences, titleOf } from './subject.ts'

const IDS: readonly (readonly [value: string, id: string | null])[] = [
  ['<a1b2c3@example.id>', 'a1b2c3@example.id'],
  [' <A1b2C3@Example.ID> ', 'A1b2C3@example.id'],
  ['a1b2c3@example.id', 'a1b2c3@example.id'],
  ['<"a b"@example.id>', null],
  ['<>', null],
  ['<@>', null],
  ['<abc@>', null],
  ['<x@localhost>', null],
  ['<12345678@(none)>', null],
  ['tidak ada', null],
  ['<a@b><c@d>', null],
  ['<kaf\u00e9123@example.id>', null],
]
for (const [value, id] of IDS) test(`Message-ID ${JSON.stringify(value)} → ${id}`, () => assert.equal(readMessageId(value), id))

test('References are read whatever stands between them, folded or not', () => {
  assert.deepEqual(readMessageIds('<a-1234@b.id>\r\n <c-1234@D.id>,<e-1234@f.id> sampah'), ['a-1234@b.id', 'c-1234@d.id', 'e-1234@f.id'])
})

test('a ticket fits, and is the same for the same mail', () => {
  const raw = Buffer.from('x')
  assert.equal(ticketOf('a1b2c3@example.id', raw), 'a1b2c3@example.id')
  assert.ok(ticketOf(`${'a'.repeat(900)}@example.id`, raw).length < 100)
  assert.equal(ticketOf(null, raw), ticketOf(null, Buffer.from('x')))
  assert.notEqual(ticketOf(null, raw), ticketOf(null, Buffer.from('y')))
})

const SUBJECTS: readonly (readonly [subject: string, cleaned: string])[] = [
  ['Re: Jalan rusak', 'Jalan rusak'],
  ['RE: Fwd: FW: Bls: Ter: Jalan rusak', 'Jalan rusak'],
  ['Re[2]: Re(3): Jalan rusak', 'Jalan rusak'],
  ['Balas: Jalan', 'Jalan'],
  ['Re : Jalan', 'Jalan'],
  ['Re: Jalan rusak [7K2MQ-9XR4T]', 'Jalan rusak'],
  ['Restoran di jalan raya: bau', 'Restoran di jalan raya: bau'],
  ['Terminal: kotor', 'Terminal: kotor'],
  ['Re:', ''],
]
for (const [subject, cleaned] of SUBJECTS)
  test(`subject ${JSON.stringify(subject)} → ${JSON.stringify(cleaned)}`, () => assert.equal(cleanSubject(subject), cleaned))

test('ticket numbers in a subject', () => {
  assert.deepEqual(findReferences('Re: Jalan [7k2mq-9xr4t] dan 11111-22222'), ['7K2MQ-9XR4T', '11111-22222'])
  assert.deepEqual(findReferences('tel 0812-34567-89012'), [])
  assert.deepEqual(findReferences('Jalan rusak'), [])
})

test('a title: the subject, else the first words', () => {
  assert.equal(titleOf('Re: ', '\n Jalan rusak di Braga\nparah'), 'Jalan rusak di Braga')
  const long = titleOf('', 'jalan rusak '.repeat(20))
  assert.ok(long.length <= 100 && long.endsWith('…'))
  assert.equal(titleOf('', ''), '')
})

test('Indonesian, unless it is plainly English', () => {
  assert.equal(languageOf('Jalan di depan rumah saya rusak sejak Senin.'), 'id')
  assert.equal(languageOf('The street in front of our house has been flooded since Monday.'), 'en')
  assert.equal(languageOf('Banjir'), 'id')
  assert.equal(languageOf('Meeting di office, please follow up yang kemarin dengan pak lurah.'), 'id')
})
