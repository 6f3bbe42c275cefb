import { randomBytes } from 'node:crypto'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Remembered } from '../../src/contract/people.ts'
import { BotApi } from './bot-api.ts'
import type { TelegramChannel } from './config.ts'
import { advance } from './dialogue.ts'
import { isPassing, nameFault } from './faults.ts'
import type { About } from './late.ts'
import { performEffects } from './perform.ts'
import { answerNow } from './send.ts'
import { DAY_MS, type Effect, newTalk, readTalk, type Talk, timesOf } from './talk.ts'
import { tell, tellTime } from './texts.ts'
import { type Heard, readUpdate } from './update.ts'
import { readLooseReference, readReference } from './words.ts'

const SEEN = 100
const OUTBOX = 10
const ATTEMPTS = 20
/** Memory takes 256 KiB. */
const MOST_BYTES = 230_000
/** An errand that fails by a fault of ours is tried for so long: it may hold a report, and the fault may be mended. */
const ERRAND_MS = 3 * DAY_MS

/**
 * Does what one update asks for. When it resolves, the update may be confirmed; when it throws, it must come again. The order that survives a kill at any moment: what the update
 * makes of the talk and what is to be done for it are written together; then it is done; then it is noted as done.
 */
export async function handleUpdate(value: unknown, channel: TelegramChannel): Promise<void> {
  const update = readUpdate(value)
  if (update.kind === 'ignored') return channel.log.info({ channelId: channel.id, why: update.why }, 'an update was passed over')
  if (update.kind === 'group') return answerGroup(update.chat, channel)
  await hear(update, channel)
}

async function hear(update: Heard, channel: TelegramChannel): Promise<void> {
  const api = new BotApi(channel)
  const admission = update.countAs === null ? null : await channel.people.admit(String(update.chat), update.countAs)
  if (admission?.outcome === 'over_limit') return
  const heard = await readNumber(update, channel)
  const about = await findAbout(heard, channel)
  if (admission?.outcome === 'limit_reached') return answerLimit(heard, admission.until, channel, api)
  const { talk, effects } = await remember(heard, about, channel)
  if (effects.length === 0) return
  await performEffects({ channel, api, talk }, effects)
  await settle(talk.chat, heard.id, channel)
}

/** A ticket number without a digit may be words: it is a number when a case of the person's own has it. */
async function readNumber(heard: Heard, channel: TelegramChannel): Promise<Heard> {
  const { event } = heard
  if (event.kind !== 'text' || event.forwarded || readReference(event.text) !== null) return heard
  const reference = readLooseReference(event.text)
  const found = reference === null ? null : await channel.people.find(String(heard.chat), { reference })
  if (found === null) return heard
  const { message, at, forwarded, replyTo } = event
  return { ...heard, event: { kind: 'command', name: 'status', argument: found.reference, sent: { message, at, forwarded, replyTo } } }
}

/** The case that the message is about to which this is a reply: what `reply` sent, or an answer of the bot that names its number. */
async function findAbout({ chat, event }: Heard, channel: TelegramChannel): Promise<About | null> {
  const sent = event.kind === 'command' ? event.sent : 'replyTo' in event ? event : null
  if (sent === null || sent.replyTo === null) return null
  const { people } = channel
  const found =
    (await people.find(String(chat), { message: String(sent.replyTo) })) ??
    (sent.replyAbout === undefined ? null : await people.find(String(chat), { reference: sent.replyAbout }))
  return found && { caseId: found.id, reference: found.reference }
}

async function answerLimit(heard: Heard, until: Date, channel: TelegramChannel, api: BotApi): Promise<void> {
  const language = readTalk((await channel.people.memory.read(keyOf(heard.chat)))?.value)?.language ?? heard.language ?? 'id'
  await answerNow(channel, api, heard.chat, tell(channel, language, 'limit', { until: tellTime(channel, language, until) }))
}

/** Writes what the update makes of the talk. An update that was here before gives what was not yet done of it. */
async function remember(heard: Heard, about: About | null, channel: TelegramChannel): Promise<{ talk: Talk; effects: readonly Effect[] }> {
  return change(heard.chat, channel, (before) => {
    if (before.seen.includes(heard.id))
      return {
        talk: before,
        result: { talk: before, effects: before.outbox.find(({ id }) => id === heard.id)?.effects ?? [] },
        changed: false,
      }
    const turn = advance(before, heard, about, channel.now())
    const outbox =
      turn.effects.length === 0
        ? turn.talk.outbox
        : [...turn.talk.outbox, { id: heard.id, at: channel.now().getTime(), effects: turn.effects }]
    const talk: Talk = { ...turn.talk, seen: [...before.seen, heard.id].slice(-SEEN), outbox: keepFiling(outbox) }
    return { talk, result: { talk, effects: turn.effects }, changed: true }
  })
}

