import type { SmsChannel } from './config.ts'
import { generic } from './generic.ts'
import { kannel } from './kannel.ts'
import type { Provider } from './provider.ts'
import { twilio } from './twilio.ts'

const PROVIDERS = { kannel, twilio, generic } as const satisfies Record<SmsChannel['config']['provider']['kind'], Provider>

export function providerOf(channel: SmsChannel): Provider {
  return PROVIDERS[channel.config.provider.kind]
}
