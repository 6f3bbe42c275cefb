import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type ShortMessage, type TalkMemory, type Turn, talk } from './talk.ts'
import { readSender } from './talk-sender.ts'
import { readMessage } from './talk-words.ts'

const RULES = { language: 'id', timezone: 'Asia/Jakarta' } as const
const says = (text: string, change: Partial<ShortMessage> = {}): ShortMessage => ({
  sender: { kind: 'phone', address: '+628123456789' },
  to: '1708',
  text,
  messageId: 'm-1',
  at: new Date('2026-11-21T03:00:00Z'),
  ...change,
})

const COMPLAINTS: readonly (readonly [text: string, words?: string])[] = [
  ['LAPOR jalan rusak di Cikajang Garut', 'jalan rusak di Cikajang Garut'],
  ['lapor: jalan rusak', 'jalan rusak'],
  ['Lapor!! jalan rusak', 'jalan rusak'],
  ['  LAPOR#jalan rusak', 'jalan rusak'],
  ['LAPOR\njalan rusak\ndi sini', 'jalan rusak\ndi sini'],
  ['"Lapor" jalan rusak', 'jalan rusak'],
  ['Lpor jalan rusak', 'jalan rusak'],
  ['lapro jalan rusak', 'jalan rusak'],
  ['LAPPOR jalan rusak', 'jalan rusak'],
  ['L A P O R jalan rusak', 'jalan rusak'],
  ['ＬＡＰＯＲ jalan rusak', 'jalan rusak'],
  ['\u200fLAPOR jalan rusak', 'jalan rusak'],
  ['REPORT broken road in Garut', 'broken road in Garut'],
  ['PENGADUAN pungli di kelurahan', 'pungli di kelurahan'],
  ['LAPOR kebakaran!', 'kebakaran!'],
  ['LAPOR pak, jembatan putus', 'pak, jembatan putus'],
  // What merely begins like a keyword stays whole.
  ['Laporan kami tentang jalan tidak dijawab'],
  ['Lapar pak, bantuan beras belum turun'],
  ['laporkan pungli di pasar'],
  ['Status jalan di desa kami tidak jelas'],
  ['status jalan rusak'],
  ['Status RT 3 banjir sejak kemarin'],
  ['Stop pungutan liar di SDN 3 Garut'],
  ['Berhenti sudah pelayanan puskesmas Cikajang'],
  ['Bantuan sosial belum cair dua bulan'],
  ['Tolong perbaiki lampu jalan'],
  ['Mulai kemarin air PDAM mati'],
  ['Tambah lampu jalan di RT 3'],
  ['Tambal jalan berlubang dong pak'],
  ['Tambah gelap jalan kami'],
  ['Help our road is broken in Garut'],
  ['jalan rusak'],
  ['info jalan rusak parah di Cikajang'],
  ['cek jalan rusak di Cikajang'],
  ['道路坏了请尽快修理谢谢你们'],
]
for (const [text, words = text] of COMPLAINTS) {
  test(`talk: ${JSON.stringify(text)} is a complaint`, () => {
    const meant = readMessage(text)
    if (meant.kind === 'report') return assert.equal(meant.words, words)
    assert.ok(meant.kind === 'status' || meant.kind === 'add', meant.kind)
    return assert.equal(meant.elseReport, words, 'it has the form of a ticket number, and is a complaint when there is no such case')
  })
}

const MEANT: readonly (readonly [kind: string, texts: readonly string[]])[] = [
  [
    'list',
    [
      'STATUS',
      'status',
      ' Status. ',
      'STATUS?',
      'cek status',
      'Statu',
      'ststus',
      'status laporan saya',
      'STATUS pak',
      'LAPORAN saya kemarin',
      'Status laporan saya bagaimana pak?',
      'udah sampe mana laporan saya',
      'LAPOR STATUS',
    ],
  ],
  [
    'stop',
    [
      'STOP',
      'stop',
      'Stop!',
      'BERHENTI',
      'brhenti',
      'STOP SMS',
      'stop semua pesan ya',
      'UNREG',
      'setop',
      'stp',
      'unsubscribe',
      'STOP LAPOR',
      'LAPOR STOP',
      'berhenti kirim sms ke saya',
    ],
  ],
  ['start', ['MULAI', 'mulai.', 'START', 'mulay']],
  ['help', ['BANTUAN', 'bantuan?', 'help', 'HELP!', 'Tolong', 'bantuan pak', 'bantun']],
  ['report_what', ['LAPOR', 'lapor!', 'LAPOR:', 'lapor pak', 'Lapor dong min', 'REPORT', 'lapor .', 'mau lapor', 'gimana cara lapor?']],
  ['add_what', ['TAMBAH', 'TAMBAH K7M2P-9Q4RX', 'tambahan']],
  ['unknown', ['halo', 'selamat pagi pak', 'ok', 'P', '1', '???', 'REG JODOH', 'INFO PAJAK', 'SALDO', 'tes', '👍', 'banjir', 'cek']],
  ['thanks', ['Terima kasih', 'siap pak terima kasih', 'Terima kasih banyak atas bantuannya pak', 'mksh ya']],
  ['empty', ['', '   ', '\n', '\u0000', '\u200b']],
]
for (const [kind, texts] of MEANT) {
  for (const text of texts) test(`talk: ${JSON.stringify(text)} is ${kind}`, () => assert.equal(readMessage(text).kind, kind))
}