/** Of answers that could not be given for long the oldest are let go; a report never is. */
function keepFiling(outbox: Talk['outbox']): Talk['outbox'] {
  const keepsWords = ({ effects }: Talk['outbox'][number]) => effects.some(({ do: kind }) => kind === 'file' || kind === 'add')
  return outbox.filter((entry, index) => index >= outbox.length - OUTBOX || keepsWords(entry))
}

async function settle(chat: number, id: string, channel: TelegramChannel): Promise<void> {
  await change(chat, channel, (before) => {
    const outbox = before.outbox.filter((entry) => entry.id !== id)
    return { talk: { ...before, outbox }, result: undefined, changed: outbox.length !== before.outbox.length }
  })
}

/** Reads, decides and writes, again when somebody was faster. */
async function change<T>(
  chat: number,
  channel: TelegramChannel,
  decide: (before: Talk) => { talk: Talk; result: T; changed: boolean },
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const remembered = await channel.people.memory.read(keyOf(chat))
    const { talk, result, changed } = decide(readTalk(remembered?.value) ?? newTalk(chat, randomBytes(9).toString('base64url')))
    if (!changed) return result
    if (Buffer.byteLength(JSON.stringify(talk)) > MOST_BYTES)
      throw new GatewayError('ledger_unavailable', 'more is on its way for a chat than can be remembered', { retryAfterMs: 60_000 })
    const options = { version: remembered?.version ?? 0, ...timesOf(talk, channel.now()) }
    if (await channel.people.memory.write(keyOf(chat), talk, options)) return result
  }
  throw new GatewayError('ledger_unavailable', 'a chat is written to by too many at once')
}

const keyOf = (chat: number): string => `chat:${chat}`

/** The time has come that a talk was given: what is left over is done, and a dialogue that was left alone is ended. */
export async function wakeTalk(remembered: Remembered, channel: TelegramChannel): Promise<void> {
  const claimed = readTalk(remembered.value)
  if (!claimed) {
    await channel.people.memory.forget(remembered.key, remembered.version)
    return
  }
  const api = new BotApi(channel)
  // What an update has done in the meantime is not done again.
  const talk = readTalk((await channel.people.memory.read(keyOf(claimed.chat)))?.value)
  // Forgotten since: the person was erased, and does not come back.
  if (!talk) return
  const passing = await runErrands(talk, channel, api)
  const at = channel.now()
  const heard: Heard = {
    id: `wake-${at.getTime()}`,
    chat: talk.chat,
    person: { name: null, handle: null },
    language: null,
    countAs: null,
    event: { kind: 'wake' },
  }
  const woken = await remember(heard, null, channel)
  if (woken.effects.length > 0) {
    await performEffects({ channel, api, talk: woken.talk }, woken.effects)
    await settle(talk.chat, heard.id, channel)
  }
  if (passing.length > 0) throw passing[0]
}

/** Does what is left over. One that fails does not hold up the others; gives what may go better in a minute. */
async function runErrands(talk: Talk, channel: TelegramChannel, api: BotApi): Promise<unknown[]> {
  const passing: unknown[] = []
  for (const { id, at, effects } of talk.outbox) {
    try {
      await performEffects({ channel, api, talk }, effects)
    } catch (error) {
      if (isPassing(error)) {
        passing.push(error)
        continue
      }
      const tooOld = channel.now().getTime() - at >= ERRAND_MS
      channel.log.error({ channelId: channel.id, ...nameFault(error) }, tooOld ? 'an errand failed and was let go' : 'an errand failed')
      if (!tooOld) continue
    }
    await settle(talk.chat, id, channel)
  }
  return passing
}

/** Once a day a group is told that reports are made in private. */
async function answerGroup(chat: number, channel: TelegramChannel): Promise<void> {
  const key = `group:${chat}`
  if (await channel.people.memory.read(key)) return
  const written = await channel.people.memory.write(key, true, { version: 0, expiresAt: new Date(channel.now().getTime() + DAY_MS) })
  if (written) await answerNow(channel, new BotApi(channel), chat, tell(channel, 'id', 'group'))
}
