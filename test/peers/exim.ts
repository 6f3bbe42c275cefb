import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import nodemailer from 'nodemailer'
import { runServer } from '../../src/setup/server-process.ts'
import { chooseServerUser, makeServerFolder } from '../../src/setup/server-user.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './certificate.ts'
import { type EximPlan, writeEximConfiguration } from './exim-configuration.ts'

export interface Exim {
  readonly port: number
  /** smtp://user:password@127.0.0.1:port, with STARTTLS demanded: without TLS it offers no login. */
  readonly submitUrl: string
  /** Hands a mail over as a sending mail server would: EHLO, STARTTLS where `tls` is true, MAIL FROM, RCPT TO, DATA; its bytes as they are. Rejects with what Exim answered. */
  take(
    mail: string | Uint8Array,
    envelope: { readonly from: string; readonly to: string; readonly helo?: string; readonly tls?: boolean },
  ): Promise<void>
  /** What it has logged: `<=` came, `=>` and `->` went, `**` was refused for good, `==` waits. */
  log(): string
}

const PROGRAM = '/usr/sbin/exim4'

/**
 * A real mail server (MTA), for *.peer.test.ts: private, on loopback, without any right of root, with queue and configuration in a folder of its own; gone after the test. Needs what
 * `npm run test:peers` installs.
 */
export async function startExim(t: TestContext, plan: Omit<EximPlan, 'folder' | 'user'>): Promise<Exim> {
  assert.ok(existsSync(PROGRAM), 'Exim is not installed; run these tests with: npm run test:peers')
  const user = chooseServerUser(['Debian-exim', 'nobody'])
  const outer = mkdtempSync(join(tmpdir(), 'lapor-exim-'))
  chmodSync(outer, 0o711)
  const folder = join(outer, 'exim')
  mkdirSync(folder)
  // Debian's own has the setuid bit, with which it would be root again.
  copyFileSync(PROGRAM, join(folder, 'exim4'))
  chmodSync(join(folder, 'exim4'), 0o755)
  const files = {
    'exim.conf': writeEximConfiguration({
      ...plan,
      folder,
      user: user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    }),
    'certificate.pem': TEST_CERTIFICATE,
    'key.pem': TEST_KEY,
    'dkim.pem': plan.dkim?.privateKey ?? '',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o644 })
  makeServerFolder(folder, user)
  const logFile = join(outer, 'exim.log')
  const server = await runServer({
    name: 'Exim',
    program: join(folder, 'exim4'),
    args: () => ['-C', join(folder, 'exim.conf'), '-bdf', '-q1s'],
    folder,
    logFile,
    user,
    stopSignals: ['SIGTERM', 'SIGKILL'],
    pidFile: 'exim.pid',
    answers: () => greets(plan.port),
    say: (line) => t.diagnostic(line),
  })
  t.after(async () => {
    const group = server.pid()
    const stopped = server.stop()
    try {
      // Those that deliver at this moment are of its group.
      if (group !== undefined) process.kill(-group, 'SIGKILL')
    } catch {
      // None is left.
    }
    await stopped
    rmSync(outer, { recursive: true, force: true })
  })
  const login = plan.account && `${encodeURIComponent(plan.account.user)}:${encodeURIComponent(plan.account.password)}@`
  return {
    port: plan.port,
    submitUrl: `smtp://${login ?? ''}127.0.0.1:${plan.port}?starttls=required`,
    async take(mail, { from, to, helo = 'mail.warga.example', tls = false }) {
      const transport = nodemailer.createTransport({
        host: '127.0.0.1',
        port: plan.port,
        name: helo,
        ...(tls ? { requireTLS: true, tls: { ca: TEST_CERTIFICATE } } : { ignoreTLS: true }),
      })
      await transport.sendMail({ envelope: { from, to }, raw: typeof mail === 'string' ? mail : Buffer.from(mail) })
      transport.close()
    },
    // It writes the one as the user that Debian made for it, and the other as anybody else.
    log: () => [join(folder, 'main.log'), logFile].map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join(''),
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(port, '127.0.0.1')
    connection.setTimeout(2_000, () => connection.destroy())
    connection.once('data', (bytes) => {
      resolve(bytes.toString().startsWith('220 '))
      connection.end('QUIT\r\n')
    })
    connection.once('error', () => resolve(false))
    connection.once('close', () => resolve(false))
  })
}
