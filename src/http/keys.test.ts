import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import type { ChannelSettings, Settings } from '../contract/settings.ts'
import { channelOfKey } from './keys.ts'

const settingsOf = (keys: Readonly<Record<string, readonly string[]>>) =>
  ({ channels: new Map(Object.entries(keys).map(([id, apiKeys]) => [id, { id, apiKeys } as ChannelSettings])) }) as unknown as Settings

const asks = (settings: Settings, key: string) => channelOfKey(settings, { headers: { 'x-api-key': key } } as unknown as FastifyRequest).id

test('each of many channels is known by each of its own keys, and by no other', () => {
  const names = Array.from({ length: 600 }, (_, n) => `kanal-${n}`)
  const settings = settingsOf(Object.fromEntries(names.map((name) => [name, [`kunci-${name}`, `lama-${name}`, '']])))
  for (const name of names) for (const key of [`kunci-${name}`, `lama-${name}`]) assert.equal(asks(settings, key), name)
  for (const key of ['kunci-kanal-600', 'kunci-kanal-', 'KUNCI-KANAL-1', 'kanal-1']) {
    assert.throws(() => asks(settings, key), { code: 'key_invalid', message: 'no channel has this key' })
  }
})

test('a key that went out of the configuration opens nothing any more', () => {
  assert.equal(asks(settingsOf({ app: ['old'] }), 'old'), 'app')
  assert.throws(() => asks(settingsOf({ app: ['new'] }), 'old'), { code: 'key_invalid' })
})
