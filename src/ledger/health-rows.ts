import type { TwoTexts } from '../contract/error-words.ts'
import type { Evidence, HealthReason, HealthState } from '../contract/health.ts'

export interface ChannelHealth {
  readonly channel: string
  readonly state: HealthState
  readonly since: Date
  readonly judgedAt: Date
  readonly reasons: readonly HealthReason[]
  readonly evidence: Evidence
}

export interface HealthChange {
  readonly at: Date
  readonly state: HealthState
  readonly reasons: readonly HealthReason[]
}

/** What the last look at each channel said. */
export interface ChannelHealthRows {
  of(channels: readonly string[]): Promise<ChannelHealth[]>
  /** Keeps what a look said; a state that changed is in the history from now on. Resolves with the channels whose state changed. */
  judge(looks: readonly (Pick<ChannelHealth, 'channel' | 'state' | 'reasons' | 'evidence'> & { readonly at: Date })[]): Promise<string[]>
  /** The last change before `from`, and those until `to`, oldest first. */
  changes(channel: string, from: Date, to: Date, limit: number): Promise<HealthChange[]>
  forget(before: Date): Promise<void>
}

export interface ProbeRow {
  readonly channel: string
  readonly at: Date
  readonly healthy: boolean
  readonly reachable: boolean
  /** In English. */
  readonly detail: string
  /** null: it was not said in both languages. */
  readonly words: TwoTexts | null
  readonly latencyMs: number | null
}

export interface ProbeRows {
  add(probe: Omit<ProbeRow, 'at'>): Promise<void>
  /** Of each channel the newest, newest first. */
  newest(channels: readonly string[], ofEach: number): Promise<ProbeRow[]>
  /** Newest first. */
  between(channel: string, from: Date, to: Date, limit: number): Promise<ProbeRow[]>
  forget(before: Date): Promise<void>
}

/** Evidence without the expiries, which the ledger does not know; and whether it is paused. */
export interface ChannelSigns extends Omit<Evidence, 'expiries' | 'hour'> {
  readonly channel: string
  readonly paused: boolean
  readonly pauseReason: string | null
}

export interface Traffic {
  readonly channel: string
  readonly accepted: number
  readonly delivered: number
  readonly parked: number
  readonly unknown: number
  readonly delayP50Ms: number | null
  readonly delayP95Ms: number | null
}

export interface Signs {
  of(channels: readonly string[]): Promise<ChannelSigns[]>
  /** What was accepted in the last hour and what became of it. Channels without any have no row. */
  lastHour(): Promise<Traffic[]>
  /** Adds to what came of arrivals. */
  countOutcomes(counts: readonly { channel: string; outcome: string; count: number }[]): Promise<void>
  outcomesOfLastHour(): Promise<{ channel: string; outcome: string; count: number }[]>
  forgetOutcomes(before: Date): Promise<void>
}

/** A time in which nothing came, and what came in the same hours of earlier weeks. */
export interface QuietTime {
  readonly channel: string
  /** Begins on the hour. */
  readonly since: Date
  /** Reports in the same time of each earlier week, newest first, without weeks before the channel's first report. */
  readonly weeks: readonly number[]
}

/** How many complaints each channel brings in which hour. */
export interface Rhythm {
  /** Counts the newest hours again. */
  rollUp(): Promise<void>
  /** Channels in which nothing came since the last full hour, at `now`. */
  quiet(channels: readonly string[], now: Date): Promise<QuietTime[]>
  /** Hours with reports, and what is usual for that hour and weekday. */
  hours(channel: string, from: Date, to: Date): Promise<{ hour: Date; count: number; usual: number | null }[]>
  forget(before: Date): Promise<void>
}
