import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEWI, openChat, photo, type TestChat } from './test-chat.ts'

const WORDS = 'Air PDAM mati tiga hari di Perum Griya Asri Soreang'
const HOUR = 3_600_000

const withFiles = (chat: TestChat, ...ids: string[]) => {
  for (const id of ids) chat.bot.files.set(`${id}-x`, { bytes: Buffer.from(`foto ${id}`), path: `photos/file_${id}.jpg` })
}
const filesOf = (chat: TestChat, index = 0) => chat.people.filed[index]?.files?.map(({ bytes }) => Buffer.from(bytes).toString())
const textOf = (chat: TestChat, index = 0) => {
  const payload = chat.people.filed[index]?.payload
  return typeof payload === 'object' && payload !== null && 'text' in payload ? payload.text : undefined
}

test('a complaint in one message and one tap is a report, a receipt with its number, and a status', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  assert.match(chat.last().text, /Jawa Barat.*[\s\S]*Di mana/)
  await chat.press(/Kirim sekarang/)
  const [report] = chat.people.filed
  assert.match(report?.ticket ?? '', /^[\w-]{12}-51$/)
  assert.ok(!report?.ticket.includes('7001'), 'the ticket, which stands in the open, names the chat')
  assert.equal(report?.sender, '7001')
  assert.equal(report?.words, WORDS)
  await chat.tell()
  assert.match(chat.last().text, new RegExp(`Jawa Barat.*\n.*${report?.reference}`))
  await chat.say('/status')
  assert.match(chat.last().text, new RegExp(`${report?.reference} · Air PDAM`))
  await chat.say(`/status ${report?.reference.toLowerCase().replace('-', ' ')}`)
  assert.match(chat.last().text, /menunggu pemeriksaan/)
})

test('the whole dialogue: place, an album, hidden name, secret', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A', 'B')
  await chat.say(WORDS)
  await chat.say({ location: { latitude: -7.0254, longitude: 107.519 } })
  assert.match(chat.last().text, /Ada foto/)
  await chat.say(photo('A', { media_group_id: '139' }))
  await chat.say(photo('B', { media_group_id: '139' }))
  assert.equal(chat.heard().filter((text) => /Foto sudah masuk/.test(text)).length, 1)
  await chat.press(/Lanjut/)
  await chat.say('ya')
  await chat.press(/rahasiakan/)
  assert.deepEqual(chat.people.filed[0]?.payload, {
    ticket: chat.people.filed[0]?.ticket,
    title: WORDS,
    text: WORDS,
    sentAt: '2026-11-20T00:00:00.000Z',
    place: { lat: -7.0254, lng: 107.519, address: null },
    hideName: true,
    secret: true,
    reporter: { id: '7001', name: 'Dewi', handle: 'dewi_soreang', phone: null },
    language: 'id',
  })
  assert.deepEqual(filesOf(chat), ['foto A', 'foto B'])
})

test('a person who only types comes through: an address, "tidak ada", "tidak", "tidak"', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  await chat.say('Perum Griya Asri blok C, dekat masjid')
  await chat.say('Tidak ada.')
  await chat.say('tidak')
  await chat.say('gak')
  const payload = JSON.stringify(chat.people.filed[0]?.payload)
  assert.match(payload, /"address":"Perum Griya Asri blok C, dekat masjid"/)
  assert.match(payload, /"hideName":false,"secret":false/)
})

test('an album begins a report: its words may be with any part, parts may come twice, and one question is asked', async (t) => {
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
    [1, 1, 2, 0, 0],
  ]) {
    const chat = await openChat(t)
    withFiles(chat, 'A', 'B', 'C')
    const parts = [
      photo('A', { media_group_id: 'g', caption: 'Keran kering dari Senin' }),
      photo('B', { media_group_id: 'g' }),
      photo('C', { media_group_id: 'g' }),
    ]
    for (const index of order) await chat.say({ ...parts[index], message_id: 300 + index })
    assert.equal(chat.heard().length, 1, `order ${order}`)
    await chat.say('kirim')
    assert.equal(chat.people.filed.length, 1)
    assert.equal(textOf(chat), 'Keran kering dari Senin')
    assert.deepEqual(filesOf(chat)?.toSorted(), ['foto A', 'foto B', 'foto C'])
  }
})

