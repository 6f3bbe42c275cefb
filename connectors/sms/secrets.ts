import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Secret, SmsChannel } from './config.ts'

/** A secret's values, newest first: several while it is being changed. Throws `config_invalid` when there is none. */
export function readSecrets(channel: SmsChannel, name: Secret): readonly [string, ...string[]] {
  const [first, ...others] = listSecrets(channel, name)
  if (first !== undefined) return [first, ...others]
  throw new GatewayError(
    'config_invalid',
    `channel ${channel.id}: the secret '${name}' is not set; set it in the channel's file under secrets`,
  )
}

/** With what messages are sent: a secret of its own, or the one by which they come. Throws `config_invalid`. */
export function readSendSecret(channel: SmsChannel): string {
  return listSecrets(channel, 'sendSecret')[0] ?? readSecrets(channel, 'secret')[0]
}

/** Whether one of `expected` is `given`. Compares digests of all of them, so that neither length nor position shows in the time it takes. */
export function isOneOf(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  const digest = sha256(given)
  let found = false
  for (const value of expected) found = timingSafeEqual(sha256(value), digest) || found
  return found
}

/** What proves that a delivery receipt answers a message of ours, without giving the secret away in an address. */
export function proveReference(channel: SmsChannel, reference: string): string {
  return proofOf(readSecrets(channel, 'secret')[0], channel, reference)
}

export function isProof(channel: SmsChannel, reference: string, given: string): boolean {
  return isOneOf(
    listSecrets(channel, 'secret').map((secret) => proofOf(secret, channel, reference)),
    given,
  )
}

function proofOf(secret: string, channel: SmsChannel, reference: string): string {
  return createHmac('sha256', secret).update(`receipt\n${channel.id}\n${reference}`).digest('base64url').slice(0, 32)
}

export function listSecrets(channel: SmsChannel, name: Secret): readonly string[] {
  return (channel.secrets[name] ?? '').split(/[\s,]+/).filter((value) => value !== '')
}

function sha256(value: string | Uint8Array): Buffer {
  return createHash('sha256').update(value).digest()
}
