import type { Channel, Feedback } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Recipient } from '../contract/people.ts'
import { noteComplaint } from '../contract/trail.ts'
import type { ComplaintRow, FeedbackRow } from '../ledger/ledger.ts'
import { type About, NO_EXCHANGES } from '../outbound/exchange-log.ts'
import { afterRefusal, stopQuietly, tryAgain } from './after-refusal.ts'
import type { FeedbackOptions } from './parts.ts'

/** What telling an origin needs of the way back. */
export type ReplyOptions = Pick<FeedbackOptions, 'ledger' | 'settings' | 'connectors' | 'channelOf' | 'exchanges' | 'log' | 'onDelay'> & {
  /** So that a slow channel does not keep others from being told: what is to be done at the end; null when too many are under way to it. Absent: no limit. */
  readonly enter?: (channelId: string) => (() => void) | null
}

export type ReplyOutcome = 'sent' | 'again' | 'stopped' | 'not_pending' | 'crowded'

/** Tells the origin one change. Tried for days; stopped for good when the recipient says that it is gone. Throws only `ledger_unavailable`. */
export async function replyToOrigin(options: ReplyOptions, id: string): Promise<ReplyOutcome> {
  const { ledger, enter = () => () => undefined } = options
  const row = await ledger.feedback.get(id)
  if (row?.state !== 'pending') return 'not_pending'
  noteComplaint(row.complaintId)
  const complaint = await ledger.complaints.get(row.complaintId)
  if (!complaint) return 'not_pending'
  const leave = enter(complaint.origin.channel)
  if (leave === null) return 'crowded'
  try {
    return await tell(options, row, complaint)
  } finally {
    leave()
  }
}

async function tell(options: ReplyOptions, row: FeedbackRow, complaint: ComplaintRow): Promise<ReplyOutcome> {
  const { ledger, channelOf, connectors, exchanges = NO_EXCHANGES } = options
  const channel = channelOf(complaint.origin.channel)
  const connector = connectors.get(complaint.origin.connector)
  if (!channel || !connector?.reply)
    return tryAgain(options, row, new GatewayError('config_invalid', 'the channel cannot be called at the moment'))
  let recipient: Recipient | null = null
  try {
    recipient = await ledger.people.recipient(complaint.id)
    const why = await whyNot(options, row, recipient)
    if (why !== null) return await stopQuietly(options, row, complaint, why)
    const feedback = feedbackOf(row, complaint, recipient)
    const { kind, status, statusOrigin, answer } = feedback
    const other = { through: complaint.origin.connector, told: { kind, status, statusOrigin, answer } }
    const reply = await exchanges.watch(aboutOrigin(feedback, channel), async () => connector.reply?.(feedback, channel), other)
    await ledger.feedback.markSent(row.id, reply?.reference ?? null)
    options.onDelay?.('feedback', (Date.now() - row.createdAt.getTime()) / 1000)
    options.log.info({ feedbackId: row.id, complaintId: complaint.id, kind: row.kind, channelId: complaint.origin.channel }, 'origin told')
    await ledger.channelStates.noteOut(complaint.origin.channel)
    await ledger.alerts.close(...CLOSED_BY_SUCCESS.map((code) => `${code}:${complaint.origin.channel}`))
    return 'sent'
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'ledger_unavailable') throw error
    return afterRefusal(options, row, complaint, recipient, error)
  }
}

/** What is kept of the calls to the origin for this feedback. */
function aboutOrigin({ id, complaintId, recipient }: Feedback, { secrets }: Channel): About {
  return {
    complaintId,
    feedbackId: id,
    peer: 'origin',
    secrets: Object.values(secrets).filter((value) => value !== undefined),
    accounts: recipient === null ? [] : [recipient.sender],
  }
}

/** What said that the origin could not be told. */
const CLOSED_BY_SUCCESS = ['recipient_gone', 'credentials_refused', 'config_invalid'] as const

/** Why a person is not told; null: send it. */
async function whyNot({ ledger }: ReplyOptions, row: FeedbackRow, recipient: Recipient | null): Promise<GatewayError | null> {
  const all = await ledger.feedback.of(row.complaintId)
  // Each complaint of a person begins with a receipt, and no other does.
  if (!all.some(({ kind }) => kind === 'receipt')) return null
  if (recipient === null) return new GatewayError('recipient_gone', 'the person was erased; nobody is to be told')
  const newer = row.kind === 'status' && all.slice(all.findIndex(({ id }) => id === row.id) + 1).some(isToldStatus)
  return newer ? new GatewayError('replay_refused', 'the person was told a newer status already') : null
}

const isToldStatus = ({ kind, state }: FeedbackRow): boolean => kind === 'status' && state === 'sent'

function feedbackOf(row: FeedbackRow, complaint: ComplaintRow, recipient: Recipient | null): Feedback {
  return {
    id: row.id,
    complaintId: complaint.id,
    origin: complaint.origin,
    kind: row.kind,
    status: row.status,
    statusOrigin: row.statusOrigin,
    statusNative: row.statusNative,
    at: row.at.toISOString(),
    laporId: complaint.laporId ?? '',
    trackingId: complaint.trackingId,
    institution: complaint.institution,
    answer: row.answer,
    recipient,
  }
}
