import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEWI, filesOf, openChat, photo, textOf, WORDS, withFiles } from './test-chat.ts'

const HOUR = 3_600_000

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
