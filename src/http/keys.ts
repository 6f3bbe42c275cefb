import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings, Settings } from '../contract/settings.ts'

/** The channel whose key the request carries, as `Authorization: Bearer <key>` or `X-Api-Key`. Throws `key_invalid`. */
export function channelOfKey(settings: Settings, request: FastifyRequest): ChannelSettings {
  const given = givenKey(request)
  if (given === null) throw new GatewayError('key_invalid', "send the channel's key as Authorization: Bearer <key> or as X-Api-Key")
  const digest = digestOf(given)
  // Looked up by its hash: what time tells of a hash leads to no key.
  const known = keysOf(settings).get(digest.toString('base64'))
  if (!known || !timingSafeEqual(known.key, digest)) throw new GatewayError('key_invalid', 'no channel has this key')
  return known.channel
}

export function isAdminToken(adminToken: string, request: FastifyRequest): boolean {
  const given = givenKey(request)
  return given !== null && adminToken !== '' && timingSafeEqual(digestOf(given), digestOf(adminToken))
}

/** null: the request carries none. */
export function givenKey({ headers }: FastifyRequest): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer) return bearer
  const key = headers['x-api-key']
  return typeof key === 'string' && key !== '' ? key : null
}

interface KnownKey {
  readonly channel: ChannelSettings
  readonly key: Buffer
}

const knownKeys = new WeakMap<Settings, ReadonlyMap<string, KnownKey>>()

/** By hash; a key belongs to the first channel that has it. */
function keysOf(settings: Settings): ReadonlyMap<string, KnownKey> {
  const before = knownKeys.get(settings)
  if (before) return before
  const keys = new Map<string, KnownKey>()
  for (const channel of settings.channels.values()) {
    for (const key of channel.apiKeys.filter((one) => one !== '')) {
      const digest = digestOf(key)
      const hash = digest.toString('base64')
      if (!keys.has(hash)) keys.set(hash, { channel, key: digest })
    }
  }
  knownKeys.set(settings, keys)
  return keys
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
