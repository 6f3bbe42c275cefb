import { GatewayError } from '../../src/contract/errors.ts'
import type { Language } from '../../src/contract/texts.ts'
import type { BotApi } from './bot-api.ts'
import { tellCase, tellCases } from './cases.ts'
import type { TelegramChannel } from './config.ts'
import { fetchFiles } from './fetch-files.ts'
import { fileReport } from './filing.ts'
import { answerNow, type Keyboard } from './send.ts'
import { type Button, type Effect, type Talk, ticketOf } from './talk.ts'
import { tell } from './texts.ts'

interface Bench {
  readonly channel: TelegramChannel
  readonly api: BotApi
  readonly talk: Talk
}

type Saying = Effect & { do: 'say' }

/** Does all of it, in order; what is said one after the other is one message. Throws what must be tried again. */
export async function performEffects(bench: Bench, effects: readonly Effect[]): Promise<void> {
  let sayings: Saying[] = []
  for (const effect of effects) {
    if (effect.do === 'say') {
      sayings.push(effect)
      continue
    }
    await speak(bench, sayings)
    sayings = []
    await perform(bench, effect)
  }
  await speak(bench, sayings)
}

async function perform(bench: Bench, effect: Exclude<Effect, Saying>): Promise<void> {
  if (effect.do === 'answerButton') return answerButton(bench, effect)
  if (effect.do === 'file') return file(bench, effect)
  if (effect.do === 'add') return add(bench, effect)
  const { channel, api, talk } = bench
  const sender = String(talk.chat)
  const text =
    effect.reference === null
      ? tellCases(channel, talk.language, await channel.people.cases(sender, 5))
      : tellCase(channel, talk.language, await channel.people.find(sender, { reference: effect.reference }))
  await answerNow(channel, api, talk.chat, text)
}

async function speak({ channel, api, talk }: Bench, sayings: readonly Saying[]): Promise<void> {
  if (sayings.length === 0) return
  const text = sayings.map(({ key, values }) => tell(channel, talk.language, key, values)).join('\n\n')
  const buttons = sayings.at(-1)?.buttons
  await answerNow(channel, api, talk.chat, text, buttons && drawKeyboard(channel, talk.language, buttons))
}

function drawKeyboard(channel: TelegramChannel, language: Language, rows: readonly (readonly Button[])[]): Keyboard {
  return {
    inline_keyboard: rows.map((row) => row.map(({ label, data }) => ({ text: tell(channel, language, label), callback_data: data }))),
  }
}

/** Ends the waiting sign on the button. It has no other use: a query that is too old, or a fault, is passed over. */
async function answerButton({ channel, api, talk }: Bench, { query, key }: Effect & { do: 'answerButton' }): Promise<void> {
  try {
    await api.answerCbQuery(query, key === undefined ? undefined : tell(channel, talk.language, key))
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    channel.log.info({ channelId: channel.id, code: error.code }, 'a button was not answered')
  }
}

/** The receipt comes by itself; only what has none is said here. */
async function file({ channel, api, talk }: Bench, { draft }: Effect & { do: 'file' }): Promise<void> {
  const { filed, leftOut } = await fileReport(channel, api, talk, draft)
  const said: string[] = []
  if (filed.outcome === 'ignored') said.push(tell(channel, talk.language, 'notTaken'))
  else {
    const { reference, added: count } = filed
    if (filed.outcome === 'same_words') said.push(tell(channel, talk.language, count > 0 ? 'sameAdded' : 'same', { reference, count }))
    said.push(...tellLeftOut(channel, talk.language, leftOut, filed.leftOut))
  }
  if (said.length > 0) await answerNow(channel, api, talk.chat, said.join('\n\n'))
}

async function add(bench: Bench, effect: Effect & { do: 'add' }): Promise<void> {
  const { channel, api, talk } = bench
  const sender = String(talk.chat)
  const found = await findCase(bench, effect)
  if (found === null) return
  const { files, leftOut } = await fetchFiles(api, effect.files)
  const text = leftOut > 0 ? `${effect.text}\n\n[Catatan: satu berkas dari pelapor tidak dapat diambil.]` : effect.text
  const added = await channel.people.add(found.caseId, { sender, messageId: effect.messageId, text, files }).catch((error: unknown) => {
    // The case was erased in between.
    if (error instanceof GatewayError && error.code === 'complaint_unknown') return null
    throw error
  })
  if (!added) return
  const said = tellLeftOut(channel, talk.language, leftOut, added.leftOut)
  if (!effect.quiet) said.unshift(tell(channel, talk.language, 'added.case', { reference: found.reference }))
  if (said.length > 0) await answerNow(channel, api, talk.chat, said.join('\n\n'))
}

/** Files that Telegram does not give, and files that the hub does not take. */
function tellLeftOut(channel: TelegramChannel, language: Language, lost: number, refused: number): string[] {
  return [
    ...(lost > 0 ? [tell(channel, language, 'file.lost', { count: lost })] : []),
    ...(refused > 0 ? [tell(channel, language, 'file.refused', { count: refused })] : []),
  ]
}

async function findCase({ channel, talk }: Bench, { to }: Effect & { do: 'add' }): Promise<{ caseId: string; reference: string } | null> {
  const sender = String(talk.chat)
  if ('caseId' in to) return to
  const found = await channel.people.find(sender, { ticket: to.ticket })
  if (found) return { caseId: found.id, reference: found.reference }
  const isOnItsWay = talk.outbox.some(({ effects }) =>
    effects.some((each) => each.do === 'file' && ticketOf(talk, each.draft.first) === to.ticket),
  )
  if (!isOnItsWay) return null
  throw new GatewayError('partner_unavailable', 'the report to which this belongs is being filed')
}
