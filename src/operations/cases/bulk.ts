import { type Scope, sees, type Viewer } from '../../contract/access.ts'
import { GatewayError } from '../../contract/errors.ts'
import type { BulkAction, BulkFilter, ReplayRow } from '../../ledger/decisions.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { newId } from '../../ledger/uuid.ts'
import { checkWho, complaintUnknown, type OperationsParts } from '../parts.ts'

export const MOST_NAMED = 1_000
const PER_SECOND = 20

/** Written down; a gateway takes it up within a second, and another one goes on when that one dies. */
export async function startBulk(
  { ledger }: OperationsParts,
  viewer: Viewer,
  action: Exclude<BulkAction, 'replay'>,
  given: BulkFilter,
  reason: string,
): Promise<ReplayRow> {
  const decided = checkWho(viewer, reason)
  const filter = check(action, given)
  const { scope } = viewer
  if (filter.ids !== undefined) await needVisible(ledger, filter.ids, scope)
  const total = filter.ids?.length ?? (await (action === 'discard' ? ledger.parked : ledger.unknown).count(filter, scope))
  const id = newId()
  const region = filter.region !== undefined && sees(scope, filter.region) ? filter.region : viewer.home
  await ledger.replays.start({ id, action, filter, scope, region, perSecond: PER_SECOND, total }, decided)
  const row = await ledger.replays.get(id, scope)
  if (!row) throw new GatewayError('replay_unknown', `there is no replay ${id}`)
  return row
}

/** Each is named once; to confirm, each with its id at LAPOR!. */
function check(action: BulkAction, filter: BulkFilter): BulkFilter {
  const ids = filter.ids && [...new Set(filter.ids.map((id) => id.toLowerCase()))]
  if (Object.values(filter).every((value) => value === undefined)) throw refuse('say which: ids, reason, channel or region')
  if (ids !== undefined && (ids.length === 0 || ids.length > MOST_NAMED)) throw refuse(`name 1 to ${MOST_NAMED} of them`)
  if (action === 'confirm' && ids === undefined) throw refuse('to confirm, name each with its id at LAPOR!')
  return { ...filter, ...(ids === undefined ? {} : { ids }) }
}

/** Whoever names one is told at once when there is none; what was decided meanwhile is told by the work itself. */
async function needVisible(ledger: Ledger, ids: readonly string[], scope: Scope): Promise<void> {
  const seen = new Set(await ledger.search.visible(ids, scope))
  const missing = ids.find((id) => !seen.has(id))
  if (missing !== undefined) throw complaintUnknown(missing)
}

const refuse = (message: string) => new GatewayError('schema_violation', message, { at: '/filter' })
