import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, photo, type TestChat } from './test-chat.ts'
import { readReference, readWish } from './words.ts'

/** What people who never read help really send, and what went wrong with it once. */
const COMPLAINT = 'Jalan di depan SD Negeri 2 Cikajang rusak parah sejak tiga bulan lalu, sudah dua motor jatuh di sana pak'
const payloadOf = (chat: TestChat) => JSON.stringify(chat.people.filed[0]?.payload)

for (const greeting of [
  'Selamat pagi pak admin',
  'Assalamualaikum warahmatullahi wabarakatuh',
  'Halo min, saya mau lapor',
  'Selamat siang, ijin melapor pak',
  'Permisi, saya ingin mengadu',
  'Punten kang',
  'Hello, I want to report something',
])
  test(`a greeting by itself begins no report, and what comes next is one: ${greeting}`, async (t) => {
    const chat = await openChat(t)
    await chat.say(greeting)
    assert.equal(chat.last().buttons.length, 0)
    await chat.say(COMPLAINT)
    await chat.press(/Kirim sekarang/)
    assert.match(payloadOf(chat), new RegExp(`"text":"${COMPLAINT}"`))
  })

test('thanks are answered in a word; amid a dialogue they are no place', async (t) => {
  const chat = await openChat(t)
  await chat.say('Terima kasih pak')
  assert.match(chat.last().text, /^Sama-sama/)
  await chat.say('Lampu mati di gang')
  await chat.say('makasih min')
  assert.match(chat.last().text, /Di mana/)
  await chat.say('kirim')
  assert.match(payloadOf(chat), /"address":null/)
})

test('what is more than an address is kept as words too', async (t) => {
  const chat = await openChat(t)
  await chat.say('Tolong ditindaklanjuti')
  await chat.say(COMPLAINT)
  await chat.say('kirim')
  assert.match(payloadOf(chat), new RegExp(`"text":"Tolong ditindaklanjuti\\\\n\\\\n${COMPLAINT}"`))
})

test('a text that the app split at 4096 signs is one report: its end is no place, and no answer to a question', async (t) => {
  const chat = await openChat(t)
  const long = 'Lampu jalan mati. '.repeat(227).trim()
  await chat.say(long, { date: 1_795_132_800 })
  const before = chat.bot.sent.length
  await chat.say('tidak', { date: 1_795_132_801 })
  await chat.say('di RT 05', { date: 1_795_132_801 })
  assert.equal(chat.bot.sent.length, before, 'the question was asked already')
  await chat.say('Gang Melati', { date: 1_795_132_860 })
  await chat.say('kirim')
  assert.match(payloadOf(chat), /mati\.\\n\\ntidak\\n\\ndi RT 05","/)
  assert.match(payloadOf(chat), /"address":"Gang Melati"/)
})

test('a ticket number is known in a sentence that asks for it, amid a dialogue too', async (t) => {
  const chat = await openChat(t)
  await chat.say('Lampu mati di gang')
  await chat.say('kirim')
  const reference = chat.people.filed[0]?.reference ?? ''
  for (const ask of [`status ${reference}`, `cek laporan ${reference}?`, `Bagaimana kabar laporan saya no. ${reference}`]) {
    await chat.say(ask)
    assert.match(chat.last().text, /menunggu pemeriksaan/, ask)
  }
  await chat.say('Air mati di Soreang')
  await chat.say(reference)
  assert.match(chat.heard().join('\n'), /menunggu pemeriksaan[\s\S]*Di mana/)
  assert.equal(chat.people.filed.length, 1)
})

test('a ticket number in other digits, and as it is read aloud', () => {
  assert.equal(readReference('٧K٢QD-٩٠PXA')?.replace(/[ -]/, ''), '7K2QD90PXA')
  assert.equal(readReference('７Ｋ２ＱＤ－９０ＰＸＡ')?.replace(/[ -]/, ''), '7K2QD90PXA')
  assert.equal(readReference('7K2QD-9OPXA'), '7K2QD-9OPXA')
  assert.equal(readReference('bapak-bapak'), null)
  assert.equal(readReference('laporan banjir 2026'), null)
})

