import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Mapped } from '../contract/mapping.ts'
import { checkMapping } from './check-mapping.ts'
import { type CrosswalkTable, compileMapping } from './compile-mapping.ts'
import type { MappingDocument } from './grammar.ts'

test('a ticket of the protocol wins over the one of the payload', () => {
  const mapped = run({}, { id: 7, text: 'Jalan rusak' }, { ticket: 'mail-1' })
  assert.equal(mapped.ticket, 'mail-1')
})

test('a hash is the same for other white space, key order and number forms, and another for other words', () => {
  const ticket = { hash: ['/phone', '/at', '/text', '/place'] }
  const hash = (payload: object) => run({ ticket }, payload).ticket
  const one = hash({ phone: 62811, text: 'Jalan  rusak ', place: { a: 1, b: [2] } })
  assert.match(one ?? '', /^h-[0-9a-f]{40}$/)
  assert.equal(hash({ place: { b: ['2'], a: '1' }, text: '\nJalan rusak', phone: '62811', at: null }), one)
  assert.notEqual(hash({ phone: 62811, text: 'Jalan rusak parah', place: { a: 1, b: [2] } }), one)
  assert.notEqual(hash({ at: 62811, text: 'Jalan rusak', place: { a: 1, b: [2] } }), one)
})

test('a title that is shortened stands whole before the body, unless the body says it', () => {
  const fields = { title: { from: ['/title', '/text'] }, body: { from: '/text' } }
  const long = 'Jalan rusak parah '.repeat(20).trim()
  const apart = complaintOf(run({ fields }, { id: 1, title: long, text: 'Mohon dicek' }))
  assert.ok(apart.title.endsWith('…') && apart.title.length <= 255)
  assert.equal(apart.body, `${long}\n\nMohon dicek`)
  assert.equal(complaintOf(run({ fields }, { id: 1, title: 'Jalan', text: 'Mohon dicek' })).body, 'Mohon dicek')
  assert.equal(complaintOf(run({ fields }, { id: 1, text: long.replace(' parah', '\nparah') })).body, long.replace(' parah', '\nparah'))
})

test('files of the request become attachments behind those that the payload names, each once', () => {
  const fields = { attachments: { each: '/photos' } }
  const mapped = run({ fields }, { id: 1, text: 'x', photos: ['file-part:1', 'https://a.example/1.jpg'] }, { fileCount: 3 })
  assert.deepEqual(
    complaintOf(mapped).attachments.map(({ url }) => url),
    ['file-part:1', 'https://a.example/1.jpg', 'file-part:0', 'file-part:2'],
  )
  const claimed = run({ fields }, { id: 1, text: 'x', photos: ['file-part:3'] }, { fileCount: 3 })
  assert.deepEqual(
    errorsOf(claimed).map(({ at }) => at),
    ['/photos/0'],
  )
})

test('attachments are told at their item, and more than the schema takes at the list', () => {
  const fields = { attachments: { each: '/photos', url: ['/url', '/src'] } }
  const bad = run(
    { fields },
    { id: 1, text: 'x', photos: [{ src: 'https://a.example/1.jpg' }, { url: 'nowhere' }, 7, { id: 3 }, {}, { url: null, id: 4 }] },
  )
  assert.deepEqual(
    errorsOf(bad).map(({ at }) => at),
    ['/photos/1/url', '/photos/2', '/photos/3/url'],
  )
  const many = run({ fields }, { id: 1, text: 'x', photos: Array.from({ length: 60 }, (_, index) => `https://a.example/${index}.jpg`) })
  assert.equal(many.outcome === 'failed' && many.code, 'schema_violation')
  assert.deepEqual(
    errorsOf(many).map(({ at }) => at),
    ['/photos'],
  )
  const needed = run({ fields: { attachments: { each: '/photos', optional: false } } }, { id: 1, text: 'x', photos: [null, ''] })
  assert.deepEqual(
    errorsOf(needed).map(({ at }) => at),
    ['/photos'],
  )
})

