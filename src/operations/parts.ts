import { type Permission, requirePermission, type Viewer } from '../contract/access.ts'
import type { CentralStore } from '../contract/central.ts'
import type { Channel, Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ReadAgainParts } from '../intake/read-again.ts'
import type { Who } from '../ledger/decisions.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { PausedBy } from '../ledger/running-state.ts'

/** What decisions need: the ledger, the centre to look at, and what intake reads arrivals with. */
export interface OperationsParts extends ReadAgainParts {
  readonly central: Pick<CentralStore, 'follow' | 'inspect'>
  readonly log: Log
  /** Where mappings and their samples are; absent: there are no samples. */
  readonly mappingsDir?: string
  /** A channel as its connector sees it; absent: nothing is sent to anybody. */
  readonly openChannel?: (settings: ChannelSettings, signal: AbortSignal) => Channel
  /** Pauses a channel so that this process knows at once; absent: the ledger alone is told, and gateways read it within a second. */
  readonly pauseChannel?: (channelId: string, paused: boolean, who: PausedBy) => Promise<void>
}

/** A decision is of a person who may make it, and says why. Throws `not_permitted`, `schema_violation`. */
export function checkWho(viewer: Viewer, given: string, permission: Permission = 'decide'): Who {
  requirePermission(viewer, permission)
  const [by, reason] = [viewer.name.trim(), given.trim()]
  if (by === '' || by.length > 100) throw new GatewayError('schema_violation', 'a decision names the person who made it', { at: '/by' })
  if (reason === '' || reason.length > 500)
    throw new GatewayError('schema_violation', 'a decision says why, in at most 500 characters', { at: '/reason' })
  return { by, reason, address: viewer.address }
}

/** Who decided about it last, to be said to whoever comes too late; empty: nobody. */
export async function lastDecision(ledger: Pick<Ledger, 'audit'>, id: string): Promise<string> {
  const last = (await ledger.audit.of(id)).filter(({ action }) => DECISIONS.test(action)).at(-1)
  return last === undefined ? '' : `. ${last.actor} decided at ${last.at.toISOString().slice(0, 16)}Z: ${last.action}`
}

const DECISIONS = /^(parked|unknown)\./

export const complaintUnknown = (id: string): GatewayError =>
  new GatewayError('complaint_unknown', `there is no complaint ${id.slice(0, 64)}`)
