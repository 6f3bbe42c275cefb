import type { Ledger } from './ledger.ts'

/** A lease that is renewed until released. `signal` aborts when it was lost: whoever works under it must stop. */
export interface HeldLease {
  readonly name: string
  /** As the ledger knows it: the process, and the call that took it. */
  readonly holder: string
  readonly signal: AbortSignal
  release(): Promise<void>
  /** It was given back together with the last work under it. */
  wasReleased(): void
}

/** How long a lease outlives its holder, in milliseconds. */
const LEASE_MS = 8_000

let calls = 0

/**
 * Takes a lease and keeps it. null: it is held already, be it by this very process: a queue may hand the same job to two workers of one gateway, and only one of
 * them may work on it.
 */
export async function holdLease(ledger: Ledger, name: string, holder: string, ttlMs: number = LEASE_MS): Promise<HeldLease | null> {
  const begun = performance.now()
  const own = `${holder}/${++calls}`
  if (!(await ledger.leases.take(name, own, ttlMs))) return null
  const lost = new AbortController()
  let released = false
  let expiry = loseAfter(begun)
  const timer = setInterval(() => void renew(), ttlMs / 3)
  timer.unref()

  async function renew(): Promise<void> {
    const asked = performance.now()
    const kept = await ledger.leases.renew(name, own, ttlMs).catch(() => null)
    if (released || lost.signal.aborted) return
    if (kept === false) lose()
    if (kept !== true) return
    clearTimeout(expiry)
    expiry = loseAfter(asked)
  }

  function loseAfter(taken: number): NodeJS.Timeout {
    return setTimeout(lose, ttlMs - (performance.now() - taken)).unref()
  }

  /** Also when the ledger does not answer at all: another gateway may reach it. */
  function lose(): void {
    clearInterval(timer)
    clearTimeout(expiry)
    lost.abort()
  }

  function wasReleased(): void {
    released = true
    clearInterval(timer)
    clearTimeout(expiry)
  }

  return {
    name,
    holder: own,
    signal: lost.signal,
    wasReleased,
    async release() {
      if (released) return
      wasReleased()
      await ledger.leases.release(name, own).catch(() => undefined)
    },
  }
}
