import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople } from '../../test/peers/people.ts'
import type { Config, Secret } from './config.ts'
import { connector } from './index.ts'

/** Its types tell of a default export, which is not there. */
const TelegramServer: typeof import('telegram-test-api').default = createRequire(import.meta.url)('telegram-test-api')

const TOKEN = '9001:token-untuk-pendapat-kedua'

/** That server wants to be told its port. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('a dialogue over a Bot API server that we did not write: words, a button, a typed place, the receipt, /status', async (t) => {
  const server = new TelegramServer({ port: await freePort(), host: '127.0.0.1', storage: 'RAM', storeTimeout: 60 })
  await server.start()
  t.after(() => server.stop())
  const people = openTestPeople()
  const stop = new AbortController()
  const channel = openTestChannel<Config, Secret>(t, {
    config: { apiRoot: server.config.apiURL },
    secrets: { botToken: TOKEN },
    people,
    signal: stop.signal,
  })
  const listening = connector.listen?.(() => Promise.reject(new Error('not this way')), channel)
  const client = server.getClient(TOKEN, { userId: 42, chatId: 42, firstName: 'Asep', timeout: 10_000, interval: 20 })
  const hear = async () => {
    const { result } = await client.getUpdates()
    return result.map(({ message }) => message)
  }

  await client.sendMessage(client.makeMessage('Jembatan gantung di Cikalong putus'))
  const [asked] = await hear()
  assert.match(asked?.text ?? '', /Di mana kejadiannya/)
  await client.sendMessage(client.makeMessage('Kampung Cikalong RT 02'))
  const [photos] = await hear()
  assert.match(photos?.text ?? '', /Ada foto/)
  const markup = photos?.reply_markup
  assert.ok(markup && 'inline_keyboard' in markup)
  const send = markup.inline_keyboard.flat().find((button: { text: string }) => /Kirim sekarang/.test(button.text))
  assert.ok(send && 'callback_data' in send)
  await client.sendCallback(client.makeCallbackQuery(send.callback_data))
  await client.sendCommand(client.makeCommand('/status'))
  const [status] = await hear()
  assert.equal(people.filed[0]?.words, 'Jembatan gantung di Cikalong putus')
  assert.match(status?.text ?? '', new RegExp(people.filed[0]?.reference ?? 'x'))
  await people.tell(connector, channel)
  const [receipt] = await hear()
  assert.match(receipt?.text ?? '', new RegExp(`Nomor laporan: ${people.filed[0]?.reference}`))
  stop.abort()
  await listening
})