test('a text beyond the schema is told at its place in the payload', () => {
  const mapped = run({}, { id: 1, text: 'x'.repeat(200_001) })
  assert.equal(mapped.outcome === 'failed' && mapped.code, 'schema_violation')
  assert.deepEqual(
    errorsOf(mapped).map(({ at }) => at),
    ['/text'],
  )
})

test('an optional place beyond the schema is shortened: a report is not lost for it', () => {
  const mapped = run({ fields: { 'location.city': { from: '/city', optional: true } } }, { id: 1, text: 'x', city: 'Kota '.repeat(50) })
  const city = complaintOf(mapped).location?.city ?? ''
  assert.ok(city.length <= 100 && city.endsWith('…'))
})

test('what is optional and cannot be read is not said; dates and wishes for privacy are told', () => {
  const fields = {
    'location.lat': { from: '/lat', optional: true },
    'location.lng': { from: '/lng', optional: true },
    'reporter.phone': { from: '/phone', optional: true },
    'reporter.name': { from: '/name', optional: true },
    receivedAt: { from: '/at', optional: true },
    anonymous: { from: '/anonymous', optional: true },
  }
  const fine = complaintOf(run({ fields }, { id: 1, text: 'x', lat: 'a', lng: {}, phone: '110', name: ['x'], at: '', anonymous: null }))
  assert.equal(fine.location, undefined)
  assert.equal(fine.reporter, undefined)
  const bad = run({ fields }, { id: 1, text: 'x', at: '2026-02-30', anonymous: 'mungkin' })
  assert.deepEqual(
    errorsOf(bad).map(({ at }) => at),
    ['/at', '/anonymous'],
  )
})

test('what is required and cannot be read is told without the value of a person', () => {
  const fields = { 'reporter.phone': { from: ['/phone', '/tel'] }, 'location.lat': { from: '/lat' }, 'location.lng': { from: '/lng' } }
  const mapped = run({ fields }, { id: 1, text: 'x', phone: '0812-oops', lat: 'north' })
  assert.deepEqual(
    errorsOf(mapped).map(({ words }) => words?.id),
    [
      '"north" bukan koordinat; yang diharapkan: derajat seperti -6.9034',
      'di sini diharapkan derajat seperti 107.6386; tidak ada yang dikirim',
      'teks sepanjang 9 karakter bukan nomor telepon; yang diharapkan: nomor telepon seperti 0812-3456-7890',
    ],
  )
  assert.deepEqual(linesOf(mapped), [
    { at: '/lat', message: '"north" is not a coordinate; expected: degrees such as -6.9034' },
    { at: '/lng', message: 'degrees such as 107.6386 is expected here; nothing was sent' },
    { at: '/phone', message: 'a text of 9 characters is not a phone number; expected: a phone number such as 0812-3456-7890' },
  ])
})

test('0,0 is told where a position is required, and nothing where it is optional', () => {
  const zero = { id: 1, text: 'x', lat: 0, lng: '0' }
  const required = { 'location.lat': { from: '/lat' }, 'location.lng': { from: '/lng' } }
  assert.deepEqual(
    errorsOf(run({ fields: required }, zero)).map(({ at }) => at),
    ['/lat'],
  )
  const optional = { 'location.lat': { from: '/lat', optional: true }, 'location.lng': { from: '/lng', optional: true } }
  assert.equal(complaintOf(run({ fields: optional }, zero)).location, undefined)
})

test('a ticket of the protocol is kept in a form that the ledger can hold', () => {
  const ticketOf = (ticket: string) => run({}, { id: 7, text: 'x' }, { ticket }).ticket
  assert.equal(ticketOf(' <a1\0b2@example.id>\n'), '<a1b2@example.id>')
  assert.equal(ticketOf('\0'), '7')
  assert.match(ticketOf('x'.repeat(900)) ?? '', /^h-[0-9a-f]{40}$/)
})

