import type { Channel } from '../connector.ts'
import { GatewayError } from '../errors.ts'
import type { Filed, OwnCase, Report } from '../people.ts'
import type { Language } from '../texts.ts'
import { type ShortMessage, type Turn, talk } from './talk.ts'
import { type ShortText, type ShortTexts, tellCase, tellList } from './talk-news.ts'
import { writePayload, writeRaw } from './talk-payload.ts'
import { endStop, expiryOf, readTalkMemory, talkKey } from './talk-person.ts'

/** What a connector lends the conversation. */
export interface TalkHub {
  readonly channel: Pick<Channel, 'id' | 'region' | 'people' | 'log' | 'now'>
  readonly texts: ShortTexts
  /** The channel's first language. */
  readonly language: Language
  /** Sends at once, whatever the hour: the person wrote just now. */
  answer(sender: string, text: string): Promise<void>
}

/** What came with the message, for the ledger. */
export interface Arrived {
  /** The connector's own, to answer this person: goes into `Report.replyTo`, beside language and incomplete. */
  readonly replyTo?: object
  /** Goes into the payload: what the provider sent beside the text, without secrets. */
  readonly provider?: unknown
  readonly files?: NonNullable<Report['files']>
  /** Remarks for staff, Indonesian. */
  readonly notes?: readonly string[]
}

export type Held =
  | { readonly did: 'filed'; readonly filed: Filed }
  | { readonly did: 'added' | 'answered' | 'nothing'; readonly why: string }

/**
 * One message, to its end: counted, stored, then answered where an answer is due at once. Acknowledge to the partner after it resolved. Safe to repeat; throws
 * only what must bring the message back (`ledger_unavailable`). An answer that cannot be sent is logged and lost: the person asks again.
 */
export async function holdTalk(message: ShortMessage, arrived: Arrived, hub: TalkHub): Promise<Held> {
  const { people } = hub.channel
  const { sender } = message
  if (sender.kind !== 'phone') return holdService(message, arrived, hub)
  const admission = await people.admit(sender.address, message.messageId)
  if (admission.outcome === 'over_limit') return { did: 'nothing', why: 'over the limit' }
  if (admission.outcome === 'limit_reached') return tellLimit(message, admission.until, hub)
  const { turn, stopped } = await decide(message, hub)
  const { effect, language } = turn
  const say = (key: ShortText, values: Record<string, string> = {}) => answer(message, language, key, values, hub)
  switch (effect.effect) {
    case 'report':
      return report(message, effect.words, arrived, language, hub)
    case 'add':
    case 'status': {
      const own = await people.find(sender.address, { reference: effect.reference })
      if (own !== null)
        return effect.effect === 'add'
          ? add(message, own, effect.words, arrived, language, hub)
          : send(message, tellCase(own, language, hub), hub)
      if (effect.elseReport === null) return say('no_case', { reference: effect.reference })
      if (stopped) await endStop(hub.channel, sender.address)
      return report(message, effect.elseReport, arrived, language, hub)
    }
    case 'list':
      return send(message, tellList(await people.cases(sender.address, LISTED), language, hub), hub)
    case 'say':
      return say(effect.key)
    case 'service':
      return holdService(message, arrived, hub)
    case 'nothing':
      return { did: 'nothing', why: effect.why }
  }
}

/** As many as fit into one message. */
const LISTED = 3

/** Decides, and writes what is to be remembered, until nobody else wrote in between. */
async function decide(message: ShortMessage, hub: TalkHub): Promise<{ turn: Turn; stopped: boolean }> {
  const { memory } = hub.channel.people
  const key = talkKey(message.sender.address)
  const rules = { language: hub.language, timezone: hub.channel.region.timezone }
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const remembered = await memory.read(key)
    const before = readTalkMemory(remembered?.value)
    const turn = talk(message, before, rules)
    const stopped = before?.stopped === true
    if (turn.remember === null) return { turn, stopped }
    const options = { version: remembered?.version ?? 0, ...expiryOf(turn.remember, hub.channel.now()) }
    if ((await memory.write(key, turn.remember, options)) !== null) return { turn, stopped }
  }
  throw new GatewayError('ledger_unavailable', `${hub.channel.id}: the memory of a conversation changed twenty times while it was read`)
}

