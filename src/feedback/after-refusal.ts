import { ERRORS, type GatewayError } from '../contract/errors.ts'
import type { Recipient } from '../contract/people.ts'
import type { ComplaintRow, FeedbackRow } from '../ledger/ledger.ts'
import { reasonOf } from '../ledger/reason.ts'
import { cleanError } from '../outbound/clean-error.ts'
import { backOff } from '../queue/back-off.ts'
import type { ReplyOptions } from './reply-to-origin.ts'

/** A channel that is not there at the moment (config/ is being changed, credentials are refused) is tried again after so long. */
const NOT_NOW_MS = 60_000
/** However long the other side asks for. */
const LONGEST_MS = 24 * 3_600_000
/** What has waited for days without being tried (quiet hours, a limit of the other side) is not given up at its first failure. */
const FEWEST_TRIES = 8
/** So many cases of one person are looked through for what is still to be told. */
const MOST_CASES = 100

/** What comes after an origin did not take what it was told. */
export async function afterRefusal(
  options: ReplyOptions,
  row: FeedbackRow,
  complaint: ComplaintRow,
  recipient: Recipient | null,
  refusal: GatewayError,
): Promise<'again' | 'stopped'> {
  const { ledger, log } = options
  const channel = complaint.origin.channel
  const error = cleanError(refusal, Object.values(options.settings().channels.get(channel)?.secrets ?? {}))
  if (error.code === 'recipient_gone' && recipient !== null) return stopPerson(options, row, complaint, recipient, error)
  log.warn({ feedbackId: row.id, complaintId: complaint.id, channel, code: error.code }, 'the origin did not take the reply')
  // That it is night there says nothing about the channel.
  if (error.disposition !== 'wait') await ledger.channelStates.noteError(channel, reasonOf(error), complaint.id)
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
  return tryAgain(options, row, error)
}

/** Nobody has to do anything about it: it is counted, and stands in the history of the case. */
export async function stopQuietly(
  { ledger, log }: ReplyOptions,
  row: FeedbackRow,
  { id: complaintId, origin: { channel } }: ComplaintRow,
  why: GatewayError,
): Promise<'stopped'> {
  await ledger.feedback.markStopped(row.id, reasonOf(why))
  await ledger.ignored.count(channel, `not told: ${why.message}`)
  log.info({ feedbackId: row.id, complaintId, channel, code: why.code }, 'a person is not told')
  return 'stopped'
}

/** A person who blocked us or is not there any more: all that was to be told to them on this channel stops. The channel goes on. */
async function stopPerson(
  options: ReplyOptions,
  row: FeedbackRow,
  complaint: ComplaintRow,
  { sender }: Recipient,
  error: GatewayError,
): Promise<'stopped'> {
  const { ledger } = options
  for (const { id } of await ledger.people.cases(complaint.origin.channel, sender, MOST_CASES)) {
    for (const other of await ledger.feedback.of(id)) {
      if (other.state === 'pending' && other.id !== row.id) await ledger.feedback.markStopped(other.id, reasonOf(error))
    }
  }
  return stopQuietly(options, row, complaint, error)
}

/** Later, until it has been tried for days. What the other side asked us to wait for is no try, and nothing is given up for it. */
export async function tryAgain(options: ReplyOptions, row: FeedbackRow, error: GatewayError): Promise<'again' | 'stopped'> {
  const { ledger, settings } = options
  const limits = settings().gateway.reply
  const waitMs = waitAfter(error, row, limits)
  const nextAt = new Date(Date.now() + waitMs)
  if (error.disposition === 'wait') {
    await ledger.feedback.markWaiting(row.id, nextAt, reasonOf(error))
    return 'again'
  }
  const late = nextAt.getTime() - row.createdAt.getTime() > limits.giveUpAfterMs
  if (late && row.attempts + 1 >= FEWEST_TRIES) {
    await ledger.feedback.markStopped(row.id, reasonOf(error))
    await ledger.alerts.raise(
      `reply_stopped:${row.complaintId}`,
      error.code,
      row.complaintId,
      `the origin could not be told: ${error.message}`,
    )
    return 'stopped'
  }
  await ledger.feedback.markRetry(row.id, nextAt, reasonOf(error))
  return 'again'
}

function waitAfter(error: GatewayError, row: FeedbackRow, limits: { firstMs: number; maxMs: number }): number {
  if (error.retryAfterMs !== undefined) return Math.min(error.retryAfterMs, LONGEST_MS)
  return error.disposition === 'disable' || error.disposition === 'wait' ? NOT_NOW_MS : backOff(limits, row.attempts)
}
