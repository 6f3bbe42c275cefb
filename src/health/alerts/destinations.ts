import type { AlertSettings, ContactSettings } from '../../contract/alert-settings.ts'
import type { Settings } from '../../contract/settings.ts'
import type { MaintenanceWindow } from '../../ledger/alert-rows.ts'
import type { Severity } from './kinds.ts'

export type Way = 'email' | 'telegram' | 'webhook'

/** One way to one contact. */
export interface Destination {
  /** '<region or gateway>/<contact>/<way>' */
  readonly id: string
  readonly way: Way
  readonly contact: ContactSettings
  /** Whose contact it is; null: of the whole country. */
  readonly region: string | null
  readonly from: Severity
  /** Why nothing can be sent to it; null: it can. */
  readonly lacks: string | null
}

export function destinationsOf(settings: Settings): Destination[] {
  const { alerts } = settings.gateway
  const own = alerts.contacts.flatMap((contact) => waysOf(contact, null, alerts))
  return [...own, ...[...settings.regions.values()].flatMap(({ code, contacts }) => contacts.flatMap((one) => waysOf(one, code, alerts)))]
}

function waysOf(contact: ContactSettings, region: string | null, alerts: AlertSettings): Destination[] {
  if (contact.alerts === 'none') return []
  const from = contact.alerts
  const ways: Way[] = (['email', 'telegram', 'webhook'] as const).filter((way) => contact[way] !== null)
  return ways.map((way) => ({
    id: `${region ?? 'gateway'}/${contact.name}/${way}`,
    way,
    contact,
    region,
    from,
    lacks: way !== 'webhook' && alerts[way] === null ? LACKS[way] : null,
  }))
}

const LACKS = {
  email: 'alerts.email.smtpUrl is not set in gateway.yaml',
  telegram: 'alerts.telegram.token is not set in gateway.yaml',
} as const

/** Whether somebody there is told of an incident of this region and severity. A province is told of its regencies and cities. */
export function isTold({ region, from }: Destination, alert: { readonly region: string | null; readonly severity: Severity }): boolean {
  if (from === 'critical' && alert.severity !== 'critical') return false
  return region === null || (alert.region !== null && (alert.region === region || alert.region.startsWith(`${region}.`)))
}

/** Whether a window is open in which nobody is told of this. */
export function isSuppressed(
  windows: readonly MaintenanceWindow[],
  { subject, region }: { readonly subject: string; readonly region: string | null },
  now: Date,
): boolean {
  return windows.some((window) => {
    if (window.from > now || window.to <= now) return false
    if (window.channel !== null) return window.channel === subject
    if (window.region === null) return true
    return region !== null && (region === window.region || (window.below && region.startsWith(`${window.region}.`)))
  })
}
