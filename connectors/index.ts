import type { Connector } from '../src/contract/connector.ts'
import { connector as restPoll } from './rest-poll/index.ts'
import { connector as webhook } from './webhook/index.ts'

/** The only list of connectors. Each is checked against its own schema and contract by test/conformance. */
export const connectors: readonly Connector[] = [webhook, restPoll]
