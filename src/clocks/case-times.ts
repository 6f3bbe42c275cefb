import { type CaseFacts, WORKED_ON } from '../contract/case-facts.ts'
import type { Status } from '../contract/complaint.ts'

/** null: it has not come to that. */
export interface CaseTimes {
  readonly verifiedAt: Date | null
  /** The institution's first follow-up: work on it, or an answer. */
  readonly followedUpAt: Date | null
  /** The last answer, when nothing was said behind it. */
  readonly answeredAt: Date | null
  /** Answered for good, closed, refused, or discarded; null again when it was reopened. */
  readonly settledAt: Date | null
  /** Since when the file is complete: taken, or what was missing was given; null: something is missing now. */
  readonly completeAt: Date | null
  /** When it was last reopened. */
  readonly reopenedAt: Date | null
}

const WAITING: readonly Status[] = ['received', 'needs_info']
const SETTLED: readonly Status[] = ['answered', 'resolved', 'closed', 'rejected', 'not_authority', 'duplicate']
/** What counts as resolved in the figures. */
export const RESOLVED: readonly Status[] = ['resolved', 'closed']

export function caseTimes(facts: CaseFacts): CaseTimes {
  const { changes, status, acceptedAt } = facts
  const first = (words: (to: Status) => boolean) => changes.find(({ to }) => words(to))?.at ?? null
  const last = (word: Status) => changes.findLast(({ to }) => to === word)?.at ?? null
  const verifiedAt = earliest(
    first((to) => !WAITING.includes(to)),
    facts.handedOnAt,
  )
  const followedUpAt = earliest(
    first((to) => WORKED_ON.includes(to)),
    facts.firstAnswerAt,
  )
  const { lastAnswerAt, lastReplyAt } = facts
  return {
    verifiedAt: earliest(verifiedAt, followedUpAt),
    followedUpAt,
    answeredAt: lastAnswerAt !== null && (lastReplyAt === null || lastReplyAt < lastAnswerAt) ? lastAnswerAt : null,
    settledAt: facts.discardedAt ?? (SETTLED.includes(status) ? settledSince(facts) : null),
    completeAt: status === 'needs_info' ? null : completeSince(changes, acceptedAt),
    reopenedAt: last('reopened'),
  }
}

/** The beginning of the last run of settled words. */
function settledSince({ changes, acceptedAt }: CaseFacts): Date {
  const before = changes.findLastIndex(({ to }) => !SETTLED.includes(to))
  return changes[before + 1]?.at ?? acceptedAt
}

function completeSince(changes: CaseFacts['changes'], acceptedAt: Date): Date {
  const asked = changes.findLastIndex(({ to }) => to === 'needs_info')
  return asked === -1 ? acceptedAt : (changes[asked + 1]?.at ?? acceptedAt)
}

function earliest(...times: (Date | null)[]): Date | null {
  return times.reduce((best, time) => (time !== null && (best === null || time < best) ? time : best), null)
}
