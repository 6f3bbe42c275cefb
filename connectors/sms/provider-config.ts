import { GatewayError } from '../../src/contract/errors.ts'
import type { KannelConfig, SmsChannel, TwilioConfig } from './config.ts'
import type { GenericConfig } from './generic-config.ts'

export function kannelOf({ id, config: { provider } }: SmsChannel): KannelConfig {
  return provider.kind === 'kannel' ? provider : otherKind(id, 'kannel')
}

export function twilioOf({ id, config: { provider } }: SmsChannel): TwilioConfig {
  return provider.kind === 'twilio' ? provider : otherKind(id, 'twilio')
}

export function genericOf({ id, config: { provider } }: SmsChannel): GenericConfig {
  return provider.kind === 'generic' ? provider : otherKind(id, 'generic')
}

function otherKind(id: string, kind: string): never {
  throw new GatewayError('config_invalid', `channel ${id} is not of kind ${kind}`)
}
