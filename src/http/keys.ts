import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings, Settings } from '../contract/settings.ts'

/** The channel whose key the request carries, as `Authorization: Bearer <key>` or `X-Api-Key`. Throws `key_invalid`. */
export function channelOfKey(settings: Settings, request: FastifyRequest): ChannelSettings {
  const given = givenKey(request)
  if (given === null) throw new GatewayError('key_invalid', "send the channel's key as Authorization: Bearer <key> or as X-Api-Key")
  const digest = digestOf(given)
  let found: ChannelSettings | null = null
  // Every key is compared, so that time tells nothing.
  for (const { channel, key } of keysOf(settings)) if (timingSafeEqual(key, digest)) found ??= channel
  if (!found) throw new GatewayError('key_invalid', 'no channel has this key')
  return found
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

const known = new WeakMap<Settings, readonly KnownKey[]>()

function keysOf(settings: Settings): readonly KnownKey[] {
  const before = known.get(settings)
  if (before) return before
  const keys = [...settings.channels.values()].flatMap((channel) =>
    channel.apiKeys.filter((key) => key !== '').map((key) => ({ channel, key: digestOf(key) })),
  )
  known.set(settings, keys)
  return keys
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
