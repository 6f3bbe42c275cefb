import { type ErrorCode, GatewayError } from '../../src/contract/errors.ts'
import { tlsFault } from '../../src/contract/tls-fault.ts'

/** What nodemailer throws. Its message and `response` may quote an address: they are never passed on. */
export interface SmtpFailure {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

/** What an SMTP server's answer means. `sending`: the mail itself was on its way, so that without an answer it may have been taken. */
export function codeOf(failure: unknown, channelId: string, sending: boolean): GatewayError {
  const { code = '', command = '', responseCode, response = '' } = readFailure(failure)
  if (responseCode === undefined || responseCode < 400) {
    const loginRefused = code === 'EAUTH'
    if (loginRefused)
      return new GatewayError('credentials_refused', `${channelId}: the SMTP server takes none of the ways to log in; check smtpUrl`)
    const fault = tlsFault(failure)
    if (!sending && (fault !== null || code === 'ETLS'))
      return new GatewayError('connection_failed', `${channelId}: no TLS with the SMTP server: ${fault ?? 'it refused'}; check smtpUrl`)
    const what = `the SMTP server (${/^[A-Z_]{3,40}$/.test(code) ? code : 'no answer'})`
    return sending
      ? new GatewayError('answer_lost', `${channelId}: no answer of ${what} to a mail that was sent`)
      : new GatewayError('connection_failed', `${channelId}: no connection to ${what}`)
  }
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? ''
  const step = /^(?:AUTH|MAIL FROM|RCPT TO|DATA|EHLO|HELO|STARTTLS)/.exec(command)?.[0] ?? 'connection'
  if (step === 'STARTTLS')
    return new GatewayError(
      'connection_failed',
      `${channelId}: no TLS with the SMTP server: it refuses STARTTLS (${responseCode}); check smtpUrl`,
    )
  const said = `${channelId}: the SMTP server answered ${responseCode}${enhanced === '' ? '' : ` ${enhanced}`} at ${step}`
  const [meaning, retryAfterMs] = meaningOf(responseCode, enhanced, code === 'EAUTH' ? 'AUTH' : step)
  return new GatewayError(meaning, said, retryAfterMs === undefined ? {} : { retryAfterMs })
}

const MINUTES_MS = 60_000

function meaningOf(status: number, enhanced: string, step: string): readonly [ErrorCode, number?] {
  if (step === 'AUTH') return status >= 500 ? ['credentials_refused'] : ['partner_unavailable']
  if (status === 530 || status === 534 || status === 538) return ['credentials_refused']
  if (status < 500) {
    // 4.7: a policy that will let it pass later, such as greylisting and rates. 4.2.1: the mailbox takes no more for now.
    if (/^4\.(?:7\.\d+|2\.1)$/.test(enhanced) || (status === 450 && step === 'RCPT TO')) return ['throttled', 5 * MINUTES_MS]
    return ['partner_unavailable']
  }
  if (step === 'RCPT TO') {
    if (enhanced.startsWith('5.7')) return ['refused_by_partner']
    if (enhanced === '5.2.2' || (status === 552 && enhanced === '')) return ['partner_unavailable']
    return ['recipient_gone']
  }
  if (step === 'DATA' && /^5\.1\.[126]$|^5\.2\.1$/.test(enhanced)) return ['recipient_gone']
  if (step === 'DATA' || step === 'MAIL FROM') return ['refused_by_partner']
  return ['partner_unavailable']
}

function readFailure(failure: unknown): SmtpFailure {
  if (typeof failure !== 'object' || failure === null) return {}
  const text = (name: string): { [key: string]: string } => {
    const value: unknown = Reflect.get(failure, name)
    return typeof value === 'string' ? { [name]: value } : {}
  }
  const responseCode: unknown = Reflect.get(failure, 'responseCode')
  return { ...text('code'), ...text('command'), ...text('response'), ...(typeof responseCode === 'number' ? { responseCode } : {}) }
}
