import type { TestContext } from 'node:test'
import { ImapFlow } from 'imapflow'
import { freePort } from '../../src/setup/free-port.ts'
import { type Dovecot, startDovecot } from './dovecot.ts'
import { type Exim, startExim } from './exim.ts'
import type { EximPlan } from './exim-configuration.ts'

/** Mail as it is outside: a citizen's provider and the region's own mail server (Exim), and the mailboxes behind both (Dovecot). */
export interface MailServers {
  readonly dovecot: Dovecot
  /** mx.jabar.example: takes what comes for aduan@jabar.example from anywhere, and sends for who logs in. */
  readonly region: Exim
  /** Of the citizens' domain: passes on to the region what they write, signed where `dkim` is given, and takes what comes for them. */
  readonly provider: Exim
  /** A citizen's mailbox: resolves when so many mails are in it, oldest first. */
  inbox(address: string, count: number): Promise<readonly string[]>
}

export const OFFICE = 'aduan@jabar.example'
const PASSWORD = 'sandi-warga'

export async function startMailServers(
  t: TestContext,
  {
    domain = 'warga.example',
    people = ['siti', 'libur'],
    ...more
  }: { domain?: string; people?: readonly string[] } & Pick<EximPlan, 'dkim'> = {},
): Promise<MailServers> {
  const citizens = people.map((name) => `${name}@${domain}`)
  const dovecot = await startDovecot(t, { user: OFFICE, others: Object.fromEntries(citizens.map((each) => [each, PASSWORD])) })
  const lmtp = { lmtp: dovecot.lmtpPort }
  const [regionPort, providerPort] = [await freePort(), await freePort()]
  const [region, provider] = await Promise.all([
    startExim(t, {
      name: 'mx.jabar.example',
      port: regionPort,
      routes: { 'jabar.example': lmtp, [domain]: { smtp: providerPort } },
      mailboxes: [OFFICE],
      account: { user: OFFICE, password: dovecot.password },
    }),
    startExim(t, {
      name: `mail.${domain}`,
      port: providerPort,
      routes: { [domain]: lmtp, 'jabar.example': { smtp: regionPort } },
      mailboxes: citizens,
      holiday: `libur@${domain}`,
      ...more,
    }),
  ])
  return {
    dovecot,
    region,
    provider,
    async inbox(address, count) {
      const client = new ImapFlow({ host: dovecot.host, port: dovecot.imapPort, auth: { user: address, pass: PASSWORD }, logger: false })
      client.on('error', () => undefined)
      await client.connect()
      try {
        let more = Promise.withResolvers<void>()
        client.on('exists', () => more.resolve())
        const box = await client.mailboxOpen('INBOX')
        if (box.exists < count) void client.idle()
        while (box.exists < count) {
          await more.promise
          more = Promise.withResolvers<void>()
        }
        return (await client.fetchAll('1:*', { source: true })).map(({ source }) => String(source))
      } finally {
        client.close()
      }
    },
  }
}
