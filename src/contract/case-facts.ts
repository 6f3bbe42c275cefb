import type { Status } from './complaint.ts'

/** What the ledger says of a case that its clocks depend on. Times are when the gateway heard of it, but for answers, which have the centre's own. */
export interface CaseFacts {
  readonly acceptedAt: Date
  readonly status: Status
  /** The report class; null: the arrival could not be mapped. */
  readonly class: 'complaint' | 'aspiration' | 'information' | null
  readonly tags: readonly string[]
  readonly category: string | null
  /** Changes of the status, oldest first. */
  readonly changes: readonly { readonly to: Status; readonly at: Date }[]
  readonly handedOnAt: Date | null
  readonly firstAnswerAt: Date | null
  readonly lastAnswerAt: Date | null
  /** The citizen's last word after the report. */
  readonly lastReplyAt: Date | null
  readonly discardedAt: Date | null
}

/** Words of a status that say that somebody works on it, or did. */
export const WORKED_ON: readonly Status[] = ['in_progress', 'deferred', 'answered', 'resolved', 'closed']
