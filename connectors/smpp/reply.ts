import type { Feedback, Reply } from '../../src/contract/connector.ts'
import { prepareNews, type ShortTexts } from '../../src/contract/short-message/talk-news.ts'
import type { SmppChannel } from './config.ts'
import { sendParts } from './outgoing.ts'
import { withSession } from './sessions.ts'

/**
 * Tells a person by short message. A long one that stopped half way goes on behind the part that the SMSC took last; one whose answer was lost is sent again, as
 * SMPP has no way to ask.
 */
export async function replyBySms(feedback: Feedback, channel: SmppChannel, texts: ShortTexts): Promise<Reply> {
  const { config, people } = channel
  const news = await prepareNews(feedback, channel, texts, {
    ...(config.quietHours === undefined ? {} : { quiet: config.quietHours, quietReceipts: config.quietHours.receiptsToo === true }),
    ...(config.answerParts === undefined ? {} : { answerParts: config.answerParts }),
  })
  const key = `sent:${feedback.id}`
  const before = await people.memory.read(key)
  const first = readSent(before?.value)
  let [taken, reference] = [first, '']
  try {
    const from = typeof news.replyTo.to === 'string' ? news.replyTo.to : ''
    const outgoing = { to: news.sender, from, text: news.text, id: feedback.id, receipt: true }
    await withSession(channel, (connection) =>
      sendParts(connection, channel, outgoing, first, (part, id) => {
        taken = part
        reference = id
      }),
    )
  } catch (error) {
    if (taken > first) await note(channel, key, taken, before?.version ?? 0)
    throw error
  }
  if (before !== null) await people.memory.forget(key, before.version).catch(() => false)
  return reference === '' ? {} : { reference }
}

/** The words may have changed meanwhile only with the release; then a part is missing or told twice, and nothing worse. */
function readSent(value: unknown): number {
  const sent: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'sent') : 0
  return typeof sent === 'number' ? sent : 0
}

const KEPT_MS = 7 * 24 * 3_600_000

async function note({ people, now, log, id }: SmppChannel, key: string, sent: number, version: number): Promise<void> {
  try {
    await people.memory.write(key, { sent }, { version, expiresAt: new Date(now().getTime() + KEPT_MS) })
  } catch {
    log.warn({ channelId: id }, 'how far a long message was sent could not be noted; it is sent from its beginning')
  }
}
