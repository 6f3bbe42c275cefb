import { setTimeout as wait } from 'node:timers/promises'
import { GatewayError } from '../../src/contract/errors.ts'
import type { ShortTexts } from '../../src/contract/short-message/talk-news.ts'
import { openBound } from './bind.ts'
import type { SmppChannel } from './config.ts'
import type { Connection } from './connection.ts'
import { type Store, takeOrPark } from './park-message.ts'
import { lendSession } from './sessions.ts'
import { takeMessage } from './take-message.ts'

/**
 * Keeps one session bound until `channel.signal` aborts. A session that is lost is bound again, after waits that grow and are never the same. Throws when the first
 * bind fails, and whenever the credentials are refused.
 */
export async function listenToSmsc(channel: SmppChannel, texts: ShortTexts, store: Store): Promise<void> {
  const { id, signal, log } = channel
  let failures = 0
  let wasBound = false
  while (!signal.aborted) {
    try {
      const connection = await openBound(channel, channel.config.session ?? 'transceiver', {
        onMessage: (pdu) => takeOrPark(pdu, channel, store, () => takeMessage(pdu, channel, texts)),
        graceMs: GRACE_MS,
      })
      wasBound = true
      log.info({ channelId: id }, 'bound to the SMSC')
      const boundAt = performance.now()
      const why = await useUntilItEnds(connection, channel)
      if (signal.aborted) return
      failures = performance.now() - boundAt > STEADY_MS ? 1 : failures + 1
      log.warn({ channelId: id, why, failures }, 'the session with the SMSC ended; it is bound again')
    } catch (error) {
      if (signal.aborted) return
      if (!wasBound || !(error instanceof GatewayError) || error.disposition === 'disable') throw error
      failures += 1
      log.warn({ channelId: id, code: error.code, failures }, 'the SMSC cannot be bound; it is tried again')
    }
    await wait(pauseMs(failures, channel.config.reconnectMs ?? 1000), undefined, { signal }).catch(() => undefined)
  }
}

/** Messages that are being stored when the gateway stops. */
const GRACE_MS = 1500

/** A session that lived so long was a good one. */
const STEADY_MS = 10_000

const MOST_MS = 60_000

/** Doubles up to a minute, between half of it and all of it, so that many gateways do not come at once. */
export function pauseMs(failures: number, firstMs: number, random = Math.random()): number {
  return Math.min(MOST_MS, firstMs * 2 ** Math.min(20, failures - 1)) * (0.5 + random / 2)
}

async function useUntilItEnds(connection: Connection, channel: SmppChannel): Promise<string> {
  // What a receiver may not do is send.
  const takeBack = channel.config.session === 'receiver' ? () => undefined : lendSession(channel, connection)
  try {
    return await connection.ended
  } finally {
    takeBack()
  }
}
