import { setTimeout as wait } from 'node:timers/promises'

/** Resolves after the time, or at once when the signal aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await wait(ms, undefined, { signal }).catch(() => undefined)
}

/** A tenth more or less, so that many processes do not move in step. */
export function withJitter(ms: number): number {
  return ms * (0.9 + Math.random() * 0.2)
}

/** Doubles from `firstMs` with each failure in a row (from 1), up to `mostMs`, with jitter. */
export function backoff(failures: number, firstMs: number, mostMs: number): number {
  return withJitter(Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20)))
}