test('commands with a sign behind them, by other names, and as a caption', async (t) => {
  const chat = await openChat(t)
  await chat.say('/status.')
  assert.match(chat.last().text, /Belum ada laporan/)
  await chat.say('/Bantuan@LaporJabarBot!')
  assert.match(chat.last().text, /Cara melapor/)
  await chat.say('/start iklan-2026')
  assert.match(chat.last().text, /Selamat datang/)
  chat.bot.files.set('A-x', { bytes: Buffer.from('foto'), path: 'photos/a.jpg' })
  await chat.say(photo('A', { caption: '/lapor Jembatan gantung putus' }))
  await chat.say('kirim')
  assert.match(payloadOf(chat), /"text":"Jembatan gantung putus"/)
  for (const word of ['/aduan', '/Pengaduan@LaporJabarBot', '/keluhan:']) {
    await chat.say(`${word} Lampu mati di gang ${word.slice(1, 5)}`)
    assert.match(chat.last().text, /Di mana/, word)
    await chat.say('/batal')
  }
})

test('the words on the buttons, and others that mean the same', () => {
  for (const text of ['Ya, sembunyikan', 'Ya, rahasiakan']) assert.equal(readWish(text, ['yes', 'no', 'skip']), 'yes', text)
  assert.equal(readWish('Tidak, tampilkan', ['yes', 'no', 'skip']), 'no')
  for (const text of ['gatau', 'ga tau', 'tidak tau pak', 'tidak ada foto', 'gak punya', 'belum ada'])
    assert.equal(readWish(text, ['yes', 'no', 'skip']), 'skip', text)
  for (const text of ['itu saja', 'sudah itu saja', 'sekian', 'langsung kirim saja'])
    assert.equal(readWish(text, ['send', 'skip']), 'send', text)
  for (const text of ['Assalamualaikum lampu mati', 'halo air mati di sini', 'saya mau lapor jalan rusak', 'tidak ada lampu'])
    assert.equal(readWish(text, ['greeting', 'thanks', 'yes', 'no', 'skip', 'send']), null, text)
})

test('who was erased while their dialogue was being ended does not come back', async (t) => {
  const chat = await openChat(t)
  await chat.say('Lampu mati di gang')
  chat.now = new Date(chat.now.getTime() + 25 * 3_600_000)
  const [due] = chat.people.memory.due(chat.now)
  assert.ok(due)
  await chat.people.memory.forget(due.key, due.version)
  chat.heard()
  const { connector } = await import('./index.ts')
  await connector.wake?.(due, chat.channel)
  assert.deepEqual([chat.people.filed.length, chat.heard(), await chat.people.memory.read(due.key)], [0, [], null])
})

test('words under a file that cannot be taken are kept, and person and staff are told of the file', async (t) => {
  const chat = await openChat(t)
  const letter = { document: { file_id: 'd', file_unique_id: 'd', mime_type: 'application/msword', file_name: 'surat.doc' } }
  await chat.say({ ...letter, caption: 'Warga keberatan dengan pabrik di Cicalengka' })
  assert.match(chat.last().text, /Jenis berkas itu tidak dapat kami terima[\s\S]*Di mana/)
  await chat.say('kirim')
  assert.match(payloadOf(chat), /"text":"Warga keberatan dengan pabrik di Cicalengka\\n\\n\[Catatan: 1 berkas/)
  await chat.tell()
  await chat.say({ ...letter, caption: 'Ini surat kedua' }, { reply_to_message: { message_id: chat.last().id } })
  assert.equal(chat.people.added[0]?.text, 'Ini surat kedua')
  assert.match(chat.heard().join('\n'), /tambahan Anda sudah masuk[\s\S]*Jenis berkas itu tidak dapat kami terima/)
})
