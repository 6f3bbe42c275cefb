import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../contract/connector.ts'
import { connectRedis } from './redis.ts'

/** So many calls a second to one destination (`central`, `channel:<id>`), over all gateways and stages. */
export interface Turns {
  /** Resolves when it is this call's turn, or when the signal aborts. null: no limit. Never throws. */
  take(key: string, perSecond: number | null, signal: AbortSignal): Promise<void>
  close(): void
}

/** Gives the next free moment and takes it. Time is that of Redis, so that the clocks of the gateways do not matter. */
const NEXT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.3f', at + tonumber(ARGV[1])), 'PX', 600000)
return math.ceil(at - now)`

export function openTurns({ redisUrl, prefix = 'lapor', log }: { redisUrl: string; prefix?: string; log: Log }): Turns {
  const redis = connectRedis(redisUrl, 'producer', log)
  // At the start it is not known yet whether Redis is there.
  const met = new Promise<void>((resolve) => void redis.once('ready', resolve).once('close', resolve))
  const ownNext = new Map<string, number>()

  /** While Redis is away each gateway keeps the limit by itself. */
  function waitAlone(key: string, everyMs: number): number {
    const now = performance.now()
    const at = Math.max(now, ownNext.get(key) ?? 0)
    ownNext.set(key, at + everyMs)
    return at - now
  }

  return {
    async take(key, perSecond, signal) {
      if (perSecond === null) return
      const everyMs = 1000 / perSecond
      const waitMs = await met
        .then(() => redis.eval(NEXT, 1, `${prefix}:turns:${key}`, everyMs))
        .then(Number, () => waitAlone(key, everyMs))
      if (waitMs > 0) await pause(waitMs, undefined, { signal }).catch(() => undefined)
    },
    close: () => redis.disconnect(),
  }
}