test('an album without words: a moment later the words are asked for, once', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A', 'B')
  await chat.say(photo('A', { media_group_id: 'g' }))
  await chat.say(photo('B', { media_group_id: 'g' }))
  assert.deepEqual(chat.heard(), [])
  chat.now = new Date(chat.now.getTime() + 4000)
  await chat.wake()
  assert.match(chat.heard().join(), /tulis apa yang terjadi/)
  await chat.say('Keran kering')
  await chat.press(/Kirim/)
  assert.deepEqual(filesOf(chat), ['foto A', 'foto B'])
})

test('a part of an album that comes after filing is added to the case, in silence', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A', 'B')
  await chat.say(photo('A', { media_group_id: 'g', caption: WORDS }))
  await chat.press(/Kirim/)
  chat.heard()
  await chat.say(photo('B', { media_group_id: 'g' }))
  assert.equal(chat.people.added[0]?.caseId, chat.people.filed[0]?.id)
  assert.equal(Buffer.from(chat.people.added[0]?.files?.[0]?.bytes ?? []).toString(), 'foto B')
  assert.deepEqual([chat.heard(), chat.people.filed.length], [[], 1])
})

test('left for a day: with words it is filed and told, without it is dropped politely', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  chat.heard()
  chat.now = new Date(chat.now.getTime() + 23 * HOUR)
  await chat.wake()
  assert.equal(chat.people.filed.length, 0)
  chat.now = new Date(chat.now.getTime() + HOUR)
  await chat.wake()
  assert.equal(chat.people.filed[0]?.words, WORDS)
  assert.match(chat.heard().join(), /sehari tidak ada kabar/)
  await chat.say(photo('A'))
  chat.heard()
  chat.now = new Date(chat.now.getTime() + 24 * HOUR)
  await chat.wake()
  assert.match(chat.heard().join(), /kami tutup/)
  chat.now = new Date(chat.now.getTime() + 24 * HOUR)
  await chat.wake()
  assert.deepEqual([chat.heard(), chat.people.filed.length], [[], 1])
})

test('commands amid a dialogue are answered, and what was asked is asked again', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  for (const command of ['/start', '/bantuan@lapor_bot', '/status', '/apa_ini', '/status XXXXX-XXXXX']) {
    await chat.say(command)
    assert.match(chat.last().text, /Di mana kejadiannya/, command)
  }
  await chat.say('/bahasa en')
  assert.match(chat.last().text, /Where did it happen/)
  await chat.say('/batal')
  assert.match(chat.last().text, /cancelled/)
  await chat.say('kirim')
  assert.match(chat.last().text, /No report is being written/)
  assert.equal(chat.people.filed.length, 0)
})

test('the language is the app’s, until /bahasa chooses another; the receipt and later news speak it', async (t) => {
  const chat = await openChat(t, { language: 'en-GB' })
  await chat.say('The bridge at Cikalong is broken')
  assert.match(chat.last().text, /Where did it happen/)
  await chat.say('/bahasa')
  await chat.press(/Bahasa Indonesia/)
  assert.match(chat.last().text, /Di mana/)
  await chat.say('skip')
  await chat.press(/Kirim sekarang/)
  await chat.tell()
  assert.match(chat.last().text, /Nomor laporan/)
})

test('greetings and single signs begin no report', async (t) => {
  const chat = await openChat(t)
  for (const word of ['Halo', 'assalamualaikum', '👍', 'ok', 'P', '???', 'bantuan', 'menu']) {
    await chat.say(word)
    assert.match(chat.last().text, /Cara melapor/, word)
    assert.equal(chat.last().buttons.length, 0)
  }
})

