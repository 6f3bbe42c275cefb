import { ERRORS, GatewayError } from '../contract/errors.ts'
import type { ComplaintRow, FeedbackRow } from '../ledger/ledger.ts'
import { reasonOf } from '../ledger/reason.ts'
import { backOff } from '../queue/back-off.ts'
import type { FeedbackOptions } from './parts.ts'

/** A channel that is not there at the moment (config/ is being changed, credentials are refused) is tried again after so long. */
const NOT_NOW_MS = 60_000

/** What telling an origin needs of the way back. */
export type ReplyOptions = Pick<FeedbackOptions, 'ledger' | 'settings' | 'connectors' | 'channelOf' | 'log'>

/** Tells the origin one change. Tried for days; stopped for good when the recipient says that it is gone. Throws only `ledger_unavailable`. */
export async function replyToOrigin(options: ReplyOptions, id: string): Promise<'sent' | 'again' | 'stopped' | 'not_pending'> {
  const { ledger, channelOf, connectors } = options
  const row = await ledger.feedback.get(id)
  if (row?.state !== 'pending') return 'not_pending'
  const complaint = await ledger.complaints.get(row.complaintId)
  if (!complaint) return 'not_pending'
  const channel = channelOf(complaint.origin.channel)
  const connector = connectors.get(complaint.origin.connector)
  if (!channel || !connector?.reply)
    return again(options, row, new GatewayError('config_invalid', 'the channel cannot be called at the moment'))
  try {
    const reply = await connector.reply(feedbackOf(row, complaint), channel)
    await ledger.feedback.markSent(id, reply.reference ?? null)
    await ledger.channelStates.noteOut(complaint.origin.channel)
    await ledger.alerts.close(...CLOSED_BY_SUCCESS.map((code) => `${code}:${complaint.origin.channel}`))
    return 'sent'
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'ledger_unavailable') throw error
    return afterRefusal(options, row, complaint, error)
  }
}

/** What said that the origin could not be told. */
const CLOSED_BY_SUCCESS = ['recipient_gone', 'credentials_refused', 'config_invalid'] as const

async function afterRefusal(
  options: ReplyOptions,
  row: FeedbackRow,
  complaint: ComplaintRow,
  error: GatewayError,
): Promise<'again' | 'stopped'> {
  const { ledger, log } = options
  const channel = complaint.origin.channel
  log.warn({ feedbackId: row.id, complaintId: complaint.id, channel, code: error.code }, 'the origin did not take the reply')
  await ledger.channelStates.noteError(channel, reasonOf(error))
  if (error.code === 'recipient_gone') {
    const stopped = await ledger.feedback.stopChannel(channel, reasonOf(error))
    await ledger.alerts.raise(
      `recipient_gone:${channel}`,
      error.code,
      channel,
      `${error.message}; ${stopped} replies stopped. Ask the region for a new address`,
    )
    return 'stopped'
  }
  if (ERRORS[error.code].disposition === 'disable') {
    await ledger.alerts.raise(`${error.code}:${channel}`, error.code, channel, error.message)
  }
  return again(options, row, error)
}

async function again(options: ReplyOptions, row: FeedbackRow, error: GatewayError): Promise<'again' | 'stopped'> {
  const { ledger, settings } = options
  const limits = settings().gateway.reply
  const waitMs = waitAfter(error, row, limits)
  if (Date.now() - row.createdAt.getTime() + waitMs > limits.giveUpAfterMs) {
    await ledger.feedback.markStopped(row.id, reasonOf(error))
    await ledger.alerts.raise(
      `reply_stopped:${row.complaintId}`,
      error.code,
      row.complaintId,
      `the origin could not be told: ${error.message}`,
    )
    return 'stopped'
  }
  await ledger.feedback.markRetry(row.id, new Date(Date.now() + waitMs), reasonOf(error))
  return 'again'
}

function waitAfter(error: GatewayError, row: FeedbackRow, limits: { firstMs: number; maxMs: number }): number {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs
  return error.disposition === 'disable' ? NOT_NOW_MS : backOff(limits, row.attempts)
}

function feedbackOf(row: FeedbackRow, complaint: ComplaintRow) {
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
    recipient: null,
  }
}
