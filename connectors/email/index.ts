import type { Connector } from '../../src/contract/connector.ts'
import { type Config, ConfigSchema, findLacking, type Secret } from './config.ts'
import { listenToMailbox } from './listen.ts'
import { probeMail } from './probe.ts'
import { sendReply } from './reply.ts'
import { rereadMail } from './reread.ts'
import { testMessage } from './trial.ts'

/** Citizens write to a mailbox, and are answered in the thread of their mail. See README.md. */
export const connector: Connector<Config, Secret> = {
  kind: 'email',
  title: 'E-mail: a mailbox is read, and answered in the thread',
  config: ConfigSchema,
  secrets: ['imapUrl', 'smtpUrl'],
  lacks: findLacking,

  listen: listenToMailbox,
  reread: rereadMail,
  reply: sendReply,
  testMessage,
  probe: probeMail,
}