test('a reply to news of a case becomes an addition to that case, amid a dialogue too; an album of it is answered once', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A', 'B')
  await chat.say(WORDS)
  await chat.say('kirim')
  await chat.tell()
  const [report] = chat.people.filed
  chat.people.changeStatus(report?.id ?? '', 'needs_info')
  await chat.tell()
  const replyTo = { reply_to_message: { message_id: chat.last().id, from: { is_bot: true } } }
  await chat.say('Sampah menumpuk di pasar')
  await chat.say('Sudah menyala lagi tadi malam', replyTo)
  assert.match(chat.last().text, new RegExp(report?.reference ?? 'x'))
  chat.heard()
  await chat.say(photo('A', { media_group_id: 'r' }), replyTo)
  await chat.say(photo('B', { media_group_id: 'r' }), replyTo)
  assert.equal(chat.heard().length, 1)
  assert.deepEqual(
    chat.people.added.map(({ text, messageId }) => [text, messageId.split('-').at(-1)]),
    [
      ['Sudah menyala lagi tadi malam', '54'],
      ['Berkas dari pelapor.', '55'],
      ['Berkas dari pelapor.', '56'],
    ],
  )
  await chat.say('kirim')
  assert.equal(chat.people.filed[1]?.words, 'Sampah menumpuk di pasar')
})

test('an edit takes the place of the old words; after filing it is added', async (t) => {
  const chat = await openChat(t)
  const first = await chat.say(WORDS)
  const edit = (id: number, text: string) =>
    chat.handle({ update_id: id, edited_message: { ...(first['message'] as object), text, edit_date: 1_795_132_900 + id } })
  await edit(900_001, 'Air PDAM mati LIMA hari')
  assert.match(chat.last().text, /Perubahan.*\n\n.*Laporan untuk/)
  await chat.press(/Kirim/)
  assert.equal(chat.people.filed[0]?.words, 'Air PDAM mati LIMA hari')
  await edit(900_002, 'Air PDAM mati ENAM hari')
  await edit(900_002, 'Air PDAM mati ENAM hari')
  assert.deepEqual(
    chat.people.added.map(({ text }) => text),
    ['Ralat dari pelapor: Air PDAM mati ENAM hari'],
  )
})

const POLITE: readonly [string, Record<string, unknown>, RegExp][] = [
  ['a sticker', { sticker: { file_id: 's', emoji: '😡' } }, /Stiker/],
  ['a poll', { poll: { id: '1', question: 'Setuju?', options: [] } }, /tidak dapat kami terima/],
  [
    'an animation, which also comes as a document',
    { animation: { file_id: 'a' }, document: { file_id: 'a', mime_type: 'video/mp4' } },
    /Stiker/,
  ],
  [
    'a program',
    { document: { file_id: 'd', file_name: 'virus.exe', mime_type: 'application/x-msdownload' } },
    /Kirim foto, video, atau PDF/,
  ],
  ["somebody else's contact", { contact: { phone_number: '+62811', user_id: 1, first_name: 'Asep' } }, /orang lain/],
  ['a voice', { voice: { file_id: 'v', file_unique_id: 'v', mime_type: 'audio/ogg', duration: 3 } }, /kami lampirkan/],
  ['a video note', { video_note: { file_id: 'w', file_unique_id: 'w', length: 240, duration: 3 } }, /kami lampirkan/],
  [
    'a film of 300 MB',
    { video: { file_id: 'x', file_unique_id: 'x', mime_type: 'video/mp4', file_size: 300_000_000 } },
    /lebih dari 20 MB/,
  ],
]
for (const [name, content, says] of POLITE) {
  test(`amid a dialogue: ${name} gets a sensible answer and the question again`, async (t) => {
    const chat = await openChat(t)
    await chat.say(WORDS)
    chat.heard()
    await chat.say(content)
    const [answer, ...others] = chat.heard()
    assert.match(answer ?? '', says)
    assert.match(answer ?? '', /Di mana/)
    assert.deepEqual(others, [])
  })
}

