import { GatewayError } from '../contract/errors.ts'
import { isAway } from './database-errors.ts'

/** A statement that those share who need it at the same time. */
export interface SharedStatement<Item, Result> {
  /** What the statement says of this item. Throws `throttled` when more waits than may be held. */
  call(item: Item): Promise<Result>
  /** Resolves when nothing waits any more. */
  settle(): Promise<void>
}

export interface SharedLimits<Item> {
  /** Rows of one statement at most. */
  readonly rows: number
  /** So many that wait need not wait for more: neither for the end of the turn nor for the statement under way. Default: `rows`. */
  readonly ripe?: number
  /** So many statements at the same time, when one takes long or enough wait: connections of the pool are left for everything else. */
  readonly atOnce: number
  /** Where items are large: how large, and how much of them one statement takes, and may wait. */
  readonly bytes?: { readonly of: (item: Item) => number; readonly each: number; readonly waiting: number }
  /** Rows that may wait. Default: no limit. */
  readonly waiting?: number
  /** Two items with the same one never share a statement: it could not tell them apart. */
  readonly apart?: (item: Item) => string
}

/** A statement that takes longer is not waited for. */
const LONG_MS = 20

/**
 * One that comes alone goes at once, with what comes in the same turn of the event loop; while a statement is under way the others gather for the next one, so that
 * under load few statements carry many. What gathers does not wait behind one that takes long, be it for a lock.
 * `run` gives a result for each item, in their order. When a statement fails for its content, each of its items is tried alone, so that only the bad one fails.
 */
export function shareStatement<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  { rows, ripe = rows, atOnce, bytes, waiting: mostWaiting = Number.POSITIVE_INFINITY, apart }: SharedLimits<Item>,
): SharedStatement<Item, Result> {
  interface Waiting {
    readonly item: Item
    readonly size: number
    readonly resolve: (result: Result) => void
    readonly reject: (error: unknown) => void
  }
  let waiting: Waiting[] = []
  let heldRows = 0
  let heldBytes = 0
  let underWay = 0
  let latestAt = 0
  let turn: NodeJS.Immediate | null = null
  let late: NodeJS.Timeout | null = null
  let idle: PromiseWithResolvers<void> | null = null

  function flush(): void {
    if (turn !== null) clearImmediate(turn)
    turn = null
    while (waiting.length > 0 && mayBegin()) void runBatch(takeBatch())
    if (late === null && waiting.length > 0 && underWay < atOnce)
      late = setTimeout(() => {
        late = null
        flush()
      }, LONG_MS)
  }

  function mayBegin(): boolean {
    return underWay === 0 || (underWay < atOnce && (waiting.length >= ripe || performance.now() - latestAt >= LONG_MS))
  }

  /** From the front, so that nobody is overtaken. */
  function takeBatch(): Waiting[] {
    const keys = new Set<string>()
    let count = 0
    let size = 0
    for (const next of waiting) {
      const key = apart?.(next.item) ?? `${count}`
      size += next.size
      if (count > 0 && (count === rows || size > (bytes?.each ?? 0) || keys.has(key))) break
      keys.add(key)
      count += 1
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return batch
  }

  async function runBatch(batch: readonly Waiting[]): Promise<void> {
    underWay += 1
    latestAt = performance.now()
    try {
      const results = await run(batch.map(({ item }) => item))
      for (const [index, { resolve, reject }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) reject(lost())
        else resolve(result)
      }
    } catch (error) {
      // What waits would only run into the same limits, one batch after the other.
      if (isAway(error))
        for (const next of waiting.splice(0)) {
          release(next)
          next.reject(error)
        }
      if (batch.length === 1 || isAway(error)) for (const { reject } of batch) reject(error)
      else await runOneByOne(batch)
    } finally {
      underWay -= 1
      for (const next of batch) release(next)
      flush()
      if (heldRows === 0) idle?.resolve()
    }
  }

  async function runOneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const { item, resolve, reject } of batch) {
      try {
        const [result] = await run([item])
        if (result === undefined) throw lost()
        resolve(result)
      } catch (error) {
        reject(error)
      }
    }
  }

  function release({ size }: Waiting): void {
    heldRows -= 1
    heldBytes -= size
  }

  return {
    call(item) {
      if (heldRows >= mostWaiting || heldBytes >= (bytes?.waiting ?? Number.POSITIVE_INFINITY)) {
        return Promise.reject(new GatewayError('throttled', 'the ledger has more to store than it can take now', { retryAfterMs: 1_000 }))
      }
      const size = bytes?.of(item) ?? 0
      heldRows += 1
      heldBytes += size
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      waiting.push({ item, size, resolve, reject })
      if (waiting.length >= ripe) flush()
      else turn ??= setImmediate(flush)
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

const lost = (): GatewayError => new GatewayError('internal_error', 'the ledger lost the outcome of a statement')
