import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import nodemailer from 'nodemailer'
import { findDovecot, runPrivateDovecot } from '../../src/setup/private-dovecot.ts'
import { TEST_KEY } from './certificate.ts'

export interface Dovecot {
  readonly host: '127.0.0.1'
  readonly imapPort: number
  readonly lmtpPort: number
  readonly user: string
  readonly password: string
  /** imap://user:password@127.0.0.1:port, with the user's name encoded. */
  readonly imapUrl: string
  /** The same over TLS (imaps://); '' when it was started without a certificate. */
  readonly imapsUrl: string
  /** Hands a mail over as the mail server of its domain would (LMTP): its bytes as they are. `to`: the user, unless told. */
  deliver(mail: string | Uint8Array, envelope?: { readonly from?: string; readonly to?: string }): Promise<void>
  /** Every connection is cut, and the server is away until `start`. The mailboxes stay. */
  stop(): Promise<void>
  start(): Promise<void>
  /** What it has logged. */
  log(): string
}

/** A real IMAP server, for *.peer.test.ts: private, empty, on loopback; gone after the test. Needs what `npm run test:peers` installs. */
export async function startDovecot(
  t: TestContext,
  {
    user = 'aduan@jabar.example',
    password = 'sandi-surat-yang-rahasia',
    others = {} as Readonly<Record<string, string>>,
    certificate = '',
  } = {},
): Promise<Dovecot> {
  const program = findDovecot()
  assert.ok(program, 'Dovecot is not installed; run these tests with: npm run test:peers')
  const folder = mkdtempSync(join(tmpdir(), 'lapor-dovecot-'))
  chmodSync(folder, 0o711)
  const run = (ports?: { imap: number; imaps: number | null; lmtp: number }) =>
    runPrivateDovecot({
      program,
      folder,
      users: { [user]: password, ...others },
      say: (line) => t.diagnostic(line),
      tls: certificate === '' ? undefined : { certificate, key: TEST_KEY },
      ...(ports === undefined ? {} : { ports }),
    })
  let running = await run()
  t.after(async () => {
    await running.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { imapPort, imapsPort, lmtpPort, logFile } = running
  assert.ok(lmtpPort, 'dovecot-lmtpd is not installed; run these tests with: npm run test:peers')
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: lmtpPort, lmtp: true, ignoreTLS: true })
  return {
    host: '127.0.0.1',
    imapPort,
    lmtpPort,
    user,
    password,
    imapUrl: `imap://${login}@127.0.0.1:${imapPort}`,
    imapsUrl: imapsPort === null ? '' : `imaps://${login}@127.0.0.1:${imapsPort}`,
    deliver: async (mail, { from = 'warga@surat.example', to = user } = {}) => {
      await transport.sendMail({ envelope: { from, to }, raw: typeof mail === 'string' ? mail : Buffer.from(mail) })
    },
    stop: () => running.stop(),
    start: async () => {
      running = await run({ imap: imapPort, imaps: imapsPort, lmtp: lmtpPort })
    },
    log: () => readFileSync(logFile, 'utf8'),
  }
}
