import { createTransport } from 'nodemailer'
import type { AlertSettings } from '../../contract/alert-settings.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { Parcel } from './send-notice.ts'

const LIMIT_MS = 20_000

/** One mail, over a connection of its own. Its id makes the Message-ID, so that one that is sent twice is seen to be the same. */
export async function sendEmail(
  { id, content }: Parcel,
  to: string,
  { smtpUrl, from }: NonNullable<AlertSettings['email']>,
): Promise<void> {
  const url = new URL(smtpUrl)
  const secure = url.protocol === 'smtps:'
  const transport = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    connectionTimeout: LIMIT_MS,
    greetingTimeout: LIMIT_MS,
    socketTimeout: LIMIT_MS,
    dnsTimeout: LIMIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from,
      to,
      subject: content.subject,
      text: content.text,
      messageId: `<${id}@lapor-gateway>`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    })
  } catch (error) {
    throw new GatewayError('partner_unavailable', `the SMTP server at ${url.hostname} ${saidOf(error)}`)
  } finally {
    transport.close()
  }
}

/** nodemailer's message may quote addresses. */
function saidOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'EAUTH') return `refused the login${status === null ? '' : ` (${status})`}; check alerts.email.smtpUrl`
  if (status !== null) return `answered ${status}`
  return `was not reached${/^[A-Z_]{3,40}$/.test(code) ? ` (${code})` : ''}`
}
