import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from './contract/connector.ts'

/** A stop may not take longer, in milliseconds: what is not finished is taken up again from the ledger. */
export const MOST_OF_A_STOP_MS = 9_500

export interface Stop {
  /** A signal came; what follows is told, and everything goes on for so long. A second signal ends the waiting. */
  readonly announce: () => number
  /** Run one after another. */
  readonly steps: readonly (() => unknown)[]
}

/** On SIGTERM, SIGINT or when the process that started us goes away: announces it, runs the steps and exits. */
export function stopInOrder(log: Log, { announce, steps }: Stop): void {
  const atOnce = new AbortController()
  let asked = false
  const stop = async (why: string): Promise<void> => {
    if (asked) return atOnce.abort()
    asked = true
    const delayMs = announce()
    if (delayMs > 0) {
      log.info({ why, delayMs }, 'about to stop')
      await pause(delayMs, undefined, { signal: atOnce.signal }).catch(() => undefined)
    }
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(0), MOST_OF_A_STOP_MS).unref()
    for (const step of steps) {
      try {
        await step()
      } catch (error) {
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'a part did not stop cleanly')
      }
    }
    log.info({}, 'stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop(signal))
  process.on('disconnect', () => void stop('the starting process went away'))
}
