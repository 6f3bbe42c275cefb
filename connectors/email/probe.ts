import type { Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { EmailChannel } from './config.ts'
import { withImap } from './mailbox.ts'
import { readServer } from './server-urls.ts'
import { checkSmtp } from './smtp.ts'

/** Logs in on both sides and counts the mail; nothing is read, marked or sent. */
export async function probeMail(channel: EmailChannel): Promise<Probe> {
  const started = performance.now()
  const [imap, smtp] = await Promise.all([tell(() => countMail(channel)), tell(() => checkSmtp(channel).then(() => 'logged in'))])
  return {
    healthy: imap.well && smtp.well,
    reachable: imap.reached && smtp.reached,
    detail: `IMAP: ${imap.line}; SMTP: ${smtp.line}`,
    latencyMs: Math.round(performance.now() - started),
  }
}

async function countMail(channel: EmailChannel): Promise<string> {
  const { folder } = readServer(channel, 'imapUrl')
  return withImap(channel, async (client) => {
    const status = await client.status(folder, { messages: true, unseen: true })
    if (!status) throw new GatewayError('config_invalid', `channel ${channel.id}: the folder named in imapUrl is not there`)
    return `${status.messages ?? 0} mails, ${status.unseen ?? 0} of them not seen`
  })
}

async function tell(ask: () => Promise<string>): Promise<{ well: boolean; reached: boolean; line: string }> {
  try {
    return { well: true, reached: true, line: await ask() }
  } catch (error) {
    if (!(error instanceof GatewayError)) return { well: false, reached: false, line: 'failed' }
    return { well: false, reached: error.code !== 'connection_failed', line: error.message.replace(/\s+/g, ' ').slice(0, 250) }
  }
}
