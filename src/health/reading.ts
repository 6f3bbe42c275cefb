import type { Evidence, HealthReason, HealthState } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ProbeRow } from '../ledger/health-rows.ts'
import type { TwoTexts } from './texts.ts'

/** One channel as operators see it. */
export interface ChannelReading {
  readonly id: string
  readonly app: string
  readonly connector: string
  readonly region: Pick<ChannelSettings['region'], 'code' | 'name' | 'timezone'>
  readonly state: HealthState
  /** In this state; null: it was not looked at yet. */
  readonly since: Date | null
  readonly judgedAt: Date | null
  /** The worst first, never empty, as sentences; `why` is the first of them. */
  readonly why: TwoTexts
  readonly reasons: readonly (HealthReason & { readonly text: TwoTexts })[]
  readonly evidence: Evidence
  readonly lastProbe: Omit<ProbeRow, 'channel'> | null
}

export interface ChannelHistory {
  /** Oldest first; the first one may have begun before the asked time. */
  readonly changes: readonly { readonly at: Date; readonly state: HealthState; readonly why: TwoTexts }[]
  /** Newest first, at most 500. */
  readonly probes: readonly Omit<ProbeRow, 'channel'>[]
  /** Reports of each hour, and what is usual for it; `usual` null: too little is known. */
  readonly hours: readonly { readonly hour: Date; readonly count: number; readonly usual: number | null }[]
}

export const NO_EVIDENCE: Evidence = {
  lastInAt: null,
  lastOutAt: null,
  polledAt: null,
  lastError: null,
  hour: {
    accepted: 0,
    delivered: 0,
    parked: 0,
    unknown: 0,
    failed: 0,
    arrivals: 0,
    mostFailed: null,
    delayP50Ms: null,
    delayP95Ms: null,
  },
  oldestWaiting: null,
  expiries: [],
}
