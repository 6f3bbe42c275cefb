import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { holdLease } from '../ledger/hold-lease.ts'
import { type Desk, PACE } from './desk.ts'
import { pause, withJitter } from './pause.ts'

export interface LeaseName {
  readonly name: string
  readonly holder: string
}

/** This process, among all that share the ledger. */
export function newHolder(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
}

/** Waits for the lease, works while it is held, and goes back to waiting when it is lost or the work ends; until `stop` aborts. Never rejects. */
export async function underLease(
  desk: Desk,
  name: string,
  holder: string,
  stop: AbortSignal,
  work: (signal: AbortSignal, lease: LeaseName) => Promise<void>,
): Promise<void> {
  const { leaseMs, askLeaseMs } = { ...PACE, ...desk.pace }
  while (!stop.aborted) {
    const lease = await holdLease(desk.ledger, name, holder, leaseMs).catch(() => null)
    if (lease) {
      try {
        await work(AbortSignal.any([stop, lease.signal]), lease)
      } catch (error) {
        desk.log.error({ lease: name, error: error instanceof Error ? error.message : String(error) }, 'runner ended')
      }
      await lease.release()
    }
    await pause(withJitter(askLeaseMs), stop)
  }
}
