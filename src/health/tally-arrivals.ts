import type { Log } from '../contract/connector.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface ArrivalTally {
  /** Neither waits nor fails. */
  count(channel: string, outcome: string): void
  /** Writes what was counted. */
  close(): Promise<void>
}

const EVERY_MS = 5_000

/** What came of arrivals, for all gateways together. A process that dies takes at most the last seconds with it: this is evidence, the balance counts in the ledger. */
export function openTally({ ledger, log }: { ledger: Pick<Ledger, 'signs'>; log: Log }): ArrivalTally {
  let counts = new Map<string, Map<string, number>>()
  let failing = false
  let writing = Promise.resolve()
  const timer = setInterval(() => {
    writing = writing.then(write)
  }, EVERY_MS)
  timer.unref()

  async function write(): Promise<void> {
    const taken = counts
    const rows = [...taken].flatMap(([channel, outcomes]) => [...outcomes].map(([outcome, count]) => ({ channel, outcome, count })))
    if (rows.length === 0) return
    counts = new Map()
    try {
      await ledger.signs.countOutcomes(rows)
      failing = false
    } catch {
      for (const row of rows) add(row.channel, row.outcome, row.count)
      if (!failing) log.warn({}, 'what came of arrivals is counted when the ledger is back')
      failing = true
    }
  }

  function add(channel: string, outcome: string, more: number): void {
    const outcomes = counts.get(channel) ?? new Map<string, number>()
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + more)
    counts.set(channel, outcomes)
  }

  return {
    count: (channel, outcome) => add(channel, outcome, 1),
    async close() {
      clearInterval(timer)
      await writing
      await write()
    },
  }
}
