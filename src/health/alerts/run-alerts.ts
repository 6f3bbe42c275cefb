import type { SettingsStore } from '../../config/open-settings.ts'
import type { Log } from '../../contract/connector.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Notice } from '../../ledger/alert-rows.ts'
import { holdLease } from '../../ledger/hold-lease.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { newId } from '../../ledger/uuid.ts'
import { destinationsOf } from './destinations.ts'
import { type PlannedNotice, planNotices } from './plan-notices.ts'
import { type Incident, incidentOf, renderNotice } from './render-notice.ts'
import { openSender, type Sender } from './send-notice.ts'

export interface AlertParts {
  readonly ledger: Ledger
  readonly settings: Pick<SettingsStore, 'current'>
  readonly log: Log
}

/** Milliseconds. */
interface Pace {
  readonly everyMs: number
  readonly firstRetryMs: number
  readonly mostRetryMs: number
}

const PACE: Pace = { everyMs: 5_000, firstRetryMs: 15_000, mostRetryMs: 1_800_000 }
const DAY_MS = 86_400_000
/** After days of trying nobody is helped by it any more; it is shown as given up. */
const GIVE_UP_MS = 3 * DAY_MS
const KEEP_MS = 90 * DAY_MS
const MOST_ALERTS = 2_000
const MOST_WINDOWS = 1_000
const AT_ONCE = 20

/** Tells who is to be told, on one gateway at a time. What is to be sent stands in the ledger before it is sent: a gateway that dies in between sends it again, under the same id. */
export function startAlerts(parts: AlertParts & { readonly holder: string; readonly pace?: Partial<Pace> }): { close(): Promise<void> } {
  const { ledger, log, holder } = parts
  const pace = { ...PACE, ...parts.pace }
  const sender = openSender({ settings: () => parts.settings.current.gateway.alerts, log })
  let timer: NodeJS.Timeout | null = setTimeout(begin, 0)
  let running: Promise<void> = Promise.resolve()
  let failing = false
  let forgetAt = 0

  function begin(): void {
    running = round().then(() => {
      if (timer) timer = setTimeout(begin, pace.everyMs)
    })
  }

  async function round(): Promise<void> {
    try {
      const lease = await holdLease(ledger, 'alerts', holder)
      if (!lease) return
      try {
        await writeNotices(parts)
        const notices = await ledger.notices.due(AT_ONCE)
        await Promise.all(notices.map((notice) => sendOne(parts, sender, notice, pace)))
        if (Date.now() >= forgetAt) {
          await ledger.notices.forget(new Date(Date.now() - KEEP_MS))
          forgetAt = Date.now() + DAY_MS / 24
        }
      } finally {
        await lease.release()
      }
      failing = false
    } catch (error) {
      if (!failing) log.warn({ error: error instanceof Error ? error.message : String(error) }, 'alerts wait for the ledger')
      failing = true
    }
  }

  return {
    async close() {
      if (timer) clearTimeout(timer)
      timer = null
      await running
      sender.close()
    },
  }
}

async function writeNotices({ ledger, settings }: AlertParts): Promise<void> {
  const { current } = settings
  await ledger.alerts.place(new Map([...current.channels.values()].map(({ id, region }) => [id, region.code])))
  const destinations = destinationsOf(current).filter(({ lacks }) => lacks === null)
  if (destinations.length === 0) return
  const now = new Date()
  const [alerts, windows] = await Promise.all([ledger.notices.untold(MOST_ALERTS), ledger.maintenance.list(null, now, MOST_WINDOWS)])
  const { notices, moves } = planNotices(alerts, destinations, windows, current.gateway.alerts, now)
  for (const { from, to } of moves) await ledger.notices.move(from, to)
  const incidents = new Map<string, Incident>()
  for (const notice of notices) await writeNotice(notice)

  async function writeNotice({ destination, kind, alerts: told }: PlannedNotice): Promise<void> {
    for (const alert of told) {
      if (!incidents.has(alert.id))
        incidents.set(alert.id, incidentOf(alert, await ledger.alerts.affected(alert).catch(() => null), current))
    }
    const shown = told.flatMap(({ id }) => incidents.get(id) ?? [])
    const zone = current.regions.get(destination.region ?? '')?.timezone ?? 'Asia/Jakarta'
    await ledger.notices.add({
      id: newId(),
      destination: destination.id,
      region: destination.region,
      kind,
      alerts: told.map(({ id }) => id),
      content: renderNotice(kind, shown, zone),
    })
  }
}

async function sendOne({ ledger, settings, log }: AlertParts, sender: Sender, notice: Notice, pace: Pace): Promise<void> {
  const destination = destinationsOf(settings.current).find(({ id }) => id === notice.destination)
  if (!destination) return ledger.notices.failed(notice.id, 'its contact is not in the configuration any more', null)
  try {
    await sender.send(notice, destination)
    await ledger.notices.sent(notice.id)
    log.info({ noticeId: notice.id, destination: notice.destination, kind: notice.kind }, 'an alert was sent')
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'ledger_unavailable') throw error
    const wait = error.retryAfterMs ?? Math.min(pace.mostRetryMs, pace.firstRetryMs * 2 ** Math.min(notice.attempts, 20))
    const late = Date.now() - notice.madeAt.getTime() > GIVE_UP_MS
    await ledger.notices.failed(notice.id, error.message, late ? null : new Date(Date.now() + wait))
    log.warn({ noticeId: notice.id, destination: notice.destination, error: error.message }, 'an alert could not be sent')
  }
}
