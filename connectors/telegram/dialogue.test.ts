import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, photo } from './test-chat.ts'

const WORDS = 'Air PDAM mati tiga hari di Perum Griya Asri Soreang'

test('a complaint in one message and one tap is a report, a receipt with its number, and a status', async (t) => {
  const chat = await openChat(t)
  await chat.say(WORDS)
  assert.match(chat.last().text, /Jawa Barat.*[\s\S]*Di mana/)
  await chat.press(/Kirim sekarang/)
  const [report] = chat.people.filed
  assert.equal(report?.ticket, '7001-51')
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
  for (const id of ['A', 'B']) chat.bot.files.set(`${id}-x`, { bytes: Buffer.from(`foto ${id}`), path: `photos/file_${id}.jpg` })
  await chat.say(WORDS)
  await chat.say({ location: { latitude: -7.0254, longitude: 107.519 } })
  assert.match(chat.last().text, /Ada foto/)
  await chat.say(photo('A', { media_group_id: '139' }))
  await chat.say(photo('B', { media_group_id: '139' }))
  assert.equal(chat.heard().filter((text) => /Foto sudah masuk/.test(text)).length, 1)
  await chat.press(/Lanjut/)
  await chat.say('ya')
  await chat.press(/rahasiakan/)
  const [report] = chat.people.filed
  assert.deepEqual(report?.payload, {
    ticket: '7001-51',
    title: WORDS,
    text: WORDS,
    sentAt: '2026-11-20T00:00:00.000Z',
    place: { lat: -7.0254, lng: 107.519, address: null },
    hideName: true,
    secret: true,
    reporter: { id: '7001', name: 'Dewi', handle: 'dewi_soreang', phone: null },
    language: 'id',
  })
  assert.deepEqual(
    report?.files?.map(({ bytes, mediaType }) => [Buffer.from(bytes).toString(), mediaType]),
    [
      ['foto A', 'image/jpeg'],
      ['foto B', 'image/jpeg'],
    ],
  )
})
