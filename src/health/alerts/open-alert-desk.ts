import { requirePermission, type Scope, sees, type Viewer } from '../../contract/access.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { MaintenanceWindow, Notice } from '../../ledger/alert-rows.ts'
import { newId } from '../../ledger/uuid.ts'
import { type Destination, destinationsOf, isSuppressed } from './destinations.ts'
import { type Incident, incidentOf, renderTest } from './render-notice.ts'
import type { AlertParts } from './run-alerts.ts'
import { openSender } from './send-notice.ts'

export interface ListedIncident extends Incident {
  /** Nobody is told now: a maintenance window is open. */
  readonly quiet: boolean
}

export interface ListedDestination extends Pick<Destination, 'id' | 'way' | 'region' | 'from' | 'lacks'> {
  readonly name: string
  readonly role: string | null
  /** The newest that was sent there, or is on its way. */
  readonly last: Notice | null
}

export interface NewWindow {
  /** Neither: everything. */
  readonly channel?: string
  readonly region?: string
  readonly from: Date
  readonly to: Date
  readonly reason: string
}

/** Incidents, who was told, and when nobody is to be told: for pages, /admin/v1 and the command line. What is outside the scope does not exist. */
export interface AlertDesk {
  /** Newest first; `next`: send it as `before` for what comes after. */
  incidents(
    scope: Scope,
    filter: { open: boolean; before?: string; limit: number },
  ): Promise<{ items: ListedIncident[]; next: string | null }>
  countOpen(scope: Scope): Promise<number>
  notices(scope: Scope, filter: { before?: string; limit: number }): Promise<{ items: Notice[]; next: string | null }>
  destinations(scope: Scope): Promise<ListedDestination[]>
  /** Sends a test at once. Resolves with what came of it, also when it failed. In the audit. Throws `not_permitted`, `not_found`. */
  test(viewer: Viewer, destination: string): Promise<Notice>
  /** Those that are open or to come. */
  windows(scope: Scope): Promise<MaintenanceWindow[]>
  /** In the audit. Throws `not_permitted`, `channel_unknown`, `not_found`, `schema_violation`. */
  planWindow(viewer: Viewer, window: NewWindow): Promise<MaintenanceWindow>
  /** It is over then, also when it was before. Throws `not_permitted`, `not_found`. */
  endWindow(viewer: Viewer, id: string, reason: string): Promise<void>
}

const MOST_WINDOWS = 500
const LONGEST_MS = 31 * 86_400_000

