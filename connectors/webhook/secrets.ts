import { hash, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Secret, WebhookChannel } from './config.ts'

/** A secret's values, newest first: several while it is being changed. Throws `config_invalid` when there is none. */
export function readSecrets(channel: WebhookChannel, name: Secret): readonly string[] {
  const values = (channel.secrets[name] ?? '').split(/[\s,]+/).filter((value) => value !== '')
  if (values.length > 0) return values
  throw new GatewayError(
    'config_invalid',
    `channel ${channel.id}: the secret '${name}' is not set; set it in the channel's file under secrets`,
  )
}

/** Whether `given` is one of a secret's values. Their digests are made once. Throws `config_invalid` when there is none. */
export function isSecret(channel: WebhookChannel, name: Secret, given: string | Uint8Array): boolean {
  return isAmong(digestsOf(channel, name), sha256(given))
}

/** Whether one of `expected` is `given`. */
export function isOneOf(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  return isAmong(expected.map(sha256), sha256(given))
}

/** Digests are compared, with all of them, so that neither length nor position shows in the time it takes. */
function isAmong(digests: readonly Buffer[], given: Buffer): boolean {
  let found = false
  for (const digest of digests) found = timingSafeEqual(digest, given) || found
  return found
}

interface Digests {
  readonly written: string | undefined
  readonly digests: readonly Buffer[]
}

/** By the secrets of a channel: with other settings it is given another object. */
const known = new WeakMap<object, Partial<Record<Secret, Digests>>>()

function digestsOf(channel: WebhookChannel, name: Secret): readonly Buffer[] {
  const { secrets } = channel
  const ofChannel = known.get(secrets) ?? {}
  const made = ofChannel[name]
  if (made !== undefined && made.written === secrets[name]) return made.digests
  const digests = readSecrets(channel, name).map(sha256)
  known.set(secrets, { ...ofChannel, [name]: { written: secrets[name], digests } })
  return digests
}

/** The digest comes as text and is put into a buffer of ours: one that the digest makes itself costs more than the digest. */
function sha256(value: string | Uint8Array): Buffer {
  return Buffer.from(hash('sha256', value, 'binary'), 'latin1')
}
