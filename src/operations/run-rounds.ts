import { holdLease } from '../ledger/hold-lease.ts'
import type { Quiet } from '../queue/quiet.ts'
import { openTextFilling } from './fill-texts.ts'
import type { OperationsParts } from './parts.ts'
import { runReplay } from './run-replay.ts'
import { watchBalance } from './watch-balance.ts'

const EVERY_MS = 1_000
const BALANCE_EVERY_MS = 60_000

/** The part of operations that runs in the gateway: replays, each under a lease, and once a minute a look at the balance. */
export function startOperations(parts: OperationsParts & { readonly holder: string; readonly quiet?: Quiet }): { close(): Promise<void> } {
  const { ledger, log, holder } = parts
  const stopping = new AbortController()
  const texts = openTextFilling(parts)
  let failing = false
  let timer: NodeJS.Timeout | null = setTimeout(run, 0)
  let running = Promise.resolve()
  let balanceAt = 0
  /** Each goes at its own pace. */
  const atWork = new Map<string, Promise<void>>()

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
        if (await ledger.leases.take('watch:balance', holder, BALANCE_EVERY_MS - EVERY_MS)) {
          await watchBalance(ledger, new Date())
          await ledger.alerts.closeDecided()
        }
      }
      texts.fill()
      for (const { id } of await ledger.replays.running()) {
        if (!atWork.has(id))
          atWork.set(
            id,
            takeUp(id).finally(() => atWork.delete(id)),
          )
      }
      failing = false
    } catch (error) {
      if (!failing) log.warn({ error: error instanceof Error ? error.message : String(error) }, 'operations wait for the ledger')
      failing = true
    }
  }

  /** What fails is taken up again by the next round. */
  async function takeUp(id: string): Promise<void> {
    const lease = await holdLease(ledger, `replay:${id}`, holder).catch(() => null)
    if (!lease) return
    try {
      // Read behind the lease: another gateway may have gone on with it.
      const replay = await ledger.replays.get(id, null)
      if (replay?.state === 'running') await runReplay(parts, replay, AbortSignal.any([stopping.signal, lease.signal]))
    } catch (error) {
      log.warn({ replayId: id, error: error instanceof Error ? error.message : String(error) }, 'the replay goes on later')
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
      await texts.close()
      await Promise.all(atWork.values())
    },
  }
}
