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

/** Whether one of `expected` is `given`. Compares digests of all of them, so that neither length nor position shows in the time it takes. */
export function isOneOf(expected: readonly (string | Uint8Array)[], given: string | Uint8Array): boolean {
  const digest = sha256(given)
  let found = false
  for (const value of expected) found = timingSafeEqual(sha256(value), digest) || found
  return found
}

function sha256(value: string | Uint8Array): Buffer {
  return hash('sha256', value, 'buffer')
}
