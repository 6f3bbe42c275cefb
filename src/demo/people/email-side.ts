import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import nodemailer from 'nodemailer'
import { findDovecot, type PrivateDovecot, runPrivateDovecot } from '../../setup/private-dovecot.ts'
import { listenOnLoopback } from './loopback.ts'
import type { Side } from './side.ts'

const CITIZEN = 'siti@warga.example'
const MAILBOX = 'aduan@jabar.example'
const PASSWORD = 'sandi-demo'

/** A person who writes a mail: into a real mailbox, which Dovecot keeps; what comes back is taken by an SMTP server. Or one line that says why not. */
export async function openEmailSide(folder: string): Promise<Side | string> {
  const program = findDovecot()
  if (program === null) return 'e-mail: left out, as Dovecot is not installed here (npm run test:peers installs it)'
  const library = await import('smtp-server').catch(() => null)
  if (library === null) return 'e-mail: left out, as the package smtp-server is not installed (npm ci without --omit=dev)'
  const dovecot = await runPrivateDovecot({ program, folder, users: { [MAILBOX]: PASSWORD }, say: () => undefined }).catch(
    (error: Error) => error,
  )
  if (dovecot instanceof Error) return `e-mail: left out, as Dovecot did not start: ${dovecot.message.split('\n')[0]}`
  if (dovecot.lmtpPort === null) {
    await dovecot.stop()
    return 'e-mail: left out, as dovecot-lmtpd is not installed here (npm run test:peers installs it)'
  }
  return openSide(dovecot, dovecot.lmtpPort, library)
}

async function openSide(dovecot: PrivateDovecot, lmtpPort: number, { SMTPServer }: typeof import('smtp-server')): Promise<Side> {
  const told: string[] = []
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, _session, done) => {
      simpleParser(stream).then(({ subject = '', text = '' }) => {
        told.push(`${subject}\n${text.trim()}`)
        done()
      }, done)
    },
  })
  const port = await listenOnLoopback(smtp.server)
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: lmtpPort, lmtp: true, ignoreTLS: true })
  return {
    channel: 'email-jabar',
    person: `Siti, to ${MAILBOX}`,
    env: {
      EMAIL_IMAP_URL: `imap://${encodeURIComponent(MAILBOX)}:${PASSWORD}@127.0.0.1:${dovecot.imapPort}/INBOX`,
      EMAIL_SMTP_URL: `smtp://127.0.0.1:${port}`,
      EMAIL_ADDRESS: MAILBOX,
    },
    script: ['Sampah menumpuk di TPS Pasar Baru\nSudah seminggu sampah di TPS Pasar Baru Bandung tidak diangkut.\n\nTerima kasih,\nSiti'],
    async write(text) {
      const [subject = '', ...lines] = text.split('\n')
      await transport.sendMail({ from: `"Siti" <${CITIZEN}>`, to: MAILBOX, subject, text: lines.join('\n') })
    },
    told,
    async close() {
      transport.close()
      await new Promise<void>((resolve) => void smtp.close(() => resolve()))
      await dovecot.stop()
    },
  }
}

/** Its folder within that of the demo. */
export const emailFolder = (demo: string): string => join(demo, 'mail')
