import type { Ledger } from '../ledger/ledger.ts'

/** What goes well closes the alerts that said it did not: within a second, and together, so that thousands of deliveries do not each look for them. */
export interface AllWell {
  note(...keys: string[]): void
  close(): Promise<void>
}

const EVERY_MS = 1_000

export function openAllWell(alerts: Pick<Ledger['alerts'], 'close'>): AllWell {
  const well = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  async function tell(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const keys = [...well]
    well.clear()
    // The next one that goes well closes them.
    if (keys.length > 0) await alerts.close(...keys).catch(() => undefined)
  }

  return {
    note(...keys) {
      for (const key of keys) well.add(key)
      timer ??= setTimeout(tell, EVERY_MS)
    },
    close: tell,
  }
}
