import { nextFollow } from '../config/follow-schedule.ts'
import type { CaseState } from '../contract/central.ts'
import type { Status } from '../contract/complaint.ts'
import type { CaseChange, ComplaintRow } from '../ledger/ledger.ts'
import { NO_EXCHANGES } from '../outbound/exchange-log.ts'
import { compareAnswers, compareStatus, type Wording } from './compare-case.ts'
import type { FeedbackOptions } from './parts.ts'

/** Reads one case at the centre and writes what changed, with the feedback that tells it to the origin, in one transaction. */
export async function followCase(options: FeedbackOptions, id: string): Promise<'unchanged' | 'changed' | 'not_followed'> {
  const { ledger, central, exchanges = NO_EXCHANGES } = options
  const before = await ledger.complaints.get(id)
  if (!before?.laporId || before.followAt === null) return 'not_followed'
  const { authorization, token } = options.settings().gateway.central
  const receipt = { laporId: before.laporId, trackingId: before.trackingId, institution: before.institution }
  const about = { complaintId: id, peer: 'centre' as const, secrets: [authorization.value, token.value] }
  const state = await exchanges.watch(about, () => central.follow(receipt))
  // Read again behind the answer: what an update of the origin changed meanwhile counts.
  const row = (await ledger.complaints.get(id)) ?? before
  const change = await describeChange(options, row, state)
  await ledger.complaints.recordCase(id, change)
  if (state.status === null) await raiseUnknownStatus(options, row, state)
  await ledger.alerts.close(missingCaseKey(id), ...(state.status === null ? [] : [unknownStatusKey(state)]))
  return change.feedback.length > 0 || change.status !== undefined ? 'changed' : 'unchanged'
}

/** A case that we delivered and that the centre does not know: one open alert for each, closed when it is there again. */
export async function reportMissingCase({ ledger, settings }: FeedbackOptions, id: string): Promise<void> {
  const row = await ledger.complaints.get(id)
  if (!row?.laporId) return
  await ledger.alerts.raise(
    missingCaseKey(id),
    'case_unknown',
    id,
    `LAPOR! says that it has no case ${row.laporId}, as which it took complaint ${id} (ticket ${row.origin.ticket}); ask LAPOR! what became of it`,
  )
  const now = new Date()
  const next = nextFollow(settings().gateway.follow, row.statusAt ?? row.deliveredAt ?? now, now)
  await ledger.complaints.recordCase(id, { followAt: next, feedback: [], events: [] })
}

const missingCaseKey = (id: string): string => `case_missing:${id}`

async function describeChange(options: FeedbackOptions, row: ComplaintRow, state: CaseState): Promise<CaseChange> {
  const { ledger } = options
  const told = await ledger.feedback.of(row.id)
  const now = new Date()
  const wording = wordingOf(options, row)
  const statusFeedback = compareStatus(row, state, told, wording, now)
  const answers = compareAnswers(row, state, told, wording, now)
  const status: Status = state.status ?? row.status
  const changed = status !== row.status || state.statusNative !== row.statusNative || answers.length > 0
  const ended = options.settings().gateway.follow.endStatuses.includes(status)
  const lastChange = changed ? now : (row.statusAt ?? row.deliveredAt ?? now)
  return {
    ...(status !== row.status ? { status } : {}),
    ...(state.statusNative !== row.statusNative ? { statusNative: state.statusNative } : {}),
    ...(changed ? { statusAt: now } : {}),
    ...(state.institution !== null && state.institution !== row.institution ? { institution: state.institution } : {}),
    ...(state.trackingId !== null && state.trackingId !== row.trackingId ? { trackingId: state.trackingId } : {}),
    followAt: ended ? null : nextFollow(options.settings().gateway.follow, lastChange, now),
    feedback: [...answers, ...statusFeedback],
    events: eventsOf(row, state, status),
  }
}

function wordingOf({ mappings, connectors, settings }: FeedbackOptions, row: ComplaintRow): Wording {
  const mapping = mappings().get(row.mapping)
  const channel = settings().channels.get(row.origin.channel)
  const connector = connectors.get(row.origin.connector)
  const callable = connector?.reply !== undefined && channel !== undefined && (connector.repliesTo?.(channel.config) ?? true)
  return { word: (status) => mapping?.feedbackWord(status) ?? status, state: callable ? 'pending' : 'readable' }
}

function eventsOf(row: ComplaintRow, state: CaseState, status: Status): CaseChange['events'] {
  const events: CaseChange['events'][number][] = []
  if (status !== row.status || state.statusNative !== row.statusNative) {
    events.push({ kind: 'status_changed', data: { from: row.status, to: status, native: state.statusNative } })
  }
  if (state.institution !== null && state.institution !== row.institution) {
    events.push({ kind: 'institution_changed', data: { from: row.institution, to: state.institution } })
  }
  return events
}

async function raiseUnknownStatus({ ledger, log }: FeedbackOptions, row: ComplaintRow, state: CaseState): Promise<void> {
  if (state.statusNative === row.statusNative) return
  log.warn({ complaintId: row.id, statusNative: state.statusNative }, 'the centre uses a status word that is not in gateway.yaml')
  const mend = `LAPOR! says "${state.statusNative}", which is not in gateway.yaml under central.statuses; add it there`
  await ledger.alerts.raise(unknownStatusKey(state), 'response_unexpected', 'central', mend)
}

const unknownStatusKey = ({ statusNative }: CaseState): string => `status_unknown:${statusNative}`
