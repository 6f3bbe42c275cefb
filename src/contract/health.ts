import type { TwoTexts } from './error-words.ts'
import type { ErrorCode } from './errors.ts'

/** As operators see a channel, the state that hides the others first. */
export const HEALTH_STATES = ['not_configured', 'paused', 'down', 'silent', 'degraded', 'healthy'] as const
export type HealthState = (typeof HEALTH_STATES)[number]

/** The centre among the channels. */
export const CENTRE = '@lapor'

/** Why a channel is as it is. Times are RFC 3339, UTC; nothing of a person. */
export type HealthReason =
  | { readonly code: 'all_well' }
  | { readonly code: 'not_looked_at' }
  | { readonly code: 'not_configured'; readonly detail: string }
  | { readonly code: 'paused'; readonly detail: string }
  /** The gateway stopped its own work on the channel: credentials or configuration. */
  | { readonly code: 'stopped'; readonly detail: string }
  | ({ readonly code: 'unreachable'; readonly failures: number } & Found)
  | ({ readonly code: 'probe_failed' | 'probe_unwell' } & Found)
  /** Usually `usual` reports by now, none since. */
  | { readonly code: 'silent'; readonly usual: number; readonly since: string }
  | { readonly code: 'failing_arrivals'; readonly failed: number; readonly all: number; readonly most: string }
  | { readonly code: 'last_call_failed'; readonly detail: string; readonly error: ErrorCode }
  | { readonly code: 'waiting'; readonly since: string; readonly detail: string | null; readonly error?: ErrorCode | null }
  | { readonly code: 'slow'; readonly p95Ms: number }
  | { readonly code: 'expires' | 'expired'; readonly what: Expiry['what']; readonly of: string; readonly at: string }

/** What a probe found: in English, and in both languages where it was said so. */
interface Found {
  readonly detail: string
  readonly words?: TwoTexts
}

/** A certificate that the other side showed, or a credential of ours whose end can be read from it. */
export interface Expiry {
  readonly what: 'certificate' | 'credential'
  /** The host, or the name of the secret. */
  readonly of: string
  readonly at: string
}

/** What a channel shows by itself, without being asked. */
export interface Evidence {
  readonly lastInAt: string | null
  readonly lastOutAt: string | null
  /** The last page that was fetched, also an empty one; null: it is not polled. */
  readonly polledAt: string | null
  readonly lastError: { readonly at: string; readonly code: ErrorCode; readonly message: string } | null
  /** Of the last hour. */
  readonly hour: HourOfChannel
  readonly oldestWaiting: {
    readonly id: string
    readonly since: string
    readonly why: string | null
    readonly code?: ErrorCode | null
  } | null
  readonly expiries: readonly Expiry[]
}

export interface HourOfChannel {
  readonly accepted: number
  readonly delivered: number
  readonly parked: number
  readonly unknown: number
  /** Arrivals that failed: refused, or parked at once. */
  readonly failed: number
  readonly arrivals: number
  /** The most frequent outcome among the failed. */
  readonly mostFailed: string | null
  /** From acceptance to delivery; null: nothing was delivered. */
  readonly delayP50Ms: number | null
  readonly delayP95Ms: number | null
}
