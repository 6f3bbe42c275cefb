import type { TestContext } from 'node:test'
import type { Arrival, Stored } from '../../src/contract/connector.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { type Dovecot, startDovecot } from '../../test/peers/dovecot.ts'
import { openTestPeople, type TestPeople, type TestPeopleOptions } from '../../test/peers/people.ts'
import type { Config, EmailChannel, Secret } from './config.ts'
import { connector } from './index.ts'
import { openSmtp, type SmtpPeer } from './test-smtp.ts'

export interface TestMailbox {
  readonly dovecot: Dovecot
  readonly smtp: SmtpPeer
  readonly people: TestPeople
  readonly channel: EmailChannel
  /** What was given to `store`. */
  readonly parked: Arrival[]
  readonly logged: unknown[]
  /** Starts a listener; `stop` resolves when it ended, and throws what it threw. */
  listen(config?: Config): { stop(): Promise<void>; readonly ended: Promise<void> }
  /** Resolves when so many mails were taken and settled since the beginning. */
  taken(count: number): Promise<void>
}

/** A mailbox in Dovecot, an SMTP server, and the hub's side of people. `servers`: others than those. */
export async function openMailbox(
  t: TestContext,
  config: Config = {},
  options: TestPeopleOptions & {
    readonly servers?: { readonly dovecot: Dovecot; readonly imapUrl?: string; readonly smtpUrl?: string }
  } = {},
): Promise<TestMailbox> {
  const { servers } = options
  const [dovecot, smtp] = await Promise.all([servers?.dovecot ?? startDovecot(t), openSmtp(t)])
  const people = openTestPeople(options)
  const parked: Arrival[] = []
  const logged: unknown[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  let passed = 0
  const { memory } = people
  const watched = new Proxy(memory, {
    get: (target, name, receiver) => {
      if (name !== 'write') return Reflect.get(target, name, receiver)
      const write: typeof memory.write = async (key, value, how) => {
        const written = await memory.write(key, value, how)
        // The cursor passes a mail only after it was settled.
        if (key === 'mailbox' && typeof value === 'object' && value !== null && !('begun' in value)) {
          passed += 1
          for (const each of waiting) if (passed >= each.count) each.resolve()
        }
        return written
      }
      return write
    },
  })
  const open = (signal: AbortSignal, more: Config = {}): EmailChannel =>
    openTestChannel<Config, Secret>(t, {
      config: { authentication: { dns: false }, ...config, ...more },
      secrets: { imapUrl: servers?.imapUrl ?? `${dovecot.imapUrl}/INBOX`, smtpUrl: servers?.smtpUrl ?? smtp.url },
      people: new Proxy(people, { get: (target, name, receiver) => (name === 'memory' ? watched : Reflect.get(target, name, receiver)) }),
      logged,
      signal,
    })
  const store = async (arrival: Arrival): Promise<Stored> => {
    parked.push(arrival)
    return { outcome: 'parked', id: `parked-${parked.length}` }
  }
  return {
    dovecot,
    smtp,
    people,
    parked,
    logged,
    channel: open(new AbortController().signal),
    listen: (more) => {
      const stop = new AbortController()
      t.after(() => stop.abort())
      const ended = Promise.resolve(connector.listen?.(store, open(stop.signal, more)))
      ended.catch(() => undefined)
      return {
        ended,
        stop: async () => {
          stop.abort()
          await ended
        },
      }
    },
    taken: async (count) => {
      if (passed < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }))
    },
  }
}

export interface MailWords {
  readonly from?: string
  readonly id?: string
  readonly subject?: string
  readonly text?: string
  readonly headers?: readonly string[]
}

/** A plain mail, as a citizen's program would send it. */
export function writeMail({
  from = 'Siti <siti@warga.example>',
  id,
  subject = 'Jalan rusak',
  text = 'Jalan rusak di Cikajang.',
  headers = [],
}: MailWords): string {
  return [
    `From: ${from}`,
    'To: aduan@jabar.example',
    `Subject: ${subject}`,
    ...(id === undefined ? [] : [`Message-ID: <${id}>`]),
    'MIME-Version: 1.0',
    ...(headers.some((each) => /^content-type:/i.test(each)) ? [] : ['Content-Type: text/plain; charset=utf-8']),
    ...headers,
    '',
    text,
    '',
  ].join('\r\n')
}
