import { jakartaDay } from '../ledger/jakarta-day.ts'
import type { Ledger } from '../ledger/ledger.ts'

const MOST_IDS = 20
const DAY_MS = 86_400_000
const KEY = 'balance'

/** Looks at today and yesterday for complaints whose state and history do not go together; an alert names them, and closes when there are none. */
export async function watchBalance(ledger: Ledger, now: Date): Promise<void> {
  const days = [now, new Date(now.getTime() - DAY_MS)].map(jakartaDay)
  const found = (await Promise.all(days.map((day) => ledger.reconciliation.differences({ day }, MOST_IDS)))).flat()
  if (found.length === 0) return ledger.alerts.close(KEY)
  const named = found.slice(0, MOST_IDS).map(({ id, what }) => `${id} (${what})`)
  await ledger.alerts.raise(
    KEY,
    'balance_differs',
    'ledger',
    `the balance does not hold for ${named.join(', ')}; keep the database as it is and report it`,
  )
}
