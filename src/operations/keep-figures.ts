import { createHash } from 'node:crypto'
import { zoneOf } from '../areas/areas.ts'
import { RESOLVED } from '../clocks/case-times.ts'
import { type Clocks, clockState, isDuty, nextChange, openClocks } from '../clocks/clocks.ts'
import type { Zone } from '../contract/access.ts'
import type { Log } from '../contract/connector.ts'
import type { Settings } from '../contract/settings.ts'
import type { CaseRecord, Judged } from '../ledger/figures.ts'
import { type HeldLease, holdLease } from '../ledger/hold-lease.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openQuiet, type Quiet } from '../queue/quiet.ts'

export type ClockConfig = Pick<Settings, 'clocks' | 'regions'> & { readonly gateway: Pick<Settings['gateway'], 'warn'> }

export interface FiguresParts {
  readonly ledger: Ledger
  readonly settings: () => ClockConfig
  readonly log: Log
  readonly holder: string
  readonly everyMs?: number
  readonly quiet?: Quiet
}

const EVERY_MS = 3_000
const BATCH = 500
const LEASE = 'figures'

/** Keeps times and sums up while the gateway runs, on one gateway at a time; during a burst they wait for it (queue/quiet.ts). */
export function startFigures(parts: FiguresParts): { close(): Promise<void> } {
  const { ledger, log, holder, everyMs = EVERY_MS, quiet = openQuiet() } = parts
  let timer: NodeJS.Timeout | null = setTimeout(begin, 0)
  let running: Promise<void> = Promise.resolve()
  let failing = false

  function begin(): void {
    running = round()
  }

  async function round(): Promise<void> {
    try {
      await quiet.run(async ({ goesOn, isLate }) => {
        const lease = await holdLease(ledger, LEASE, holder)
        if (!lease) return
        const pace = { goesOn: () => mayGoOn(lease) && goesOn(), onlyWaiting: isLate }
        await settleFigures(parts, new Date(), pace).finally(() => lease.release())
      })
      failing = false
    } catch (error) {
      if (!failing) log.warn({ error: error instanceof Error ? error.message : String(error) }, 'figures wait for the ledger')
      failing = true
    }
    if (timer) timer = setTimeout(begin, everyMs)
  }

  const mayGoOn = (lease: HeldLease): boolean => timer !== null && !lease.signal.aborted

  return {
    async close() {
      if (timer) clearTimeout(timer)
      timer = null
      await running
    },
  }
}

/**
 * Counts what is waiting; what comes meanwhile waits for the next round, which takes it together. What changes goes before what was never looked at, which with
 * `onlyWaiting` is left to another time.
 */
export async function settleFigures(
  parts: { readonly ledger: Pick<Ledger, 'figures'>; readonly settings: () => ClockConfig },
  now: Date,
  { goesOn = () => true, onlyWaiting = false }: { readonly goesOn?: () => boolean; readonly onlyWaiting?: boolean } = {},
): Promise<void> {
  const { figures } = parts.ledger
  const config = parts.settings()
  const judge = judgeBy(config, now)
  const rules = rulesHash(config)
  for (let whole = false; goesOn(); ) {
    const looked = await figures.keep(judge, now, BATCH)
    if (looked >= BATCH) continue
    if (whole || onlyWaiting) return
    whole = await figures.backfill(rules, BATCH)
  }
}

/** By the clocks in force. */
export function judgeBy(config: ClockConfig, now: Date): (record: CaseRecord) => Judged {
  const clocks = clocksOf(config)
  return (record) => {
    const { times, clocks: begun } = clocks.of(record.facts, zoneOfRegion(config, record.region))
    const duties = begun.filter(({ name }) => isDuty(name)).map((clock) => ({ clock, state: clockState(clock, now) }))
    const nexts = duties.flatMap(({ clock }) => nextChange(clock, now) ?? [])
    return {
      verifiedAt: times.verifiedAt,
      followedUpAt: times.followedUpAt,
      answeredAt: times.answeredAt,
      settledAt: times.settledAt,
      resolved: RESOLVED.includes(record.facts.status),
      missed: duties.filter(({ state }) => state === 'missed' || state === 'late').map(({ clock }) => clock.name),
      urgent: duties.flatMap(({ clock: { name, startedAt, dueAt }, state }) =>
        state === 'soon' || state === 'missed' ? [{ clock: name, state, startedAt, dueAt }] : [],
      ),
      lookAt: nexts.length === 0 ? null : new Date(Math.min(...nexts.map((next) => next.getTime()))),
    }
  }
}

/** As configured; else as the law says of its province. */
export function zoneOfRegion({ regions }: Pick<Settings, 'regions'>, code: string): Zone {
  return regions.get(code)?.timezone ?? zoneOf(code)
}

const opened = new WeakMap<object, Clocks>()

export function clocksOf(config: ClockConfig): Clocks {
  const known = opened.get(config)
  if (known) return known
  const clocks = openClocks(config.clocks, config.gateway.warn)
  opened.set(config, clocks)
  return clocks
}

/** Another hash, and all is counted anew. */
function rulesHash({ clocks, gateway, regions }: ClockConfig): string {
  const zones = [...regions.values()].map(({ code, timezone }) => [code, timezone]).sort()
  return createHash('sha256')
    .update(JSON.stringify([VERSION, clocks, gateway.warn, zones]))
    .digest('base64url')
}

/** Of the way in which this code counts. */
const VERSION = 1
