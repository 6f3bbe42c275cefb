import type { Probe } from '../../src/contract/connector.ts'
import type { TwoTexts } from '../../src/contract/error-words.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { probeLine, probeWords } from '../../src/contract/probe-words.ts'
import { certificateOf } from './certificate.ts'
import type { EmailChannel } from './config.ts'
import { withImap } from './mailbox.ts'
import { readServer } from './server-urls.ts'
import { checkSmtp } from './smtp.ts'

/** Logs in on both sides and counts the mail; nothing is read, marked or sent. */
export async function probeMail(channel: EmailChannel): Promise<Probe> {
  const started = performance.now()
  const [imap, smtp] = await Promise.all([
    tell(() => countMail(channel)),
    tell(async () => {
      const certificates = await checkSmtp(channel)
      return { ...probeLine('berhasil masuk', 'logged in'), ...(certificates && { certificates }) }
    }),
  ])
  return {
    healthy: imap.well && smtp.well,
    reachable: imap.reached && smtp.reached,
    ...probeLine(`IMAP: ${imap.line.id}; SMTP: ${smtp.line.id}`, `IMAP: ${imap.line.en}; SMTP: ${smtp.line.en}`),
    latencyMs: Math.round(performance.now() - started),
    certificates: [...imap.certificates, ...smtp.certificates],
  }
}

type Line = Pick<Probe, 'detail' | 'words' | 'code' | 'certificates'>

async function countMail(channel: EmailChannel): Promise<Line> {
  const server = readServer(channel, 'imapUrl')
  return withImap(channel, async (client) => {
    const status = await client.status(server.folder, { messages: true, unseen: true })
    if (!status) throw new GatewayError('config_invalid', `channel ${channel.id}: the folder named in imapUrl is not there`)
    const [all, unseen] = [status.messages ?? 0, status.unseen ?? 0]
    const certificates = certificateOf(Reflect.get(client, 'socket'), server)
    return { ...probeLine(`${all} surat, ${unseen} belum dibaca`, `${all} mails, ${unseen} of them not seen`), certificates }
  })
}

interface Told {
  readonly well: boolean
  readonly reached: boolean
  readonly line: TwoTexts
  readonly certificates: NonNullable<Probe['certificates']>
}

async function tell(ask: () => Promise<Line>): Promise<Told> {
  try {
    const said = await ask()
    return { well: true, reached: true, line: bothOf(said), certificates: said.certificates ?? [] }
  } catch (error) {
    if (!(error instanceof GatewayError)) return { well: false, reached: false, line: { id: 'gagal', en: 'failed' }, certificates: [] }
    const { code, message } = error
    const line = bothOf({ code, detail: message.replace(/\s+/g, ' ').slice(0, 200) })
    return { well: false, reached: code !== 'connection_failed', line, certificates: [] }
  }
}

const bothOf = (line: Line): TwoTexts => probeWords(line) ?? { id: line.detail, en: line.detail }