test('values, lookup and otherwise: words are found without regard to case and punctuation', () => {
  const tables = new Map([['categories.csv', new Map([['Jalan & Jembatan', '15']])]])
  const fields: Partial<MappingDocument['fields']> = {
    class: { from: '/kind', values: { 'Permintaan Informasi': 'information', 'Aspirasi*': 'aspiration' }, otherwise: 'complaint' },
    'category.lapor': { from: '/category', lookup: 'categories.csv', otherwise: null },
    'location.city': { from: '/city', values: { BDG: 'Kota Bandung' } },
  }
  const one = complaintOf(
    run({ fields }, { id: 1, text: 'x', kind: 'permintaan-informasi', category: 'JALAN  JEMBATAN', city: 'bdg' }, {}, tables),
  )
  assert.deepEqual([one.class, one.category?.lapor, one.location?.city], ['information', 15, 'Kota Bandung'])
  const other = complaintOf(run({ fields }, { id: 1, text: 'x', kind: 'Aspirasi warga', category: 'Lain', city: 'BDG' }, {}, tables))
  assert.deepEqual([other.class, other.category?.lapor], ['aspiration', null])
  assert.deepEqual(
    errorsOf(run({ fields }, { id: 1, text: 'x', city: 'Garut' }, {}, tables)).map(({ at }) => at),
    ['/city'],
  )
})

test('join leaves out what is said already; between takes a labelled part', () => {
  const fields = {
    body: { from: ['/a', '/text', '/b'], join: '\n\n' },
    'location.address': { from: '/text', between: { after: 'Lokasi:', before: ['Kategori:'] }, optional: true },
  }
  const mapped = complaintOf(run({ fields }, { id: 1, a: 'Jalan', text: 'LOKASI: Jl. Kramat Kategori: Jalan', b: 'Jalan' }))
  assert.equal(mapped.body, 'Jalan\n\nLOKASI: Jl. Kramat Kategori: Jalan')
  assert.equal(mapped.location?.address, 'Jl. Kramat')
  assert.equal(complaintOf(run({ fields }, { id: 1, text: 'tanpa label' })).location, undefined)
})

test('tags are a list, or words in one text', () => {
  const fields = { tags: { from: ['/tags', '/more'] } }
  assert.deepEqual(complaintOf(run({ fields }, { id: 1, text: 'x', tags: ['#banjir', '', 3, {}], more: '#jalan #rusak, banjir' })).tags, [
    'banjir',
    '3',
    'jalan',
    'rusak',
  ])
})

test('the state at the origin: known and unknown words, marks, answers, and nothing', () => {
  const document: Parts = {
    originStatus: {
      from: '/status',
      values: { 'Ditutup*': 'closed', selesai: 'resolved' },
      present: { '/r1': 'in_progress', '/r2': 'answered' },
    },
    originAnswer: { from: ['/r1', '/r2'], join: '\n\n' },
  }
  const state = (payload: object) => run(document, { id: 1, text: 'x', ...payload }).originState
  assert.deepEqual(state({ status: 'DITUTUP (ganda)' }), { status: 'closed', native: 'DITUTUP (ganda)' })
  assert.deepEqual(state({ status: 'entah' }), { native: 'entah' })
  assert.deepEqual(state({ r1: 'Diteruskan', r2: '<p>Selesai</p>' }), { status: 'answered', answer: 'Diteruskan\n\nSelesai' })
  assert.equal(state({ status: ' ', r1: null }), null)
  assert.equal(state({ status: { constructor: 1 } }), null)
})

test('prototype keys of a payload are not read', () => {
  const mapped = run({ ticket: '/__proto__/id' }, JSON.parse('{"text":"x","__proto__":{"id":"9"}}'))
  assert.equal(mapped.ticket, '9')
  assert.equal(run({ ticket: '/constructor/name' }, { text: 'x' }).ticket, null)
})