async function report(message: ShortMessage, words: string, arrived: Arrived, language: Language, hub: TalkHub): Promise<Held> {
  const filed = await file(message, writePayload(message, { words, notes: arrived.notes ?? [] }), words, arrived, language, hub)
  if (filed.outcome !== 'ignored') {
    // The receipt is of the first message with these words.
    if (filed.added > 0) await answer(message, language, 'added', { reference: filed.reference }, hub)
    await tellLeftOut(message, filed.leftOut, language, hub)
  }
  return { did: 'filed', filed }
}

async function tellLeftOut(message: ShortMessage, count: number, language: Language, hub: TalkHub): Promise<void> {
  if (count > 0) await answer(message, language, 'not_taken', { count: String(count) }, hub)
}

async function add(
  message: ShortMessage,
  own: OwnCase,
  words: string,
  { files }: Arrived,
  language: Language,
  hub: TalkHub,
): Promise<Held> {
  const { address: sender } = message.sender
  const addition = { sender, messageId: message.messageId, text: words, ...(files === undefined ? {} : { files }) }
  const { leftOut } = await hub.channel.people.add(own.id, addition)
  await answer(message, language, 'added', { reference: own.reference }, hub)
  await tellLeftOut(message, leftOut, language, hub)
  return { did: 'added', why: 'added to a case' }
}

/** What a service writes goes the same way, and the mapping tells: ignored and counted, or, when it is asked for, parked. */
async function holdService(message: ShortMessage, arrived: Arrived, hub: TalkHub): Promise<Held> {
  const { effect, language } = talk(message, null, { language: hub.language, timezone: hub.channel.region.timezone })
  if (effect.effect !== 'service' || effect.words === '') return { did: 'nothing', why: 'a service wrote nothing' }
  if (effect.asked) {
    const admission = await hub.channel.people.admit(message.sender.address, message.messageId)
    if (admission.outcome !== 'welcome') return { did: 'nothing', why: 'over the limit' }
  }
  const payload = writePayload(message, { words: effect.words, wanted: effect.asked, notes: arrived.notes ?? [] })
  return { did: 'filed', filed: await file(message, payload, effect.words, arrived, language, hub) }
}

function file(message: ShortMessage, payload: object, words: string, arrived: Arrived, language: Language, hub: TalkHub): Promise<Filed> {
  const { files, replyTo = {}, provider } = arrived
  const incomplete = message.incomplete === true ? { incomplete: true } : {}
  const whole = provider === undefined ? payload : { ...payload, provider }
  return hub.channel.people.report({
    sender: message.sender.address,
    replyTo: { ...replyTo, ...incomplete, language },
    ticket: message.messageId,
    payload: whole,
    raw: writeRaw(whole, files),
    mediaType: 'application/json',
    words,
    ...(files === undefined ? {} : { files }),
  })
}

async function answer(
  message: ShortMessage,
  language: Language,
  key: ShortText,
  values: Record<string, string>,
  hub: TalkHub,
): Promise<Held> {
  return send(message, hub.texts.say(language, key, { region: hub.channel.region.name, ...values }), hub)
}

async function send(message: ShortMessage, text: string, hub: TalkHub): Promise<Held> {
  const { log, id } = hub.channel
  try {
    await hub.answer(message.sender.address, text)
    return { did: 'answered', why: 'answered' }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    log.warn({ channelId: id, code: error.code }, 'an answer to a short message was not sent')
    return { did: 'nothing', why: `the answer was not sent: ${error.code}` }
  }
}

/** Once, as the hub counts; not to who wants no messages. */
async function tellLimit(message: ShortMessage, until: Date, hub: TalkHub): Promise<Held> {
  const remembered = readTalkMemory((await hub.channel.people.memory.read(talkKey(message.sender.address)))?.value)
  if (remembered?.stopped === true) return { did: 'nothing', why: 'over the limit' }
  const zone = hub.channel.region.timezone
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(until)
  return answer(message, remembered?.language ?? hub.language, 'limit', { until: `${time} ${ZONES[zone] ?? ''}`.trim() }, hub)
}

const ZONES: Readonly<Record<string, string>> = { 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' }
