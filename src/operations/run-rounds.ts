import { holdLease } from '../ledger/hold-lease.ts'
import type { OperationsParts } from './parts.ts'
import { runReplay } from './run-replay.ts'
import { watchBalance } from './watch-balance.ts'

const EVERY_MS = 1_000
const BALANCE_EVERY_MS = 60_000

/** The part of operations that runs in the gateway: replays, each under a lease, and once a minute a look at the balance. */
export function startOperations(parts: OperationsParts & { readonly holder: string }): { close(): Promise<void> } {
  const { ledger, log, holder } = parts
  const stopping = new AbortController()
  let failing = false
  let timer: NodeJS.Timeout | null = setTimeout(run, 0)
  let running = Promise.resolve()
  let balanceAt = 0

  function run(): void {
    running = round().then(() => {
      if (timer && !stopping.signal.aborted) timer = setTimeout(run, EVERY_MS)
    })
  }

  async function round(): Promise<void> {
    try {
      if (Date.now() >= balanceAt) {
        balanceAt = Date.now() + BALANCE_EVERY_MS
        // Not given back: of many gateways one looks in a minute.
        if (await ledger.leases.take('watch:balance', holder, BALANCE_EVERY_MS - EVERY_MS)) await watchBalance(ledger, new Date())
      }
      for (const replay of await ledger.replays.running()) await takeUp(replay.id)
      failing = false
    } catch (error) {
      if (!failing) log.warn({ error: error instanceof Error ? error.message : String(error) }, 'replays wait for the ledger')
      failing = true
    }
  }

  async function takeUp(id: string): Promise<void> {
    const lease = await holdLease(ledger, `replay:${id}`, holder)
    if (!lease) return
    try {
      // Read behind the lease: another gateway may have gone on with it.
      const replay = await ledger.replays.get(id)
      if (replay?.state === 'running') await runReplay(parts, replay, AbortSignal.any([stopping.signal, lease.signal]))
    } finally {
      await lease.release()
    }
  }

  return {
    async close() {
      if (timer) clearTimeout(timer)
      timer = null
      stopping.abort()
      await running
    },
  }
}
