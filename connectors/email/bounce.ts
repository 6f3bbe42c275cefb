import type { EmailChannel } from './config.ts'
import type { Mail } from './mail.ts'
import { readOwnAddress } from './server-urls.ts'

/** A delivery report about a mail of ours goes into the history of its case. Anything else automatic is left alone. */
export async function noteBounce(mail: Mail, raw: Uint8Array, channel: EmailChannel): Promise<void> {
  if (!isDeliveryReport(mail)) return
  const report = readReport(mail, raw)
  if (report.outcome === null) return
  for (const message of findOwnMessages(mail, raw, readOwnAddress(channel)))
    await channel.people.noteDelivery(message, report.outcome, report.detail)
}

/** Of a server. A holiday answer has no return path either, and a mail that was read has a report too: neither tells that ours was lost. */
function isDeliveryReport({ headers, files, from }: Mail): boolean {
  if (files.some(({ mediaType }) => mediaType === 'message/disposition-notification')) return false
  if (headers.some(([name]) => name === 'x-failed-recipients')) return true
  if (headers.some(([name, value]) => name === 'content-type' && /^multipart\/report\b(?!.*disposition-notification)/i.test(value)))
    return true
  return /^(?:mailer-daemon|mail-daemon|postmaster)@/.test(from?.address ?? '')
}

/** Action and Status of RFC 3464; a report without them tells of a failure. `delayed` and `relayed` tell nothing yet. */
function readReport(mail: Mail, raw: Uint8Array): { outcome: 'failed' | 'delivered' | null; detail: string } {
  const status = mail.files.find(({ mediaType }) => mediaType === 'message/delivery-status')
  const text = Buffer.from(status?.bytes ?? raw.subarray(0, 64 * 1024)).toString('latin1')
  const action = /^Action:\s*([a-z]+)/im.exec(text)?.[1]?.toLowerCase() ?? 'failed'
  const code = /^Status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(text)?.[1] ?? /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? ''
  const outcome = action === 'failed' ? 'failed' : action === 'delivered' ? 'delivered' : null
  return { outcome, detail: `delivery report: ${action}${code === '' ? '' : ` (${code})`}` }
}

/** Ids of our own mails that it answers or quotes, at most five. */
function findOwnMessages(mail: Mail, raw: Uint8Array, own: string): string[] {
  const domain = own.slice(own.lastIndexOf('@') + 1)
  const text = Buffer.from(raw.subarray(0, 1024 * 1024)).toString('latin1')
  const quoted = text.match(/lapor-[0-9a-f]{8}-[0-9a-f-]{27}@[A-Za-z0-9.-]{1,253}/g) ?? []
  return [...new Set([...mail.threads, ...quoted.map((id) => id.toLowerCase())])]
    .filter((id) => id.startsWith('lapor-') && id.endsWith(`@${domain}`))
    .slice(0, 5)
}
