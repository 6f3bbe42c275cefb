import { GatewayError } from '../../contract/errors.ts'
import type { People } from '../../contract/people.ts'

/** For a channel that is only probed: there is no ledger behind it. */
export const NO_PEOPLE: People = {
  admit: refuse,
  report: refuse,
  add: refuse,
  cases: refuse,
  find: refuse,
  noteDelivery: refuse,
  turn: refuse,
  memory: { read: refuse, write: refuse, forget: refuse },
}

async function refuse(): Promise<never> {
  throw new GatewayError('ledger_unavailable', 'this channel was opened without the ledger')
}
