import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openChat, photo, WORDS, withFiles } from './test-chat.ts'

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

test('the same words again within minutes are one complaint, and the person is told its number', async (t) => {
  const chat = await openChat(t)
  for (let time = 0; time < 2; time += 1) {
    await chat.say(WORDS)
    await chat.say('kirim')
  }
  assert.equal(chat.people.filed.length, 1)
  assert.match(chat.last().text, new RegExp(`sudah kami terima.*${chat.people.filed[0]?.reference}`))
})

test('the same words again with another photo: it is added to the first, and the person is told', async (t) => {
  const chat = await openChat(t)
  withFiles(chat, 'A', 'B')
  for (const id of ['A', 'B']) {
    await chat.say(photo(id, { caption: WORDS }))
    await chat.say('kirim')
  }
  assert.deepEqual([chat.people.filed.length, chat.people.added.length], [1, 1])
  assert.equal(Buffer.from(chat.people.added[0]?.files?.[0]?.bytes ?? '').toString(), 'foto B')
  assert.match(chat.last().text, new RegExp(`${chat.people.filed[0]?.reference}; 1 berkas baru kami tambahkan`))
})

test('a reply to any answer that names one case of one’s own is an addition to it; to a list of them it is a report', async (t) => {
  const chat = await openChat(t)
  for (const words of [WORDS, 'Jembatan Cikajang putus sejak Senin']) {
    await chat.say(words)
    await chat.say('kirim')
  }
  const replying = () => ({ reply_to_message: { message_id: chat.last().id, text: chat.last().text, from: { is_bot: true } } })
  await chat.say(`/status ${chat.people.filed[0]?.reference}`)
  await chat.say('Hari ini masih mati', replying())
  assert.match(chat.last().text, /tambahan Anda sudah masuk/)
  await chat.say('Sore ini juga', replying())
  assert.deepEqual(
    chat.people.added.map(({ caseId, text }) => [caseId, text]),
    ['Hari ini masih mati', 'Sore ini juga'].map((text) => [chat.people.filed[0]?.id, text]),
  )
  await chat.say('/status')
  await chat.say('Lampu jalan mati di gang kami', replying())
  assert.match(chat.last().text, /Di mana/)
})

test('a number without a digit is one when it is the person’s own, and else words', async (t) => {
  const chat = await openChat(t, { people: { newReference: () => 'BATAS-MANJA' } })
  await chat.say(WORDS)
  await chat.say('kirim')
  await chat.say('cek laporan batas-manja')
  assert.match(chat.last().text, /Laporan BATAS-MANJA.*Air PDAM/)
  await chat.say('/status BATAS MANJA')
  assert.match(chat.last().text, /Laporan BATAS-MANJA/)
  await chat.say('besar-pagar')
  assert.match(chat.last().text, /Di mana/)
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