test('a word of the region means what originStatus says, or null', () => {
  const mapping = compileMapping(documentOf({ originStatus: { from: '/s', values: { Selesai: 'resolved', 'Ditutup*': 'closed' } } }), {
    tables: new Map(),
  })
  assert.deepEqual(
    ['SELESAI ', 'ditutup admin', 'entah', ''].map((word) => mapping.originStatus?.(word)),
    ['resolved', 'closed', null, null],
  )
})

test('a feedback word is the region’s own, or null', () => {
  const mapping = compileMapping(documentOf({ feedback: { resolved: 'selesai' } }), { tables: new Map() })
  assert.equal(mapping.feedbackWord('resolved'), 'selesai')
  assert.equal(mapping.feedbackWord('constructor'), null)
})

type Parts = Omit<Partial<MappingDocument>, 'fields'> & { readonly fields?: Partial<MappingDocument['fields']> }

function documentOf({ fields, ...rest }: Parts): MappingDocument {
  return {
    grammar: 'mapping/1',
    source: 'trial',
    ticket: '/id',
    ...rest,
    fields: { title: { from: '/text' }, body: { from: '/text' }, ...fields },
  }
}

function run(
  parts: Parts,
  payload: unknown,
  context: { ticket?: string; fileCount?: number } = {},
  tables: ReadonlyMap<string, CrosswalkTable> = new Map(),
) {
  const document = documentOf(parts)
  assert.deepEqual(checkMapping(document, { source: 'trial', tables }), [])
  const mapped = compileMapping(document, { tables }).map(payload, context)
  return { originState: null, ...mapped }
}

function complaintOf(mapped: Mapped) {
  if (mapped.outcome !== 'complaint') throw new assert.AssertionError({ message: JSON.stringify(mapped).slice(0, 500) })
  return mapped.complaint
}

function linesOf(mapped: Mapped) {
  return errorsOf(mapped).map(({ at, message }) => ({ at, message }))
}

function errorsOf(mapped: Mapped) {
  return mapped.outcome === 'failed' ? mapped.errors : []
}

test('one field with both coordinates is read as both, and what has a value of its own keeps it', () => {
  const both = { 'location.lat': { from: '/place', optional: true }, 'location.lng': { from: '/place', optional: true } }
  const apart = { 'location.lat': { from: '/lat' }, 'location.lng': { from: '/lng' } }
  const place = (fields: object, payload: object) => complaintOf(run({ fields }, { id: 1, text: 'x', ...payload })).location
  assert.deepEqual(place(both, { place: '-6,8200 107,1400' }), { lat: -6.82, lng: 107.14 })
  assert.deepEqual(place({ 'location.lat': { from: '/place' } }, { place: '-6.82,107.14' }), { lat: -6.82, lng: 107.14 })
  assert.deepEqual(place(apart, { lat: '-6.9, 107.6', lng: null }), { lat: -6.9, lng: 107.6 })
  assert.deepEqual(place(apart, { lat: '-6.9, 107.6', lng: '107.7' }), { lat: -6.9, lng: 107.7 })
  assert.deepEqual(place(both, { place: 'POINT(107.6 -6.9)' }), { lat: -6.9, lng: 107.6 })
})

test('what is there and cannot be read in an optional field is told beside the complaint', () => {
  const fields = { 'location.lat': { from: '/koordinat', optional: true }, 'location.lng': { from: '/koordinat', optional: true } }
  const mapped = run({ fields }, { id: 1, text: 'x', koordinat: 'dekat pasar' })
  assert.deepEqual(mapped.outcome === 'complaint' ? mapped.unread?.map(({ at }) => at) : null, ['/koordinat', '/koordinat'])
  const whole = run({ fields }, { id: 1, text: 'x', koordinat: '' })
  assert.equal(whole.outcome === 'complaint' && 'unread' in whole, false)
})
