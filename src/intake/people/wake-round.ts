import type { Connector } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Remembered } from '../../contract/people.ts'
import type { ChannelSettings } from '../../contract/settings.ts'
import { openDeskChannel } from '../channel-context.ts'
import type { Desk } from '../desk.ts'
import { pause } from '../pause.ts'

/** Milliseconds. */
export interface WakePace {
  readonly wakeEveryMs: number
  /** What was not written or forgotten is due again after so long. */
  readonly wakeAgainMs: number
}

export const WAKE_PACE: WakePace = { wakeEveryMs: 1000, wakeAgainMs: 60_000 }
const AT_ONCE = 8
const BATCH = 64
/** A connector that takes longer is told to stop, and the round goes on without it. */
const MOST_MS = 30_000

/** Wakes conversations whose time has come, until the signal aborts. Several gateways share them; an error of one stops no other. Never rejects. */
export async function wakeConversations(desk: Desk, signal: AbortSignal): Promise<void> {
  const { wakeEveryMs, wakeAgainMs } = { ...WAKE_PACE, ...desk.pace }
  let failing = false
  while (!signal.aborted) {
    try {
      const full = (await wakeDue(desk, signal, wakeAgainMs)) === BATCH
      failing = false
      if (full) continue
    } catch (error) {
      if (!failing) desk.log.warn({ code: codeOf(error) }, 'conversations wait for the ledger')
      failing = true
    }
    await pause(wakeEveryMs, signal)
  }
}

async function wakeDue(desk: Desk, signal: AbortSignal, againMs: number): Promise<number> {
  const channels = await wakingChannels(desk)
  if (channels.size === 0) return 0
  const due = await desk.ledger.memory.claimDue([...channels.keys()], BATCH, againMs)
  const queue = [...due]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const settings = channels.get(next.channel)
      if (settings && !signal.aborted) await wakeOne(desk, settings, next.remembered, signal)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, due.length) }, work))
  return due.length
}

async function wakingChannels(desk: Desk): Promise<Map<string, ChannelSettings>> {
  const able = [...desk.settings.current.channels.values()].filter(
    ({ state, connector }) => state === 'ready' && desk.connectors.get(connector)?.wake !== undefined,
  )
  const pauses = await Promise.all(able.map(({ id }) => desk.pauses.of(id)))
  return new Map(able.filter((_, index) => pauses[index] === null).map((settings) => [settings.id, settings]))
}

async function wakeOne(desk: Desk, settings: ChannelSettings, remembered: Remembered, signal: AbortSignal): Promise<void> {
  const connector: Connector | undefined = desk.connectors.get(settings.connector)
  const limit = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)])
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  limit.addEventListener('abort', () => resolve('late'), { once: true })
  try {
    const woken = connector?.wake?.(remembered, openDeskChannel(desk, settings, limit))
    // What is left behind may still fail.
    woken?.catch(() => undefined)
    if ((await Promise.race([woken, late])) === 'late' && !signal.aborted)
      desk.log.warn({ channelId: settings.id }, 'a conversation took too long to wake; it is tried again')
  } catch (error) {
    desk.log.warn({ channelId: settings.id, code: codeOf(error) }, 'a conversation was not woken; it is tried again')
  }
}

function codeOf(error: unknown): string {
  return error instanceof GatewayError ? error.code : 'internal_error'
}
