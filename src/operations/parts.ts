import type { CentralStore } from '../contract/central.ts'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ReadAgainParts } from '../intake/read-again.ts'
import type { Who } from '../ledger/decisions.ts'

/** What decisions need: the ledger, the centre to look at, and what intake reads arrivals with. */
export interface OperationsParts extends ReadAgainParts {
  readonly central: Pick<CentralStore, 'follow' | 'inspect'>
  readonly log: Log
}

/** A decision names a person and says why. */
export function checkWho(who: Who): Who {
  const [by, reason] = [who.by.trim(), who.reason.trim()]
  if (by === '' || by.length > 100) throw new GatewayError('schema_violation', 'a decision names the person who made it', { at: '/by' })
  if (reason === '' || reason.length > 500)
    throw new GatewayError('schema_violation', 'a decision says why, in at most 500 characters', { at: '/reason' })
  return { by, reason }
}
