import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { TEST_CERTIFICATE, TEST_KEY } from '../../test/peers/certificate.ts'

export interface SentMail {
  readonly from: string
  readonly to: string
  readonly raw: string
  /** Of one header, unfolded; '' when it is not there. */
  header(name: string): string
  /** The text part, decoded. */
  readonly text: string
}

export interface SmtpPeer {
  readonly url: string
  readonly mails: SentMail[]
  /** Resolves when so many mails have come in all. */
  until(count: number): Promise<readonly SentMail[]>
  /** What is answered at a step: null lets it pass. */
  refuse: { auth?: Answer; from?: Answer; to?: Answer; data?: Answer }
  connections: number
  /** How often somebody logged in or tried to. */
  logins: number
}

export type Answer = { readonly status: number; readonly text: string } | null

export const SMTP_PASSWORD = 'sandi-smtp-yang-rahasia'

/** A real SMTP server, with answers to order. With TLS it takes no login without it. */
export async function openSmtp(
  t: TestContext,
  user = 'aduan@jabar.example',
  tls: 'none' | 'starttls' | 'smtps' = 'none',
  cert = TEST_CERTIFICATE,
): Promise<SmtpPeer> {
  const waiting: { count: number; resolve: () => void }[] = []
  const fail = (answer: Answer | undefined): Error | null =>
    answer ? Object.assign(new Error(answer.text), { responseCode: answer.status }) : null
  const server = new SMTPServer({
    authOptional: false,
    ...(tls === 'none' ? { disabledCommands: ['STARTTLS'], allowInsecureAuth: true } : { key: TEST_KEY, cert }),
    secure: tls === 'smtps',
    logger: false,
    onConnect: (_session, done) => {
      peer.connections += 1
      done()
    },
    onAuth: ({ username, password }, _session, done) => {
      peer.logins += 1
      const refused = fail(peer.refuse.auth)
      if (refused) return done(refused)
      return username === user && password === SMTP_PASSWORD ? done(null, { user }) : done(new Error('wrong'))
    },
    onMailFrom: (_address, _session, done) => done(fail(peer.refuse.from)),
    onRcptTo: (_address, _session, done) => done(fail(peer.refuse.to)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const refused = fail(peer.refuse.data)
        if (refused) return done(refused)
        const { mailFrom, rcptTo } = session.envelope
        peer.mails.push(readSent(Buffer.concat(chunks).toString('utf8'), mailFrom ? mailFrom.address : '', rcptTo[0]?.address ?? ''))
        for (const each of waiting) if (peer.mails.length >= each.count) each.resolve()
        return done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  const peer: SmtpPeer = {
    url: `${tls === 'smtps' ? 'smtps' : 'smtp'}://${encodeURIComponent(user)}:${encodeURIComponent(SMTP_PASSWORD)}@127.0.0.1:${port}`,
    mails: [],
    refuse: {},
    connections: 0,
    logins: 0,
    async until(count) {
      if (peer.mails.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }))
      return peer.mails
    },
  }
  return peer
}

function readSent(raw: string, from: string, to: string): SentMail {
  const [, ...body] = raw.split('\r\n\r\n')
  const text = body
    .join('\r\n\r\n')
    .replace(/=\r\n/g, '')
    .replace(/((?:=[0-9A-F]{2})+)/g, (run) => Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'))
  return { from, to, raw, header: (name) => headerOf(raw, name), text: text.replace(/\r\n/g, '\n') }
}

/** Of one header of a mail, unfolded; '' when it is not there. */
export function headerOf(mail: string, name: string): string {
  const head = mail.split(/\r?\n\r?\n/)[0] ?? ''
  return new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r?\n[ \t]+/g, ' ') ?? ''
}
