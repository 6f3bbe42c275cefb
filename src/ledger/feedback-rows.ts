import type { Status } from '../contract/complaint.ts'
import type { Answer } from '../contract/connector.ts'
import type { Reason } from './ledger.ts'

export interface NewFeedback {
  readonly id: string
  readonly key: string
  readonly kind: 'status' | 'answer' | 'receipt'
  readonly status: Status
  readonly statusNative: string | null
  readonly statusOrigin: string
  readonly at: Date
  readonly answer: Answer | null
  readonly state: 'pending' | 'readable'
}

export interface FeedbackRow extends Omit<NewFeedback, 'state'> {
  readonly complaintId: string
  readonly state: 'pending' | 'sent' | 'readable' | 'stopped'
  readonly attempts: number
  readonly createdAt: Date
  readonly nextAt: Date | null
  readonly sentAt: Date | null
  readonly reason: Reason | null
}

export interface FeedbackRows {
  get(id: string): Promise<FeedbackRow | null>
  of(complaintId: string): Promise<FeedbackRow[]>
  /** The oldest pending of each complaint that is due; claims it by moving next_at on by `claimMs`. */
  claimDue(limit: number, claimMs: number): Promise<string[]>
  /** On a channel of people `reference` (several: with spaces between) is kept as a blind index only. */
  markSent(id: string, reference: string | null): Promise<void>
  /** A failed try: when to try again. */
  markRetry(id: string, nextAt: Date, reason: Reason): Promise<void>
  /** The other side asked us to wait until then: no try was spent. */
  markWaiting(id: string, nextAt: Date, reason: Reason): Promise<void>
  markStopped(id: string, reason: Reason): Promise<void>
  /** All pending of a channel: its recipient said that it is gone. */
  stopChannel(channel: string, reason: Reason): Promise<number>
}
