import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { advance } from './dialogue.ts'
import { newTalk, type Talk } from './talk.ts'
import { openChat } from './test-chat.ts'
import { type Heard, readUpdate } from './update.ts'

const NOW = new Date('2026-11-21T03:00:00Z')
const PRIVATE = { id: 7001, type: 'private' }
const message = (content: object) => ({
  update_id: 1,
  message: { message_id: 51, chat: PRIVATE, from: { id: 7001, is_bot: false }, date: 1_795_132_800, ...content },
})

const ROWS: readonly [string, unknown, unknown][] = [
  ['nothing', null, { kind: 'ignored', why: 'an update without update_id' }],
  ['an update_id of text', { update_id: '1', message: {} }, { kind: 'ignored', why: 'an update without update_id' }],
  ['a kind that does not exist yet', { update_id: 1, hologram: {} }, { kind: 'ignored', why: 'an update of another kind' }],
  ['no chat', { update_id: 1, message: { message_id: 1, text: 'a' } }, { kind: 'ignored', why: 'a message without chat or number' }],
  [
    'a chat of text',
    { update_id: 1, message: { message_id: 1, chat: '7001', text: 'a' } },
    { kind: 'ignored', why: 'a message without chat or number' },
  ],
  ['what is only a pin', message({ pinned_message: {} }), { kind: 'ignored', why: 'a message without content for us' }],
  ['an empty text', message({ text: ' \n ' }), { kind: 'ignored', why: 'a message without content for us' }],
  ['a text that is a list', message({ text: ['a'] }), { kind: 'ignored', why: 'a message without content for us' }],
  ['photos that are none', message({ photo: [null, 1, {}] }), null],
  [
    'a place beyond the poles',
    message({ location: { latitude: 95, longitude: 0 } }),
    { kind: 'ignored', why: 'a message without content for us' },
  ],
  ['a bot', message({ from: { id: 7001, is_bot: true }, text: 'halo' }), { kind: 'ignored', why: 'a message of a bot' }],
  [
    'a post of a channel',
    { update_id: 1, channel_post: { message_id: 1, chat: { id: -1, type: 'channel' } } },
    { kind: 'ignored', why: 'an update of another kind' },
  ],
  [
    'who blocked the bot',
    { update_id: 1, my_chat_member: { new_chat_member: { status: 'kicked' } } },
    { kind: 'ignored', why: 'a person blocked the bot' },
  ],
]
for (const [name, update, expected] of ROWS) {
  test(`an update with ${name} is passed over or answered, and no fault`, () => {
    const read = readUpdate(update)
    if (expected !== null) assert.deepEqual(read, expected)
    else assert.ok(read.kind === 'heard' && read.event.kind === 'unusable')
  })
}

test('a message without `from` in a private chat is of that person', () => {
  const read = readUpdate(message({ from: undefined, text: 'Jembatan putus' }))
  assert.ok(read.kind === 'heard')
  assert.deepEqual([read.chat, read.person, read.event.kind], [7001, { name: null, handle: null }, 'text'])
})

test('where a word leads that is a link stands behind the text, once, and no other scheme', () => {
  const link = (url: unknown) => ({ type: 'text_link', offset: 0, length: 6, url })
  const map = 'https://maps.example/?q=-7.02,107.5'
  const entities = [link(map), link(map), link('tg://user?id=1'), link(7), null, { type: 'bold', url: map }]
  for (const content of [
    { text: 'Lokasi di sini', entities },
    { caption: 'Lokasi di sini', caption_entities: entities, photo: [{ file_id: 'a', width: 1, height: 1 }] },
  ]) {
    const read = readUpdate(message(content))
    assert.ok(read.kind === 'heard' && (read.event.kind === 'text' || read.event.kind === 'file'))
    assert.equal(read.event.kind === 'text' ? read.event.text : read.event.caption, `Lokasi di sini (${map})`)
  }
})

test('the samples of the shared payloads are read: a text, a photo of an album in its largest size, a place', () => {
  const sizes = [
    { file_id: 'AAA-s', file_unique_id: 'u1', width: 90, height: 67 },
    { file_id: 'AAA-x', file_unique_id: 'u2', width: 1280, height: 960 },
  ]
  const photo = readUpdate(message({ media_group_id: '139', photo: sizes, caption: 'Keran kering dari Senin' }))
  assert.ok(photo.kind === 'heard' && photo.event.kind === 'file')
  assert.deepEqual(
    [photo.event.file.id, photo.event.caption, photo.event.group, photo.countAs],
    ['AAA-x', 'Keran kering dari Senin', '139', 'album-139'],
  )
  const place = readUpdate(message({ location: { latitude: -7.0254, longitude: 107.519 } }))
  assert.ok(place.kind === 'heard' && place.event.kind === 'place')
  assert.deepEqual([place.event.lat, place.event.lng], [-7.0254, 107.519])
})

