import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesOf, openChat, photo, textOf, WORDS, withFiles } from './test-chat.ts'

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

test('a file that Telegram gives and the hub does not take is told, in a report and in an addition', async (t) => {
  const chat = await openChat(t)
  for (const id of ['A', 'B']) chat.bot.files.set(`${id}-x`, { bytes: new Uint8Array(11_000_000), path: `videos/${id}.mp4` })
  await chat.say({ video: { file_id: 'A-x', file_unique_id: 'u', mime_type: 'video/mp4', file_size: 11_000_000 }, caption: WORDS })
  await chat.say('kirim')
  assert.match(chat.heard().at(-1) ?? '', /^1 berkas terlalu besar atau jenisnya tidak kami terima/)
  await chat.tell()
  const reply_to_message = { message_id: chat.last().id }
  await chat.say({ video: { file_id: 'B-x', file_unique_id: 'v', mime_type: 'video/mp4', file_size: 11_000_000 }, reply_to_message })
  assert.match(chat.heard().at(-1) ?? '', /tambahan Anda sudah masuk.*\n\n1 berkas terlalu besar/)
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
