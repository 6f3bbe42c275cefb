import { sees, type Viewer } from '../contract/access.ts'
import type { Alert } from '../ledger/alert-rows.ts'
import type { Difference, Pause } from '../ledger/decisions.ts'
import type { FlowPoint } from '../ledger/flow.ts'
import { jakartaDay } from '../ledger/jakarta-day.ts'
import type { Balance, Ledger } from '../ledger/ledger.ts'
import type { WaitingCount } from '../ledger/waiting.ts'
import type { OperationsParts } from './parts.ts'
import { openRecentFlow } from './recent-flow.ts'

/** How things stand now, for one viewer. */
export interface Overview {
  readonly at: Date
  /** Of the balance: YYYY-MM-DD in Jakarta. */
  readonly day: string
  readonly balance: Balance
  /** Complaints of today and yesterday whose history contradicts their state; looked for once a minute. Empty: the balance holds. */
  readonly differences: readonly Difference[]
  readonly parked: WaitingCount
  readonly unknown: WaitingCount
  /** The newest, without those about what is counted here anyway. */
  readonly incidents: readonly Incident[]
  /** Terms of the law that are about to be missed, and missed. */
  readonly clocks: { readonly soon: number; readonly missed: number }
  /** All sending to LAPOR! is stopped by a person. */
  readonly pause: Pause | null
  /** Twelve hours in stretches of ten minutes, the last one not over yet. Empty ones are among them. */
  readonly flow: readonly FlowPoint[]
}

/** An open alert. `subject`: a channel, a region, a complaint, or a part of the gateway. */
export type Incident = Pick<Alert, 'code' | 'subject' | 'message' | 'words' | 'count' | 'openedAt'>

export interface OverviewOperations {
  /** Costs about the same however large the ledger is. */
  read(viewer: Pick<Viewer, 'scope'>): Promise<Overview>
}

/** What waits is counted so far. */
const MOST_WAITING = 1_000
const MOST_DIFFERENCES = 100
const LOOK_EVERY_MS = 60_000
const DAY_MS = 86_400_000
/** Alerts about what is counted here anyway. */
const COUNTED = /^(park|unknown|balance|health_down|health_silent|health_degraded)(:|$)/
const MOST_INCIDENTS = 50

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)

export function openOverview(parts: OperationsParts): OverviewOperations {
  const { ledger } = parts
  const flow = openRecentFlow(ledger.flow)
  const differences = openDifferences(ledger)
  return {
    async read({ scope }) {
      const at = new Date()
      const day = jakartaDay(at)
      const [balance, different, parked, unknown, alerts, urgent, pauses, points] = await Promise.all([
        ledger.complaints.balance({ day, scope }),
        differences(at),
        ledger.waiting.parked(scope, MOST_WAITING),
        ledger.waiting.unknown(scope, MOST_WAITING),
        ledger.alerts.list(scope, { open: true, limit: MOST_INCIDENTS }),
        ledger.figures.urgentCounts(scope),
        ledger.pauses.all(),
        flow(scope, at),
      ])
      return {
        at,
        day,
        balance,
        differences: different.filter(({ region }) => sees(scope, region)),
        parked,
        unknown,
        incidents: alerts.filter(({ key }) => !COUNTED.test(key)),
        clocks: { soon: sum(urgent.map(({ soon }) => soon)), missed: sum(urgent.map(({ missed }) => missed)) },
        pause: pauses[0] ?? null,
        flow: points,
      }
    },
  }
}

/** Every complaint of two days is looked at, so not each time that somebody asks. */
function openDifferences({ reconciliation }: Ledger): (now: Date) => Promise<readonly Difference[]> {
  let known: { readonly at: number; readonly found: Promise<readonly Difference[]> } | null = null
  const look = async (now: Date) => {
    const days = [now, new Date(now.getTime() - DAY_MS)].map(jakartaDay)
    return (await Promise.all(days.map((day) => reconciliation.differences({ day }, MOST_DIFFERENCES)))).flat()
  }
  return (now) => {
    if (known && now.getTime() - known.at < LOOK_EVERY_MS) return known.found
    const before = known?.found
    const found = look(now)
    known = { at: now.getTime(), found }
    found.catch(() => {
      known = null
    })
    // Nobody waits for the next look: what the last one found is shown until it is done.
    return before ?? found
  }
}
