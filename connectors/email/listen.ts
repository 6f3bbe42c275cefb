import { GatewayError } from '../../src/contract/errors.ts'
import type { EmailChannel } from './config.ts'
import { openCursor } from './cursor.ts'
import { type Fetched, type Mailbox, withMailbox } from './mailbox.ts'
import { parkMail, type Store, type Taken, takeMail } from './take-mail.ts'
import { takeTooLarge } from './too-large.ts'

/** Takes mail as it comes, until the signal aborts. A connection that breaks is made again, ever more slowly; refused credentials are thrown. */
export async function listenToMailbox(store: Store, channel: EmailChannel): Promise<void> {
  let failures = 0
  while (!channel.signal.aborted) {
    try {
      await withMailbox(channel, async (mailbox) => {
        for (;;) {
          await takeNew(mailbox, store, channel)
          failures = 0
          await mailbox.wait()
        }
      })
    } catch (error) {
      if (channel.signal.aborted) return
      if (!(error instanceof GatewayError) || error.disposition !== 'retry') throw error
      failures += 1
      channel.log.warn({ channelId: channel.id, code: error.code, failures, error: error.message }, 'the mailbox is away')
      await pause(delayOf(failures), channel.signal)
    }
  }
}

/** One mail after the other: stored, marked, and only then passed by the cursor. */
async function takeNew(mailbox: Mailbox, store: Store, channel: EmailChannel): Promise<void> {
  const cursor = await openCursor(mailbox.uidValidity, channel)
  for (const uid of await mailbox.list(cursor.lastUid)) {
    if (channel.signal.aborted) return
    const fetched = await mailbox.fetch(uid)
    if (fetched !== null) {
      const taken = await takeFetched(fetched, await cursor.begin(uid), store, channel)
      channel.log.info({ channelId: channel.id, uid, outcome: taken.outcome, why: taken.why, complaintId: taken.id }, 'mail taken')
      await mailbox.settle(uid)
    }
    await cursor.pass(uid)
  }
}

async function takeFetched({ raw, head, receivedAt }: Fetched, tries: number, store: Store, channel: EmailChannel): Promise<Taken> {
  if (raw === undefined) return takeTooLarge(head ?? new Uint8Array(), receivedAt, channel, store)
  if (tries > MOST_TRIES) return parkMail(raw, 'message/rfc822', 'the gateway failed on it several times', receivedAt, store)
  try {
    return await takeMail(raw, receivedAt, channel, store)
  } catch (error) {
    if (!(error instanceof GatewayError) || !isOfThisMail(error)) throw error
    return parkMail(raw, 'message/rfc822', `it was refused: ${error.code}`, receivedAt, store)
  }
}

/** The next mails may well be taken. */
function isOfThisMail({ code, disposition }: GatewayError): boolean {
  return (
    disposition === 'park' ||
    code === 'body_too_large' ||
    code === 'media_type_unsupported' ||
    code === 'request_unreadable' ||
    code === 'ticket_conflict'
  )
}

/** A mail that ends the whole process, whatever the reason, must not do so for ever. */
const MOST_TRIES = 8

function delayOf(failures: number): number {
  return Math.min(300_000, 1000 * 2 ** Math.min(failures - 1, 9)) * (0.75 + Math.random() / 2)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish, { once: true })
  })
}
