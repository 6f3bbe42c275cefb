import type { Connector } from '../src/contract/connector.ts'
import { connector as email } from './email/index.ts'
import { connector as restPoll } from './rest-poll/index.ts'
import { connector as smpp } from './smpp/index.ts'
import { connector as sms } from './sms/index.ts'
import { connector as telegram } from './telegram/index.ts'
import { connector as webhook } from './webhook/index.ts'

/** The only list of connectors. Each is checked against its own schema and contract by test/conformance. */
export const connectors: readonly Connector[] = [webhook, restPoll, telegram, email, sms, smpp]
