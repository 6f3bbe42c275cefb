import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BotApi } from './bot-api.ts'
import { fetchFiles } from './fetch-files.ts'
import { fault } from './test-bot-api.ts'
import { openChat } from './test-chat.ts'

const refs = (...ids: string[]) => ids.map((id, message) => ({ message, id, unique: id, name: `${id}.jpg`, mediaType: 'image/jpeg' }))

test('files come in their order, as long as there is room for all of them together', async (t) => {
  const chat = await openChat(t)
  for (const [id, size] of [
    ['a', 40],
    ['b', 50],
    ['c', 20],
    ['d', 10],
  ] as const)
    chat.bot.files.set(id, { bytes: Buffer.alloc(size, 1), path: `photos/${id}.jpg` })
  const { files, leftOut } = await fetchFiles(new BotApi(chat.channel), refs('a', 'b', 'c', 'd'), 100)
  assert.deepEqual([files.map(({ name }) => name), leftOut], [['a.jpg', 'b.jpg', 'd.jpg'], 1])
})

test('a path that leads out of the files of the bot is not followed', async (t) => {
  const chat = await openChat(t)
  for (const path of ['../getMe', 'photos/../../x', '/etc/passwd', '']) {
    chat.bot.answerNext('getFile', { status: 200, body: { ok: true, result: { file_id: 'a', file_path: path } } })
    assert.deepEqual(await fetchFiles(new BotApi(chat.channel), refs('a')), { files: [], leftOut: 1 }, path)
  }
})

test('a server that is down is tried again, a file that is gone is not', async (t) => {
  const chat = await openChat(t)
  chat.bot.answerNext('getFile', { status: 500, body: {} })
  await assert.rejects(fetchFiles(new BotApi(chat.channel), refs('a')), { code: 'partner_unavailable' })
  chat.bot.files.set('a', { bytes: Buffer.alloc(5, 1), path: 'photos/a.jpg' })
  chat.bot.answerNext('file', fault(404, 'Not Found'))
  assert.deepEqual(await fetchFiles(new BotApi(chat.channel), refs('a')), { files: [], leftOut: 1 })
})