test('a forwarded post is kept and marked, and own words are asked for', async (t) => {
  const chat = await openChat(t)
  await chat.say('Jembatan gantung putus', { forward_origin: { type: 'channel', date: 1 } })
  assert.match(chat.last().text, /pesan terusan/)
  await chat.say('Ini di kampung saya, Cikalong')
  await chat.say('kirim')
  assert.equal(textOf(chat), '[Pesan terusan] Jembatan gantung putus\n\nIni di kampung saya, Cikalong')
})

test('nothing that is said is lost: more words at any question, the own phone, a photo after the photos', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A')
  await chat.say(WORDS)
  await chat.press(/Lewati/)
  await chat.say('Oh ya, RT 05 juga mati')
  await chat.press(/Lewati/)
  await chat.say(photo('A', { caption: 'meterannya' }))
  await chat.say({ contact: { phone_number: '62811223344', user_id: DEWI, first_name: 'Dewi' } })
  assert.match(chat.last().text, /Nama Anda disembunyikan/)
  await chat.say('kirim sekarang')
  assert.equal(textOf(chat), `${WORDS}\n\nOh ya, RT 05 juga mati\n\nmeterannya`)
  assert.deepEqual(filesOf(chat), ['foto A'])
  assert.match(JSON.stringify(chat.people.filed[0]?.payload), /"phone":"\+62811223344"/)
})

test('files that cannot be had are told, to the person and in the text, and the report goes on', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A')
  chat.bot.files.set('B-x', { bytes: Buffer.alloc(1), path: 'photos/b.jpg', size: 30_000_000 })
  chat.bot.files.set('C-x', { bytes: Buffer.alloc(20_000_001), path: 'photos/c.jpg', size: 5 })
  for (const id of ['A', 'B', 'C', 'D']) await chat.say(photo(id, id === 'A' ? { caption: WORDS } : {}))
  await chat.say('kirim')
  assert.deepEqual(filesOf(chat), ['foto A'])
  assert.match(String(textOf(chat)), /\[Catatan: 3 berkas/)
  assert.match(chat.last().text, /3 berkas tidak dapat kami ambil/)
})

test('no more than ten files, told once an album', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  await chat.press(/Lewati/)
  chat.heard()
  for (let index = 0; index < 14; index += 1) await chat.say(photo(`P${index}`, { media_group_id: 'g' }))
  const heard = chat.heard()
  assert.deepEqual([heard.length, heard.filter((text) => /sepuluh/.test(text)).length], [2, 1])
})

test('an old button does nothing but say so; a double tap files once', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  const tap = await chat.press(/Kirim/)
  await chat.handle({ ...tap, update_id: 990_000 })
  await chat.handle({ ...tap, update_id: 990_001, callback_query: { ...(tap['callback_query'] as object), data: 'place.skip:1' } })
  await chat.handle({ ...tap, update_id: 990_002, callback_query: { ...(tap['callback_query'] as object), data: '\u0000'.repeat(5000) } })
  assert.equal(chat.people.filed.length, 1)
  assert.match(String(chat.bot.calls.at(-1)?.parameters['text']), /sudah dikirim atau dibatalkan/)
})

test('the same words again within minutes are one complaint, and the person is told its number', async (t) => {
  const chat = await openChat(t)
  for (let time = 0; time < 2; time += 1) {
    await chat.say(WORDS)
    await chat.say('kirim')
  }
  assert.equal(chat.people.filed.length, 1)
  assert.match(chat.last().text, new RegExp(`sudah kami terima.*${chat.people.filed[0]?.reference}`))
})

