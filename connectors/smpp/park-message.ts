import { createHash } from 'node:crypto'
import type { Connector } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { STATUS } from './command-status.ts'
import type { SmppChannel } from './config.ts'
import type { Answered } from './connection.ts'
import type { Pdu } from './pdu.ts'

export type Store = Parameters<NonNullable<Connector['listen']>>[0]

/** Failures that pass: the SMSC keeps the message and sends it again. */
const PASSING: ReadonlySet<string> = new Set(['ledger_unavailable', 'gateway_stopping', 'internal_error'])

/**
 * Takes a message by `take`. One that the hub will never take is parked for staff with its octets, and acknowledged: the SMSC would send it again for days, and then it would be lost.
 */
export async function takeOrPark(pdu: Pdu, channel: SmppChannel, store: Store, take: () => Promise<Answered>): Promise<Answered> {
  try {
    return await take()
  } catch (error) {
    if (error instanceof GatewayError && (PASSING.has(error.code) || error.disposition === 'retry' || error.disposition === 'wait'))
      throw error
    const code = error instanceof GatewayError ? error.code : 'internal_error'
    channel.log.error({ channelId: channel.id, code }, 'a message could not be taken; it is parked')
    const payload = {
      unread: { command: pdu.command, fields: writeFields(pdu.fields), options: writeFields(Object.fromEntries(pdu.options)) },
    }
    const raw = new TextEncoder().encode(JSON.stringify(payload))
    await store({
      ticket: `unread-${createHash('sha256').update(raw).digest('hex').slice(0, 24)}`,
      payload,
      raw,
      mediaType: 'application/json',
    })
    return { status: STATUS.ok }
  }
}

function writeFields(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Buffer.isBuffer(value) ? `base64:${value.toString('base64')}` : value]),
  )
}