export function openAlertDesk(parts: AlertParts): AlertDesk {
  const { ledger, settings, log } = parts
  const ownDestinations = (scope: Scope) =>
    destinationsOf(settings.current).filter(({ region }) => (region === null ? scope === null : sees(scope, region)))

  /** A window of a province may cover its cities as well; one of everything is told to everybody. */
  const windowsOf = async (scope: Scope): Promise<MaintenanceWindow[]> => {
    const codes = scope === null ? null : [...new Set(scope.flatMap((code) => [code, code.slice(0, 2)]))]
    const rows = await ledger.maintenance.list(codes, new Date(), MOST_WINDOWS)
    return rows.filter(({ region, below }) => region === null || sees(scope, region) || below)
  }

  function checkReason(reason: string): string {
    const words = reason.trim()
    if (words !== '' && words.length <= 500) return words
    throw new GatewayError('schema_violation', 'a decision says why, in at most 500 characters', { at: '/reason' })
  }

  function placeOf(viewer: Viewer, { channel, region }: NewWindow): Pick<MaintenanceWindow, 'channel' | 'region' | 'below'> {
    if (channel !== undefined) {
      const found = settings.current.channels.get(channel)
      if (!found || !sees(viewer.scope, found.region.code))
        throw new GatewayError('channel_unknown', `there is no channel ${channel.slice(0, 64)}`)
      return { channel, region: found.region.code, below: false }
    }
    if (region === undefined) {
      requirePermission(viewer, 'run_gateway')
      return { channel: null, region: null, below: false }
    }
    if (!settings.current.regions.has(region) || !sees(viewer.scope, region))
      throw new GatewayError('not_found', `there is no region ${region.slice(0, 16)}`)
    return { channel: null, region, below: viewer.role !== 'region' && !region.includes('.') }
  }

  return {
    async incidents(scope, filter) {
      const [rows, windows] = await Promise.all([
        ledger.alerts.list(scope, { ...filter, limit: filter.limit + 1 }),
        filter.open ? ledger.maintenance.list(null, new Date(), MOST_WINDOWS) : [],
      ])
      const shown = rows.slice(0, filter.limit)
      const affected = await Promise.all(shown.map((alert) => (filter.open ? ledger.alerts.affected(alert).catch(() => null) : null)))
      const now = new Date()
      const items = shown.map((alert, n) => ({
        ...incidentOf(alert, affected[n] ?? null, settings.current),
        quiet: isSuppressed(windows, alert, now),
      }))
      return { items, next: rows.length > filter.limit ? (shown.at(-1)?.id ?? null) : null }
    },
    countOpen: (scope) => ledger.alerts.countOpen(scope),
    async notices(scope, filter) {
      const rows = await ledger.notices.list(scope, { ...filter, limit: filter.limit + 1 })
      const items = rows.slice(0, filter.limit)
      return { items, next: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null }
    },
    async destinations(scope) {
      const own = ownDestinations(scope)
      const newest = new Map((await ledger.notices.newest(own.map(({ id }) => id))).map((notice) => [notice.destination, notice]))
      return own.map(({ id, way, region, from, lacks, contact }) => ({
        id,
        way,
        region,
        from,
        lacks,
        name: contact.name,
        role: contact.role,
        last: newest.get(id) ?? null,
      }))
    },
    async test(viewer, id) {
      const destination = ownDestinations(viewer.scope).find((one) => one.id === id)
      if (!destination) throw new GatewayError('not_found', 'there is no such destination')
      requirePermission(viewer, destination.region === null ? 'run_gateway' : 'run_channels')
      const { region } = destination
      const notice = {
        id: newId(),
        destination: id,
        region,
        kind: 'test' as const,
        alerts: [],
        content: renderTest(destination.contact.name, viewer.name),
      }
      await ledger.notices.add(notice)
      const sender = openSender({ settings: () => settings.current.gateway.alerts, log })
      const outcome = await sender
        .send({ ...notice, madeAt: new Date() }, destination)
        .then(() => null)
        .catch((error: unknown) => (error instanceof GatewayError ? error.message : 'it failed'))
        .finally(() => sender.close())
      await (outcome === null ? ledger.notices.sent(notice.id) : ledger.notices.failed(notice.id, outcome, null))
      await ledger.audit.add({
        actor: viewer.name,
        action: 'alert.test',
        subject: id,
        address: viewer.address,
        region,
        detail: { sent: outcome === null },
      })
      const [kept] = await ledger.notices.newest([id])
      if (!kept) throw new GatewayError('internal_error', 'the test was not kept')
      return kept
    },
    windows: windowsOf,
    async planWindow(viewer, window) {
      requirePermission(viewer, 'run_channels')
      const { from, to } = window
      if (!(from < to) || to.getTime() <= Date.now() || to.getTime() - from.getTime() > LONGEST_MS)
        throw new GatewayError(
          'schema_violation',
          'a maintenance window ends later than it begins and than now, and lasts at most 31 days',
          {
            at: '/to',
          },
        )
      const reason = checkReason(window.reason)
      const made = { id: newId(), ...placeOf(viewer, window), from, to, reason }
      await ledger.maintenance.add(made, { by: viewer.name, reason, address: viewer.address })
      return { ...made, madeBy: viewer.name }
    },
    async endWindow(viewer, id, reason) {
      const window = await ledger.maintenance.get(id)
      if (!window || !(window.region === null ? viewer.scope === null : sees(viewer.scope, window.region)))
        throw new GatewayError('not_found', 'there is no such maintenance window')
      requirePermission(viewer, window.region === null ? 'run_gateway' : 'run_channels')
      await ledger.maintenance.end(id, { by: viewer.name, reason: checkReason(reason), address: viewer.address })
    },
  }
}
