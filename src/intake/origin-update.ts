import type { OriginState } from '../contract/complaint.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { FeedbackRow, NewComplaint } from '../ledger/ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { hashOf } from './content-hash.ts'
import type { Desk } from './desk.ts'

export interface KnownState {
  readonly id: string
  readonly originState: OriginState | null
}

/** What came with the state. */
export interface MoreSaid {
  /** The sender's own name of it: the same again is seen, whatever happened since. */
  readonly reference?: string
  /** Keep it even when it changes nothing: the sender gave it an id of its own. */
  readonly keepAlways?: boolean
  readonly text?: string
  readonly attachments?: readonly { url: string; name?: string }[]
}

export interface OriginUpdate {
  readonly outcome: 'seen' | 'updated'
  /** The update that was stored or found; null when nothing had changed. */
  readonly id: string | null
  readonly delivery: 'accepted' | 'withheld' | null
}

/**
 * Keeps what the region itself did with a case: its status, its answer. What it only echoes from LAPOR! is kept as `withheld` and goes no
 * further. The stored state carries the present status, and an answer only when it is news (then `body` holds it too): the centre is told
 * each answer once. The status of the first arrival is the baseline and no update; its answer is news (`firstAnswerOf`).
 */
export async function updateFromOrigin(
  desk: Desk,
  settings: ChannelSettings,
  known: KnownState,
  said: OriginState,
  more: MoreSaid = {},
): Promise<OriginUpdate> {
  const now = cleanState(said)
  const saysMore = more.text !== undefined || (more.attachments?.length ?? 0) > 0
  const keep = saysMore || more.keepAlways === true
  if (isSame(now, known.originState) && now.answer === undefined && !keep) return NOTHING_NEW
  const history = (await desk.ledger.updates.of(known.id)).filter(({ state }) => state !== null)
  const before = history.at(-1)?.state ?? known.originState
  const whole: OriginState = now.native === undefined ? { ...before, ...now } : now
  const statusChanged = whole.status !== before?.status || whole.native !== before?.native
  const answerChanged = now.answer !== undefined && !history.some(({ state }) => state?.answer === now.answer)
  if (!statusChanged && !answerChanged && !keep) return NOTHING_NEW

  const echo = await findEcho(desk, known.id, now)
  const news = saysMore || (statusChanged && !echo.status) || (answerChanged && !echo.answer)
  const answer = answerChanged && !echo.answer ? now.answer : undefined
  const delivery = news ? 'accepted' : 'withheld'
  const { outcome, id } = await desk.ledger.updates.insert({
    id: newId(),
    complaintId: known.id,
    source: 'origin',
    reference: more.reference ?? referenceOf(history.length, whole, more),
    state: delivery === 'withheld' || answer !== undefined ? whole : statusOf(whole),
    body: [answer, more.text].filter((part) => part !== undefined).join('\n\n') || null,
    delivery,
    reason: null,
    ...(more.attachments ? { attachments: more.attachments } : {}),
  })
  if (outcome === 'stored' && statusChanged && now.native !== undefined && now.status === undefined)
    await reportUnknownWord(desk, settings, now.native)
  return { outcome: outcome === 'stored' ? 'updated' : 'seen', id, delivery }
}

/** The answer that came with the report itself is news, its status is the baseline: as `updateFromOrigin` would keep it. */
export function firstAnswerOf(state: OriginState | null): NewComplaint['firstAnswer'] {
  const said = state === null ? {} : cleanState(state)
  if (said.answer === undefined) return undefined
  return { id: newId(), reference: referenceOf(0, said), state: said, body: said.answer }
}

const NOTHING_NEW: OriginUpdate = { outcome: 'seen', id: null, delivery: null }

/** The same state may come back after others: its place in the history tells the two apart. */
function referenceOf(place: number, state: OriginState, more: MoreSaid = {}): string {
  return `state:${place}:${hashOf([state, more.text, more.attachments]).toString('hex')}`
}

/** What of this did LAPOR! say first, by way of us? */
async function findEcho(desk: Desk, complaintId: string, said: OriginState): Promise<{ status: boolean; answer: boolean }> {
  const [row, fed] = await Promise.all([desk.ledger.complaints.get(complaintId), desk.ledger.feedback.of(complaintId)])
  const lastWord = fed.reduce<FeedbackRow | null>((last, one) => (last && last.at > one.at ? last : one), null)?.statusOrigin
  const { answer } = said
  return {
    status:
      (said.status !== undefined && said.status === row?.status) ||
      (said.native !== undefined && lastWord !== undefined && isSameText(said.native, lastWord)),
    answer: answer !== undefined && fed.some((one) => one.answer && isSameText(one.answer.text, answer)),
  }
}

async function reportUnknownWord(desk: Desk, settings: ChannelSettings, word: string): Promise<void> {
  const shown = word.slice(0, 60)
  await desk.ledger.alerts
    .raise(
      `status_word:${settings.id}:${shown}`,
      'mapping_failed',
      settings.id,
      `channel ${settings.id}: mapping ${settings.mapping} does not know the status word "${shown}"`,
    )
    .catch(() => undefined)
}

/** Without the answer, which was told before. */
function statusOf({ answer: _told, ...status }: OriginState): OriginState {
  return status
}

function cleanState(state: OriginState): OriginState {
  return Object.fromEntries(
    Object.entries(state).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value).replaceAll('\u0000', '').toWellFormed()]],
    ),
  )
}

function isSame(a: OriginState | null, b: OriginState | null): boolean {
  return a?.status === b?.status && a?.native === b?.native && a?.answer === b?.answer
}

function isSameText(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLocaleLowerCase('id')
  return plain(a) === plain(b)
}
