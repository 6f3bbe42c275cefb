import { type Static, Type } from 'typebox'
import type { Channel } from '../../src/contract/connector.ts'
import type { FieldError } from '../../src/contract/errors.ts'

const closed = { additionalProperties: false }

export const ConfigSchema = Type.Object(
  {
    address: Type.Optional(
      Type.String({
        pattern: '^([^\\s<>@"]+@[^\\s<>@"]+)?$',
        maxLength: 254,
        description: "the channel's own address, which stands in From; absent or '': the user of smtpUrl, else of imapUrl",
      }),
    ),
    aliases: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^\\s<>@]+@[^\\s<>@]+$', maxLength: 254 }), {
        maxItems: 50,
        description: 'other addresses of our own: mail from them is not answered and is no complaint',
      }),
    ),
    processed: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'folder into which mail is moved when it is stored; it is made when it is not there. Absent: mail stays and is marked',
      }),
    ),
    keyword: Type.Optional(
      Type.String({
        pattern: '^[$A-Za-z0-9_-]{1,40}$',
        description: 'IMAP keyword that marks mail which is stored, beside \\Seen; LaporGateway when absent',
      }),
    ),
    since: Type.Optional(
      Type.String({
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
        description: 'mail that the server got before this day is left alone; for a mailbox that was in use before',
      }),
    ),
    maxMessage: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,9}(KiB|MiB)$',
        description: 'of larger mail only the headers are read, and its sender is told; 30MiB when absent, at most 100MiB',
      }),
    ),
    checkEveryMs: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 1_740_000,
        description: 'looks for mail so often, also where IDLE told nothing; 60,000 when absent',
      }),
    ),
    timeoutMs: Type.Optional(
      Type.Integer({ minimum: 1000, maximum: 300_000, description: 'how long a mail server may be silent; 60,000 when absent' }),
    ),
    perSecond: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1000,
        description: 'so many mails are sent a second at most, over all gateways; 5 when absent',
      }),
    ),
    authentication: Type.Optional(
      Type.Object(
        {
          authservIds: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
              maxItems: 20,
              description: 'names with which our own mail server signs Authentication-Results; what it says is believed',
            }),
          ),
          dns: Type.Optional(Type.Boolean({ description: 'otherwise SPF, DKIM and DMARC are looked up by ourselves; true when absent' })),
          receivedBy: Type.Optional(
            Type.String({
              maxLength: 255,
              description:
                'name of our server that takes mail from outside, as in its Received lines; SPF is about whom it took the mail from',
            }),
          ),
        },
        { ...closed, description: 'how it is found out whether a mail is from whom it says' },
      ),
    ),
  },
  { ...closed, title: 'email' },
)

export type Config = Static<typeof ConfigSchema>
export type Secret = 'imapUrl' | 'smtpUrl'
export type EmailChannel = Channel<Config, Secret>

/** Both ways are needed: a citizen who writes is answered. */
export function findLacking(_config: Config, secretNames: readonly string[]): FieldError | null {
  for (const [name, variable] of [
    ['imapUrl', 'EMAIL_IMAP_URL'],
    ['smtpUrl', 'EMAIL_SMTP_URL'],
  ] as const) {
    if (!secretNames.includes(name))
      return { at: '', message: `the secret ${name} is needed; write secrets: { ${name}: \${env:${variable}} }` }
  }
  return null
}

export function readMaxBytes({ maxMessage = '30MiB' }: Config): number {
  const size = Number.parseInt(maxMessage, 10) * (maxMessage.endsWith('KiB') ? 1024 : 1024 * 1024)
  return Math.min(size, 100 * 1024 * 1024)
}