for (const text of [
  'STATUS K7M2P-9Q4RX',
  'status k7m2p9q4rx',
  'Status: K7M2P 9Q4RX',
  'cek status no. K7M2P-9Q4RX',
  'STATUS #K7M2P–9Q4RX ya pak',
  'K7M2P-9Q4RX',
  'cek K7M2P-9Q4RX',
  'statsu K7M2P - 9Q4RX',
  'LAPOR STATUS K7M2P-9Q4RX',
]) {
  test(`talk: ${JSON.stringify(text)} asks for one case`, () => {
    assert.deepEqual(readMessage(text), { kind: 'status', reference: 'K7M2P-9Q4RX', elseReport: null })
  })
}

for (const text of ['TAMBAH K7M2P-9Q4RX masih rusak', 'tambah: k7m2p9q4rx, masih rusak', 'Tmbah K7M2P 9Q4RX : masih rusak']) {
  test(`talk: ${JSON.stringify(text)} adds to a case`, () => {
    assert.deepEqual(readMessage(text), { kind: 'add', reference: 'K7M2P-9Q4RX', words: 'masih rusak', elseReport: null })
  })
}

test('talk: a ticket number and words add to the case, or are a complaint when there is none', () => {
  const text = 'K7M2P-9Q4RX masih rusak sampai sekarang'
  assert.deepEqual(readMessage(text), { kind: 'add', reference: 'K7M2P-9Q4RX', words: 'masih rusak sampai sekarang', elseReport: text })
})

test('talk: a text that names a ticket number belongs to that case, or is a complaint when there is none', () => {
  const text = 'Bagaimana kabar laporan saya k7m2p-9q4rx pak?'
  assert.deepEqual(readMessage(text), { kind: 'add', reference: 'K7M2P-9Q4RX', words: text, elseReport: text })
  assert.equal(readMessage('Jalan rusak di RT 00123-45678-9').kind, 'report')
})

test('talk: one ticket number in forty has no digit, and is one all the same', () => {
  const text = 'VQEJQ-FBBMK sampai malam ini belum ada petugas'
  assert.deepEqual(readMessage(text), {
    kind: 'add',
    reference: 'VQEJQ-FBBMK',
    words: 'sampai malam ini belum ada petugas',
    elseReport: text,
  })
  assert.deepEqual(readMessage('vqejq fbbmk'), { kind: 'status', reference: 'VQEJQ-FBBMK', elseReport: 'vqejq fbbmk' })
  const asked = 'Bagaimana kabar laporan VQEJQ-FBBMK pak?'
  assert.deepEqual(readMessage(asked), { kind: 'add', reference: 'VQEJQ-FBBMK', words: asked, elseReport: asked })
})

for (const text of ['STATUS K7M2P-9Q4R', 'status k7m2p9q4rxx', 'STATUS 12345', 'Status K7M2 9Q4RX?']) {
  test(`talk: ${JSON.stringify(text)} asks for a case that is not there`, () => {
    const meant = readMessage(text)
    assert.deepEqual([meant.kind, 'elseReport' in meant && meant.elseReport], ['status', null])
  })
}

test('talk: a ticket number that was misread is no complaint', () => {
  assert.deepEqual(readMessage('STATUS ABCDE-FGHJK'), { kind: 'status', reference: 'ABCDE-FGHJK', elseReport: null })
})

test('talk: any text at all means something, in bounded time', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.array(fc.constantFrom(...WORDS)).map((words) => words.join(' ')),
      ),
      (text) => {
        const meant = readMessage(text)
        if (meant.kind === 'report')
          assert.ok(text.normalize('NFKC').replace(/[\p{Cc}\p{Cf}]/gu, '').length >= meant.words.replace(/\s/g, '').length)
      },
    ),
    { numRuns: 60 },
  )
  for (const word of ['cek ', 'LAPOR ', 'LAPOR STATUS ', 'L A P O R ']) assert.ok(readMessage(word.repeat(20_000)).kind)
  for (const long of [
    'no. '.repeat(5_000),
    'L '.repeat(8_000),
    '#'.repeat(16_000),
    'A'.repeat(16_000),
    '-'.repeat(16_000),
    'a-'.repeat(8_000),
    '1 '.repeat(8_000),
  ])
    readMessage(`STATUS ${long}`)
})
const WORDS = ['LAPOR', 'STATUS', 'TAMBAH', 'STOP', 'no.', '#', 'K7M2P', '9Q4RX', '-', 'jalan', 'rusak', ':', '\u200b', '🚧', 'L', 'A']

