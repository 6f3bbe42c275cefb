import { GatewayError } from '../contract/errors.ts'
import { isAway } from './database-errors.ts'
import type { Inserted } from './ledger.ts'
import type { PreparedComplaint } from './prepared-complaint.ts'

export interface InsertQueue {
  insert(complaint: PreparedComplaint): Promise<Inserted>
  /** Resolves when nothing waits any more. */
  settle(): Promise<void>
}

/**
 * Gathers what comes within WINDOW_MS into batches. Bounded: above MAX_WAITING_ROWS or MAX_WAITING_BYTES it answers `throttled`.
 * When a batch fails for its content, each of its rows is tried alone, so that only the bad one fails.
 */
export function openInsertQueue(store: (batch: readonly PreparedComplaint[]) => Promise<Inserted[]>): InsertQueue {
  let waiting: Waiting[] = []
  let heldRows = 0
  let heldBytes = 0
  let inFlight = 0
  let timer: NodeJS.Timeout | null = null
  let idle: PromiseWithResolvers<void> | null = null

  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    while (waiting.length > 0 && inFlight < MAX_BATCHES) void storeBatch(takeBatch())
  }

  function takeBatch(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { complaint } of waiting) {
      bytes += complaint.sizeBytes
      if (count > 0 && (count === MAX_BATCH_ROWS || bytes > MAX_BATCH_BYTES)) break
      count += 1
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return batch
  }

  async function storeBatch(batch: readonly Waiting[]): Promise<void> {
    inFlight += 1
    try {
      const results = await store(batch.map(({ complaint }) => complaint))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(new GatewayError('internal_error', 'the ledger lost the outcome of an insert'))
        else resolve(result)
      }
    } catch (error) {
      // What waits would only run into the same limits, one batch after the other.
      if (isAway(error))
        for (const { complaint, reject } of waiting.splice(0)) {
          release(complaint)
          reject(error)
        }
      if (batch.length === 1 || isAway(error)) for (const { reject } of batch) reject(error)
      else await storeOneByOne(batch)
    } finally {
      inFlight -= 1
      for (const { complaint } of batch) release(complaint)
      flush()
      if (heldRows === 0) idle?.resolve()
    }
  }

  function release(complaint: PreparedComplaint): void {
    heldRows -= 1
    heldBytes -= complaint.sizeBytes
  }

  async function storeOneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const { complaint, resolve, reject } of batch) {
      try {
        const [result] = await store([complaint])
        if (result === undefined) throw new GatewayError('internal_error', 'the ledger lost the outcome of an insert')
        resolve(result)
      } catch (error) {
        reject(error)
      }
    }
  }

  return {
    insert(complaint) {
      if (heldRows >= MAX_WAITING_ROWS || heldBytes >= MAX_WAITING_BYTES) {
        return Promise.reject(new GatewayError('throttled', 'the ledger has more to store than it can take now', { retryAfterMs: 1_000 }))
      }
      heldRows += 1
      heldBytes += complaint.sizeBytes
      const { promise, resolve, reject } = Promise.withResolvers<Inserted>()
      waiting.push({ complaint, resolve, reject })
      if (waiting.length >= MAX_BATCH_ROWS) flush()
      else timer ??= setTimeout(flush, WINDOW_MS)
      return promise
    },
    settle() {
      if (heldRows === 0) return Promise.resolve()
      idle ??= Promise.withResolvers<void>()
      flush()
      return idle.promise
    },
  }
}

interface Waiting {
  readonly complaint: PreparedComplaint
  readonly resolve: (inserted: Inserted) => void
  readonly reject: (error: unknown) => void
}

const WINDOW_MS = 2
const MAX_BATCH_ROWS = 100
const MAX_BATCH_BYTES = 8 * 1024 * 1024
/** Leaves connections of the pool for everything else. */
const MAX_BATCHES = 3
const MAX_WAITING_ROWS = 5_000
const MAX_WAITING_BYTES = 128 * 1024 * 1024
