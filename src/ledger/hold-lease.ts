import type { Ledger } from './ledger.ts'

/** A lease that is renewed until released. `signal` aborts when it was lost: whoever works under it must stop. */
export interface HeldLease {
  readonly name: string
  readonly holder: string
  readonly signal: AbortSignal
  release(): Promise<void>
}

/** How long a lease outlives its holder, in milliseconds. */
export const LEASE_MS = 12_000

/** Takes a lease and keeps it. null: another process holds it. */
export async function holdLease(ledger: Ledger, name: string, holder: string, ttlMs: number = LEASE_MS): Promise<HeldLease | null> {
  if (!(await ledger.leases.take(name, holder, ttlMs))) return null
  const lost = new AbortController()
  let goodUntil = Date.now() + ttlMs
  const timer = setInterval(renew, ttlMs / 3)
  timer.unref()

  async function renew(): Promise<void> {
    const asked = Date.now()
    const kept = await ledger.leases.take(name, holder, ttlMs).catch(() => null)
    if (kept === true) goodUntil = asked + ttlMs
    if (kept === false || Date.now() > goodUntil) {
      clearInterval(timer)
      lost.abort()
    }
  }

  return {
    name,
    holder,
    signal: lost.signal,
    async release() {
      clearInterval(timer)
      await ledger.leases.release(name, holder).catch(() => undefined)
    },
  }
}
