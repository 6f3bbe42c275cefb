import type { CaseState } from '../contract/central.ts'
import type { Status } from '../contract/complaint.ts'
import type { ComplaintRow, FeedbackRow, NewFeedback } from '../ledger/ledger.ts'
import { newId } from '../ledger/uuid.ts'

/** How this complaint's origin says our words, and whether it can be called. */
export interface Wording {
  word(status: Status): string
  readonly state: 'pending' | 'readable'
}

/** The change of status that the origin has not been told of. An unknown or unchanged status tells nothing. */
export function compareStatus(
  row: ComplaintRow,
  state: CaseState,
  told: readonly FeedbackRow[],
  wording: Wording,
  now: Date,
): NewFeedback[] {
  if (state.status === null || state.status === row.status) return []
  // A case may come to the same status twice (in_progress, resolved, reopened, in_progress): each time is told.
  const turn = told.filter(({ kind }) => kind === 'status').length + 1
  return [
    {
      id: newId(),
      key: `status:${turn}:${state.status}`,
      kind: 'status',
      status: state.status,
      statusNative: state.statusNative,
      statusOrigin: wording.word(state.status),
      at: now,
      answer: null,
      state: wording.state,
    },
  ]
}

/** Answers that the origin has not been told of, oldest first. What we ourselves sent there the central store leaves out. */
export function compareAnswers(
  row: ComplaintRow,
  state: CaseState,
  told: readonly FeedbackRow[],
  wording: Wording,
  now: Date,
): NewFeedback[] {
  const known = new Set(told.map(({ key }) => key))
  const status = state.status ?? row.status
  return state.followups
    .filter((followup) => !known.has(`answer:${followup.key}`))
    .map((followup) => ({
      id: newId(),
      key: `answer:${followup.key}`,
      kind: 'answer' as const,
      status,
      statusNative: state.statusNative,
      statusOrigin: wording.word(status),
      at: followup.at === null ? now : new Date(followup.at),
      answer: { text: followup.text, from: followup.from, attachments: followup.attachments },
      state: wording.state,
    }))
}