test('talk: a picture needs one word beside it, and none is help', () => {
  assert.equal(readMessage('banjir', 1).kind, 'report')
  assert.equal(readMessage('', 1).kind, 'unknown')
})

/** A conversation: what is remembered goes from turn to turn. */
function follow(messages: readonly ShortMessage[]): Turn[] {
  let memory: TalkMemory | null = null
  return messages.map((message) => {
    const turn = talk(message, memory, RULES)
    memory = turn.remember ?? memory
    return turn
  })
}
const effects = (turns: readonly Turn[]) => turns.map(({ effect }) => (effect.effect === 'say' ? effect.key : effect.effect))

test('talk: help for an unknown keyword comes once a day of the region, and again for the same message delivered again', () => {
  const turns = follow([
    says('halo', { messageId: 'a' }),
    says('saldo', { messageId: 'b' }),
    says('halo', { messageId: 'a' }),
    says('LAPOR', { messageId: 'c' }),
    says('halo', { messageId: 'd', at: new Date('2026-11-21T16:59:00Z') }),
    says('halo', { messageId: 'e', at: new Date('2026-11-21T17:00:00Z') }),
    says('BANTUAN', { messageId: 'f', at: new Date('2026-11-21T17:01:00Z') }),
    says('BANTUAN', { messageId: 'g', at: new Date('2026-11-21T17:02:00Z') }),
  ])
  assert.deepEqual(effects(turns), ['help', 'nothing', 'help', 'nothing', 'nothing', 'help', 'help', 'help'])
})

test('talk: after STOP only what is asked for is said; MULAI or a new complaint ends it', () => {
  const turns = follow([
    says('STOP'),
    says('stop'),
    says('halo'),
    says('STATUS'),
    says('MULAI'),
    says('STOP'),
    says('LAPOR jalan rusak'),
    says('tes'),
  ])
  assert.deepEqual(effects(turns), ['stopped', 'nothing', 'nothing', 'list', 'started', 'stopped', 'report', 'help'])
  assert.equal(turns[3]?.remember, null)
  assert.equal(turns[6]?.remember?.stopped, false)
})

test('talk: an English keyword is answered in English, and so is what follows', () => {
  assert.deepEqual(
    follow([says('HELP'), says('STATUS'), says('LAPOR jalan rusak')]).map(({ language }) => language),
    ['en', 'en', 'en'],
  )
})

const SENDERS: readonly (readonly [text: string, kind: string, address?: string])[] = [
  ['+628123456789', 'phone', '+628123456789'],
  ['628123456789', 'phone', '+628123456789'],
  ['08123456789', 'phone', '+628123456789'],
  ['8123456789', 'phone', '+628123456789'],
  ['00628123456789', 'phone', '+628123456789'],
  ['+62 812-3456-789', 'phone', '+628123456789'],
  [' 628123456789', 'phone', '+628123456789'],
  ['+6591234567', 'phone', '+6591234567'],
  ['+14155552671', 'phone', '+14155552671'],
  ['1708', 'short_code'],
  ['110', 'short_code'],
  ['+1708', 'short_code'],
  ['99999', 'short_code'],
  ['TELKOMSEL', 'name'],
  ['Bank BRI 1', 'name'],
  ['3Indonesia', 'name'],
  ['+62222501234', 'other'],
  ['08001234567', 'other'],
  ['', 'other'],
  ['+', 'short_code'],
  ['9'.repeat(200), 'other'],
]
for (const [text, kind, address] of SENDERS) {
  test(`talk: the sender ${JSON.stringify(text.slice(0, 20))} is ${kind}`, () => {
    const sender = readSender(text)
    assert.equal(sender.kind, kind)
    if (address !== undefined) assert.equal(sender.address, address)
  })
}

test('talk: a service is never answered: what it writes is counted, and kept for staff when it says LAPOR', () => {
  const from = (sender: string, text: string) => talk(says(text, { sender: readSender(sender) }), null, RULES).effect
  assert.deepEqual(from('TELKOMSEL', 'Paket 5GB hanya Rp10.000 untuk Anda'), {
    effect: 'service',
    asked: false,
    words: 'Paket 5GB hanya Rp10.000 untuk Anda',
  })
  assert.deepEqual(from('1717', 'LAPOR jalan rusak di Garut'), { effect: 'service', asked: true, words: 'LAPOR jalan rusak di Garut' })
  assert.deepEqual(from('1717', 'STOP'), { effect: 'service', asked: false, words: 'STOP' })
  assert.deepEqual(from('0222501234', 'jalan rusak di Garut'), { effect: 'service', asked: true, words: 'jalan rusak di Garut' })
})
