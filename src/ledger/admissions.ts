import type { Admission } from '../contract/people.ts'
import { type BlindIndex, senderPlace } from './blind-index.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'

export interface SenderLimits {
  readonly perHour: number
  readonly perDay: number
}

/** Counts the messages of a sender, each once. `fresh`: it was not counted before. What was counted before its sender was erased on request, and comes again, is over the limit: nothing is done. */
export type Admit = (
  channel: string,
  sender: string,
  messageId: string,
  limits: SenderLimits,
) => Promise<Admission & { readonly fresh: boolean }>

export function openAdmissions(database: Database, blind: BlindIndex): Admit {
  return async (channel, sender, messageId, limits) => {
    const [senderIndex] = await blind.of(senderPlace(channel), sender)
    const messageIndexes = await blind.of(`message/${channel}`, messageId)
    return database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sender/${channel}/${senderIndex.toString('hex')}`])
      const [known] = await tx.query<{ outcome: Admission['outcome']; until: Date | null; at: Date }>(
        'select outcome, until, at from admissions where channel = $1 and message_index = any($2)',
        [channel, messageIndexes],
      )
      const [row] = await tx.query<{ now: Date; spans: KeptSpans | null }>(
        `select clock_timestamp() as now, (select spans from sender_counts where channel = $1 and sender_index = $2) as spans`,
        [channel, senderIndex],
      )
      const { erasedAt } = row?.spans ?? {}
      if (known !== undefined) {
        const isErased = erasedAt !== undefined && known.at.getTime() <= erasedAt
        return isErased ? { outcome: 'over_limit', fresh: false } : { ...admissionOf(known.outcome, known.until), fresh: false }
      }
      const { admission, spans } = countMessage(row?.spans ?? null, limits, row?.now.getTime() ?? Date.now())
      await tx.query(
        `insert into sender_counts (channel, sender_index, spans) values ($1, $2, $3)
         on conflict (channel, sender_index) do update set spans = excluded.spans, at = clock_timestamp()`,
        [channel, senderIndex, toJson(erasedAt === undefined ? spans : { ...spans, erasedAt })],
      )
      // A message id may come from two senders at once; the first has it.
      await tx.query('insert into admissions (channel, message_index, outcome, until) values ($1, $2, $3, $4) on conflict do nothing', [
        channel,
        messageIndexes[0],
        admission.outcome,
        'until' in admission ? admission.until : null,
      ])
      return { ...admission, fresh: true }
    })
  }
}

/** A span begins with its first message. `told`: the person knows that the limit was reached in it. */
interface Span {
  readonly from: number
  readonly count: number
  readonly told: boolean
}
export interface Spans {
  readonly hour: Span
  readonly day: Span
}

/** As it is kept: `erasedAt` (milliseconds) is written when the sender is erased on request. */
type KeptSpans = Partial<Spans> & { readonly erasedAt?: number }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Pure. What is over a limit counts for nothing, so that the limit ends when it was said to. */
export function countMessage(before: Partial<Spans> | null, limits: SenderLimits, now: number): { admission: Admission; spans: Spans } {
  const hour = spanAt(before?.hour, HOUR_MS, now)
  const day = spanAt(before?.day, DAY_MS, now)
  if (day.count >= limits.perDay) return { admission: refuse(day, DAY_MS), spans: { hour, day: { ...day, told: true } } }
  if (hour.count >= limits.perHour) return { admission: refuse(hour, HOUR_MS), spans: { hour: { ...hour, told: true }, day } }
  const more = (span: Span) => ({ ...span, count: span.count + 1 })
  return { admission: { outcome: 'welcome' }, spans: { hour: more(hour), day: more(day) } }
}

function spanAt(before: Span | undefined, lengthMs: number, now: number): Span {
  return before !== undefined && now < before.from + lengthMs ? before : { from: now, count: 0, told: false }
}

function refuse(span: Span, lengthMs: number): Admission {
  return span.told ? { outcome: 'over_limit' } : { outcome: 'limit_reached', until: new Date(span.from + lengthMs) }
}

function admissionOf(outcome: Admission['outcome'], until: Date | null): Admission {
  return outcome === 'limit_reached' ? { outcome, until: until ?? new Date() } : { outcome }
}