test('a flood gets one polite answer; an album counts as one message, a button as none', async (t) => {
  const chat = await openChat(t, { people: { messages: 3 } })
  await chat.say(photo('A', { media_group_id: 'g', caption: WORDS }))
  for (const id of ['B', 'C', 'D', 'E']) await chat.say(photo(id, { media_group_id: 'g' }))
  await chat.say('di pasar')
  await chat.say('halo')
  chat.heard()
  for (let index = 0; index < 20; index += 1) await chat.say(`banjir ${index}`)
  const heard = chat.heard()
  assert.equal(heard.length, 1)
  assert.match(heard[0] ?? '', /terlalu banyak.*21 November 2026.* WIB/)
  await chat.press(/Kirim/)
  assert.equal(chat.people.filed.length, 1)
})

test('what is said twice amid a dialogue is said once; a bare yes is no place; a place may come first', async (t) => {
  const chat = await openChat(t)
  await chat.say({ venue: { title: 'Pasar Baru', address: 'Jl. Otista', location: { latitude: -6.9, longitude: 107.6 } } })
  assert.match(chat.last().text, /tulis apa yang terjadi/)
  await chat.say('Banjir di pasar')
  assert.match(chat.last().text, /Ada foto/)
  await chat.say('BANJIR  di pasar')
  assert.match(chat.last().text, /Ada foto/)
  await chat.say('ya')
  assert.match(chat.last().text, /Ada foto/)
  await chat.say('kirim')
  assert.equal(textOf(chat), 'Banjir di pasar')
  assert.match(JSON.stringify(chat.people.filed[0]?.payload), /"address":"Pasar Baru, Jl. Otista"/)
})

test('a number that is sent alone shows its case; somebody else’s is unknown', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  await chat.say('kirim')
  await chat.say(chat.people.filed[0]?.reference ?? '')
  assert.match(chat.last().text, /Air PDAM/)
  await chat.people.report({
    sender: '42',
    replyTo: null,
    ticket: '42-1',
    payload: {},
    raw: Buffer.from('{}'),
    mediaType: 'application/json',
    words: 'lain',
  })
  await chat.say(`/status ${chat.people.filed[1]?.reference}`)
  assert.match(chat.last().text, /tidak ada pada Anda/)
  await chat.say('banjir2026')
  assert.match(chat.last().text, /Di mana/)
})

test('groups are told once a day that it is private; channels and other bots hear nothing', async (t) => {
  const chat = await openChat(t)
  const from = { id: 5, is_bot: false, first_name: 'Asep' }
  const group = { id: -100, type: 'supergroup', title: 'RT 05' }
  for (let id = 1; id < 4; id += 1)
    await chat.handle({ update_id: id, message: { message_id: id, from, chat: group, date: 1, text: '/lapor jalan rusak' } })
  await chat.handle({ update_id: 10, message: { message_id: 10, from, chat: group, date: 1, text: 'kapan kerja bakti?' } })
  await chat.handle({ update_id: 9, my_chat_member: { chat: { ...group, id: -200 }, from, new_chat_member: { status: 'member' } } })
  await chat.handle({ update_id: 11, channel_post: { message_id: 1, chat: { id: -5, type: 'channel' }, date: 1, text: 'kabar' } })
  await chat.handle({
    update_id: 12,
    message: { message_id: 12, from: { ...from, is_bot: true }, chat: { id: 5, type: 'private' }, date: 1, text: WORDS },
  })
  assert.deepEqual(
    chat.bot.sent.map(({ chat: to, text }) => [to, /percakapan pribadi/.test(text)]),
    [
      [-100, true],
      [-200, true],
    ],
  )
})

test('a text that looks like markup or like our own texts is sent and filed as it is', async (t) => {
  const chat = await openChat(t)
  const words = '<b>Jalan</b> *rusak* _parah_ [klik](http://jahat.example) {reference} {{7*7}} </script>'
  await chat.say(words)
  await chat.say('kirim')
  assert.equal(chat.people.filed[0]?.words, words)
  await chat.tell()
  assert.ok(chat.last().text.includes(words.slice(0, 60)))
  assert.ok(chat.bot.calls.every(({ parameters }) => parameters['parse_mode'] === undefined))
})
