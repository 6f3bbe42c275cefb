import type { Log } from './contract/connector.ts'

/** A stop may not take longer, in milliseconds: what is not finished is taken up again from the ledger. */
export const MOST_OF_A_STOP_MS = 9_500

/** On SIGTERM, SIGINT or when the process that started us goes away: runs the steps one after another and exits. */
export function stopInOrder(log: Log, steps: readonly (() => unknown)[]): void {
  let stopping = false
  const stop = async (why: string): Promise<void> => {
    if (stopping) return
    stopping = true
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