test('names of files hold no way out of a folder', () => {
  const read = readUpdate(
    message({ document: { file_id: 'a', file_unique_id: 'a', mime_type: 'application/pdf', file_name: '../../etc/\u0000passwd' } }),
  )
  assert.ok(read.kind === 'heard' && read.event.kind === 'file')
  assert.equal(read.event.file.name, '.._.._etc__passwd')
})

const KEYS = [
  'text',
  'caption',
  'photo',
  'document',
  'voice',
  'location',
  'venue',
  'contact',
  'sticker',
  'poll',
  'from',
  'chat',
  'date',
  'media_group_id',
  'reply_to_message',
  'forward_origin',
  'entities',
  'message_id',
  'edit_date',
  'data',
  'id',
]
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 7001, 2 ** 60, 1.5, '', '/status', 'kirim', 'ya', 'private', '\ud800', 'Jembatan putus di desa'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6 }),
}))
const anyUpdate = fc.record(
  {
    update_id: fc.integer({ min: 1, max: 1e9 }),
    message: fc.oneof(
      anything.object,
      anything.object.map((content) => message(content).message),
    ),
    edited_message: anything.object.map((content) => message(content).message),
    callback_query: fc.oneof(
      anything.object,
      fc.record({
        id: fc.constant('1'),
        from: fc.constant({ id: 7001 }),
        data: fc.constantFrom('place.skip:51', 'text.send:51', 'name.yes:51', 'language.en:0', 'x'),
      }),
    ),
  },
  { requiredKeys: ['update_id'] },
)

test('any updates in any order: nothing throws, what is remembered is JSON and bounded, and no report is given for filing without words', () => {
  fc.assert(
    fc.property(fc.array(anyUpdate, { maxLength: 25 }), (updates) => {
      let talk: Talk = newTalk(7001, 'k')
      for (const update of updates) {
        const read = readUpdate(update)
        if (read.kind !== 'heard') continue
        const heard: Heard = read
        const turn = advance(talk, heard, null, NOW)
        for (const effect of turn.effects) if (effect.do === 'file') assert.ok(effect.draft.parts.length > 0)
        assert.deepEqual(JSON.parse(JSON.stringify(turn.talk)), turn.talk)
        talk = turn.talk
      }
      assert.ok(JSON.stringify(talk).length < 200_000)
      // And from wherever that led to, a person gets a report filed.
      for (const [index, text] of ['/batal', 'Jembatan gantung putus di Cikalong', 'kirim'].entries()) {
        const read = readUpdate({ update_id: 2, message: { message_id: 5000 + index, chat: PRIVATE, date: 1, text } })
        assert.ok(read.kind === 'heard')
        const turn = advance(talk, read, null, NOW)
        talk = turn.talk
        if (text === 'kirim') assert.ok(turn.effects.some((effect) => effect.do === 'file' && effect.draft.first === 5001))
      }
    }),
    { numRuns: 400 },
  )
})

test('every text that the dialogue may say is there, in both languages', () => {
  const folder = new URL('./', import.meta.url)
  const yaml = readFileSync(new URL('messages.id.yaml', folder), 'utf8')
  for (const name of ['dialogue', 'draft', 'turn', 'commands', 'late', 'perform', 'cases', 'reply', 'converse']) {
    const source = readFileSync(new URL(`${name}.ts`, folder), 'utf8')
    for (const [, key = ''] of source.matchAll(/(?:say\(|note: |language, |key: |\? )'([a-z]+\.[a-zA-Z]+)'/g)) {
      const [group = '', leaf = ''] = key.split('.')
      assert.match(yaml, new RegExp(`^${group}:\\n(?:  .*\\n|\\n)*?  ${leaf}:`, 'm'), key)
    }
  }
})

test('a text with thousands of entities, a flood of words and huge captions stay bounded, and what is too much is told', async (t) => {
  const chat = await openChat(t)
  const entities = Array.from({ length: 5000 }, (_, offset) => ({ type: 'bold', offset, length: 1 }))
  await chat.say({ text: 'Jembatan putus', entities })
  for (let index = 0; index < 30; index += 1) await chat.say({ text: `${index} ${'😱'.repeat(2000)}`, entities })
  assert.match(chat.heard().at(-1) ?? '', /sudah sangat panjang/)
  await chat.say('kirim')
  assert.equal(chat.people.filed.length, 1)
})
