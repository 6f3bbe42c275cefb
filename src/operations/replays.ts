import { requirePermission, type Scope, sees, type Viewer } from '../contract/access.ts'
import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import { readAgain } from '../intake/read-again.ts'
import type { ParkedFilter, ReplayRow } from '../ledger/decisions.ts'
import type { ComplaintRow, Reason } from '../ledger/ledger.ts'
import { reasonOf } from '../ledger/reason.ts'
import { newId } from '../ledger/uuid.ts'
import { checkWho, type OperationsParts } from './parts.ts'
import { changesOf, type FieldChange } from './replay-changes.ts'

export interface ReplayPreview {
  /** How many the filter names. */
  readonly total: number
  /** Of the first of them. */
  readonly items: readonly PreviewedItem[]
}

export interface PreviewedItem {
  readonly id: string
  readonly channel: string
  readonly ticket: string
  /** Why it is parked. */
  readonly reason: Pick<Reason, 'code' | 'message'> | null
  readonly mapping: { readonly from: string; readonly to: string | null }
  /** complaint: it would be in flight again. refused: it would stay parked, and why. */
  readonly outcome: 'complaint' | 'refused'
  readonly refusal: Reason | null
  readonly changes: readonly FieldChange[]
}

/** What a replay would do, and nothing done. */
export async function previewReplay(parts: OperationsParts, viewer: Viewer, filter: ParkedFilter, limit: number): Promise<ReplayPreview> {
  requirePermission(viewer, 'decide')
  const { scope } = viewer
  await checkNamed(parts, filter, scope)
  const total = await parts.ledger.parked.count(filter, scope)
  const ids = await parts.ledger.parked.ids(filter, scope, null, limit)
  const items: PreviewedItem[] = []
  for (const id of ids) {
    const row = await parts.ledger.complaints.get(id)
    if (row) items.push(await previewOne(parts, row))
  }
  return { total, items }
}

/** Written down; a gateway takes it up within a second, and another one goes on when that one dies. */
export async function startReplay(
  parts: OperationsParts,
  viewer: Viewer,
  filter: ParkedFilter,
  perSecond: number,
  reason: string,
): Promise<ReplayRow> {
  const decided = checkWho(viewer, reason)
  const { scope } = viewer
  if (Object.values(filter).every((value) => value === undefined))
    throw new GatewayError('schema_violation', 'say what is to be replayed: ids, reason, channel, region, from or to')
  await checkNamed(parts, filter, scope)
  const { replays, parked } = parts.ledger
  const id = newId()
  const region = filter.region !== undefined && sees(scope, filter.region) ? filter.region : viewer.home
  await replays.start({ id, filter, scope, region, perSecond, total: await parked.count(filter, scope) }, decided)
  return needReplay(parts, id, scope)
}

export async function replayStatus(
  parts: OperationsParts,
  id: string,
  scope: Scope,
): Promise<ReplayRow & { refusals: { complaintId: string; code: string; message: string }[] }> {
  return { ...(await needReplay(parts, id, scope)), refusals: await parts.ledger.replays.refusals(id, 50) }
}

/** Stops it behind the complaint at work. What was replayed stays replayed. */
export async function stopReplay(parts: OperationsParts, viewer: Viewer, id: string, reason: string): Promise<ReplayRow> {
  const decided = checkWho(viewer, reason)
  await needReplay(parts, id, viewer.scope)
  await parts.ledger.replays.stop(id, decided)
  return needReplay(parts, id, viewer.scope)
}

async function needReplay({ ledger }: OperationsParts, id: string, scope: Scope): Promise<ReplayRow> {
  const row = await ledger.replays.get(id, scope)
  if (!row) throw new GatewayError('replay_unknown', `there is no replay ${id.slice(0, 64)}`)
  return row
}

/** Whoever names a complaint is told at once when it is not one that can be replayed. */
async function checkNamed({ ledger }: OperationsParts, { ids }: ParkedFilter, scope: Scope): Promise<void> {
  const errors: { at: string; message: string }[] = []
  for (const [index, id] of (ids ?? []).entries()) {
    const row = await ledger.complaints.get(id, scope)
    if (row?.delivery === 'parked') continue
    errors.push({
      at: `/ids/${index}`,
      message: row ? `${id} is ${IS[row.delivery]}; only what is parked can be replayed` : `there is no complaint ${id}`,
    })
  }
  const [first] = errors
  if (first) throw new GatewayError('replay_refused', first.message, { errors })
}

const IS = { accepted: 'in flight', delivered: 'delivered', unknown: 'unknown (decide with gateway unknown)', parked: 'parked' } as const

async function previewOne(parts: OperationsParts, row: ComplaintRow): Promise<PreviewedItem> {
  const item = {
    id: row.id,
    channel: row.origin.channel,
    ticket: row.origin.ticket,
    reason: row.reason && shortReason(row.reason),
  }
  const from = row.mapping
  try {
    await parts.ledger.replays.check(row.id)
    const [again, reporter] = await Promise.all([readAgain(parts, row), parts.ledger.sealed.openReporter(row.id)])
    const changes = changesOf({ complaint: row.complaint, reporter }, again.mapped.complaint)
    return { ...item, mapping: { from, to: again.mapping }, outcome: 'complaint', refusal: null, changes }
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'ledger_unavailable') throw error
    const to = parts.settings.current.channels.get(row.origin.channel)?.mapping ?? null
    return { ...item, mapping: { from, to }, outcome: 'refused', refusal: reasonOf(error), changes: [] }
  }
}

function shortReason({ code, message }: Reason): { code: ErrorCode; message: string } {
  return { code, message }
}
