import { setTimeout as wait } from 'node:timers/promises'
import type { HealthSettings } from '../contract/alert-settings.ts'
import type { CentralStore } from '../contract/central.ts'
import { CENTRE, type Expiry, type HealthState } from '../contract/health.ts'
import type { CentralSettings } from '../contract/settings.ts'
import type { WantedAlert } from '../ledger/alert-rows.ts'
import type { ProbeRow } from '../ledger/health-rows.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { endOf } from './expiries.ts'
import { judgeChannel } from './judge-channel.ts'
import type { Look } from './look.ts'
import { FAILED, LATE, LIMIT_MS, rowOf } from './probe-channel.ts'
import { type ChannelReading, NO_EVIDENCE } from './reading.ts'
import { sayReason } from './texts.ts'

/** LAPOR! as operators see it. */
export interface CentreReading extends Pick<ChannelReading, 'why' | 'reasons' | 'lastProbe' | 'judgedAt' | 'since'> {
  readonly state: HealthState
}

const PROBES = 3
const ZONE = 'Asia/Jakarta'

/** Asks the centre once; never throws, never longer than the limit. */
export async function probeCentre(
  central: Pick<CentralStore, 'probe'>,
  settings: Pick<CentralSettings, 'authorization' | 'token'>,
  stopping: AbortSignal,
): Promise<Omit<ProbeRow, 'at'>> {
  const done = new AbortController()
  const late = wait(LIMIT_MS, LATE, { signal: AbortSignal.any([done.signal, stopping]), ref: false }).catch(() => LATE)
  const found = await Promise.race([central.probe().catch(() => FAILED), late])
  done.abort()
  return rowOf(CENTRE, found, [settings.authorization.value, settings.token.value])
}

export async function lookAtCentre(
  ledger: Pick<Ledger, 'probes'>,
  { central, health: limits }: { readonly central: CentralSettings; readonly health: HealthSettings },
  certificates: ReadonlyMap<string, Date>,
  now: Date,
): Promise<Look> {
  const probes = await ledger.probes.newest([CENTRE], PROBES)
  const evidence = { ...NO_EVIDENCE, expiries: expiriesOfCentre(central, certificates) }
  const configured = { state: 'ready', why: null } as const
  const judgement = judgeChannel({ configured, paused: false, pauseReason: null, evidence, probes, quiet: null, now, limits })
  return { channel: CENTRE, at: now, evidence, ...judgement }
}

function expiriesOfCentre({ authorization, token }: CentralSettings, certificates: ReadonlyMap<string, Date>): Expiry[] {
  const secrets = { 'central.authorization': authorization.value, 'central.token': token.value }
  return [
    ...[...certificates].map(([of, at]) => ({ what: 'certificate', of, at: at.toISOString() }) as const),
    ...Object.entries(secrets).flatMap(([of, value]) => {
      const at = endOf(value)
      return at === null ? [] : [{ what: 'credential', of, at: at.toISOString() } as const]
    }),
  ]
}

/** An incident while it is down, or answers not as it should. Pure. */
export function centreAlerts({ state, reasons }: Look): WantedAlert[] {
  const loud = reasons.filter(({ code }) => code !== 'all_well' && code !== 'not_looked_at' && code !== 'probe_failed')
  if (loud.length === 0) return []
  const said = loud.map((reason) => sayReason(reason, ZONE))
  const words = { id: said.map(({ id }) => id).join(' '), en: said.map(({ en }) => en).join(' ') }
  const kind = state === 'down' ? 'centre_down' : 'centre_degraded'
  return [{ key: `${kind}:central`, code: kind, subject: 'central', message: words.en, words, region: null }]
}

export async function readCentre(ledger: Pick<Ledger, 'probes' | 'channelHealth'>): Promise<CentreReading> {
  const [[row], [probe]] = await Promise.all([ledger.channelHealth.of([CENTRE]), ledger.probes.newest([CENTRE], 1)])
  const reasons = (row?.reasons ?? [{ code: 'not_looked_at' as const }]).map((reason) => ({ ...reason, text: sayReason(reason, ZONE) }))
  const { channel: _, ...lastProbe } = probe ?? { channel: CENTRE }
  return {
    state: row?.state ?? 'healthy',
    since: row?.since ?? null,
    judgedAt: row?.judgedAt ?? null,
    why: reasons[0]?.text ?? sayReason({ code: 'not_looked_at' }, ZONE),
    reasons,
    lastProbe: 'at' in lastProbe ? lastProbe : null,
  }
}
