import type { Ledger } from './ledger.ts'

/** A lease that is renewed until released. `signal` aborts when it was lost: whoever works under it must stop. */
export interface HeldLease {
  readonly name: string
  readonly holder: string
  readonly signal: AbortSignal
  release(): Promise<void>
}

/** How long a lease outlives its holder, in milliseconds. */
const LEASE_MS = 8_000

/** Takes a lease and keeps it. null: another process holds it. */
export async function holdLease(ledger: Ledger, name: string, holder: string, ttlMs: number = LEASE_MS): Promise<HeldLease | null> {
  const begun = performance.now()
  if (!(await ledger.leases.take(name, holder, ttlMs))) return null
  const lost = new AbortController()
  let renewing = Promise.resolve()
  let expiry = loseAfter(begun)
  const timer = setInterval(() => {
    renewing = renewing.then(renew)
  }, ttlMs / 3)
  timer.unref()

  async function renew(): Promise<void> {
    const asked = performance.now()
    const kept = await ledger.leases.take(name, holder, ttlMs).catch(() => null)
    if (kept === false) lose()
    if (kept !== true || lost.signal.aborted) return
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

  return {
    name,
    holder,
    signal: lost.signal,
    async release() {
      clearInterval(timer)
      // A renewal that is still on its way would take the lease again behind its release.
      await renewing
      clearTimeout(expiry)
      await ledger.leases.release(name, holder).catch(() => undefined)
    },
  }
}
