import type { AlertSettings } from '../../contract/alert-settings.ts'
import type { MaintenanceWindow, NoticeKind, ToldAlert } from '../../ledger/alert-rows.ts'
import { type Destination, isSuppressed, isTold } from './destinations.ts'
import { kindOf } from './kinds.ts'

/** One message to one destination about some incidents. */
export interface PlannedNotice {
  readonly destination: Destination
  readonly kind: Exclude<NoticeKind, 'test'>
  readonly alerts: readonly ToldAlert[]
}

export interface Plan {
  readonly notices: readonly PlannedNotice[]
  /** The same incident, open again under another alert: who knows of it knows of that one. */
  readonly moves: readonly { readonly from: string; readonly to: string }[]
}

/** Who is to be told of what now. Pure. */
export function planNotices(
  alerts: readonly ToldAlert[],
  destinations: readonly Destination[],
  windows: readonly MaintenanceWindow[],
  { groupMs, repeatMs }: Pick<AlertSettings, 'groupMs' | 'repeatMs'>,
  now: Date,
): Plan {
  const open = alerts.filter(({ closedAt }) => closedAt === null)
  const closed = alerts.filter(({ closedAt }) => closedAt !== null)
  const openOf = new Map(open.map((alert) => [alert.key, alert]))
  const moves = closed.flatMap(({ id, key }) => {
    const again = openOf.get(key)
    return again ? [{ from: id, to: again.id }] : []
  })
  const moved = new Set(moves.flatMap(({ from, to }) => [from, to]))
  const loud = open.filter((alert) => !moved.has(alert.id) && !isSuppressed(windows, alert, now))
  const over = closed.filter(({ id, closedAt }) => !moved.has(id) && closedAt !== null && now.getTime() - closedAt.getTime() >= groupMs)

  const notices = destinations.flatMap((destination): PlannedNotice[] => {
    const known = (alert: ToldAlert) => alert.tellings.find((telling) => telling.destination === destination.id)
    const own = loud.filter((alert) => isTold(destination, { region: alert.region, severity: kindOf(alert).severity }))
    const fresh = own.filter((alert) => !known(alert))
    const opened = fresh.some(({ openedAt }) => now.getTime() - openedAt.getTime() >= groupMs) ? fresh : []
    const repeated = own.filter((alert) => {
      const last = known(alert)?.lastAt.getTime()
      return last !== undefined && now.getTime() - last >= repeatMs[kindOf(alert).severity]
    })
    const recovered = over.filter(known)
    const all = [
      { kind: 'opened', alerts: opened },
      { kind: 'repeated', alerts: repeated },
      { kind: 'recovered', alerts: recovered },
    ] as const
    return all.filter(({ alerts: some }) => some.length > 0).map((one) => ({ destination, ...one }))
  })
  return { notices, moves }
}
