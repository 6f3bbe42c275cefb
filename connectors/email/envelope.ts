import MailComposer from 'nodemailer/lib/mail-composer'
import type { EmailChannel } from './config.ts'
import type { ReplyTo } from './reply-to.ts'
import { readOwnAddress } from './server-urls.ts'
import { type Parcel, sendMail } from './smtp.ts'

export interface Letter {
  readonly to: ReplyTo
  /** Whole, with its Re: where it answers a mail. */
  readonly subject: string
  readonly text: string
  readonly messageId: string
  /** What it answers: the same for each try. */
  readonly at: Date
  /** replied: to a mail that just came. generated: about its case, later. */
  readonly kind: 'auto-replied' | 'auto-generated'
}

/** Writes a mail in the thread of the person's mail and hands it to the SMTP server. The same letter is the same mail, byte for byte. */
export async function sendLetter(letter: Letter, channel: EmailChannel): Promise<void> {
  const parcel = await packLetter(letter, channel)
  await channel.people.turn(channel.config.perSecond ?? 5)
  await sendMail(parcel, channel)
}

export async function packLetter({ to, subject, text, messageId, at, kind }: Letter, channel: EmailChannel): Promise<Parcel> {
  const from = readOwnAddress(channel)
  const thread = [...to.references, ...(to.messageId === null ? [] : [to.messageId])].map((id) => `<${id}>`)
  const composed = new MailComposer({
    from: { name: `${channel.app} · ${channel.region.name}`, address: from },
    to: { name: '', address: to.address },
    subject,
    text,
    textEncoding: 'quoted-printable',
    messageId: `<${messageId}>`,
    date: at,
    ...(to.messageId === null ? {} : { inReplyTo: `<${to.messageId}>` }),
    ...(thread.length === 0 ? {} : { references: thread.join(' ') }),
    headers: {
      'Auto-Submitted': kind,
      Precedence: 'auto_reply',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': to.language,
    },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  })
  return { from, to: to.address, message: await composed.compile().build() }
}
