import type { Connector } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readRaw } from '../../src/contract/short-message/talk-payload.ts'
import { type Config, ConfigSchema, type Secret } from './config.ts'
import { converse, wake } from './converse.ts'
import { findLacking } from './lacking.ts'
import type { Incoming } from './provider.ts'
import { providerOf } from './providers.ts'
import { probe, reply } from './reply.ts'
import { testMessage } from './trial.ts'

/** Short messages by an aggregator's HTTP interface: Kannel, Twilio, or another by its parameters. See README.md. */
export const connector: Connector<Config, Secret> = {
  kind: 'sms',
  title: 'SMS: short messages over an HTTP aggregator',
  config: ConfigSchema,
  secrets: ['secret', 'sendSecret'],
  lacks: findLacking,
  receive: async (request, channel) => {
    // A HEAD of somebody who looks whether the address is there is no complaint.
    if (request.method !== 'GET' && request.method !== 'POST')
      throw new GatewayError('method_not_allowed', 'messages and receipts come by GET or POST')
    return { outcome: 'message', message: providerOf(channel).read(request, channel) }
  },
  // What `receive` above gave.
  converse: (message, channel) => converse(message as Incoming, channel),
  wake,
  reread: async ({ raw }) => readRaw(raw),
  reply,
  testMessage,
  probe,
}
