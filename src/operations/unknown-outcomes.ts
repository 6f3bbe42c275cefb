import { nextFollow } from '../config/follow-schedule.ts'
import type { Scope, Viewer } from '../contract/access.ts'
import type { CaseGlimpse } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import type { UnknownOutcome, Who } from '../ledger/decisions.ts'
import { lookAtCase, showsTicket } from './look-at-case.ts'
import { checkWho, lastDecision, type OperationsParts } from './parts.ts'

/** A person found it at LAPOR!, under this id; of an update, in its case. Then it is delivered and followed, and never sent again. */
export async function confirmUnknown(
  parts: OperationsParts,
  viewer: Viewer,
  id: string,
  given: { laporId?: string; force?: boolean },
  reason: string,
): Promise<UnknownOutcome> {
  const decided = checkWho(viewer, reason)
  const outcome = await unknownOf(parts, id, viewer.scope)
  const done =
    outcome.kind === 'update' ? confirmUpdate(parts, outcome, given.laporId, decided) : confirmCreate(parts, outcome, given, decided)
  if (!(await done)) throw await notUnknown(parts, id)
  return outcome
}

/** A person looked, and it is not there: it is sent again. */
export async function resendUnknown(parts: OperationsParts, viewer: Viewer, id: string, reason: string): Promise<UnknownOutcome> {
  const decided = checkWho(viewer, reason)
  const outcome = await unknownOf(parts, id, viewer.scope)
  const { unknown } = parts.ledger
  const done = outcome.kind === 'update' ? unknown.resendUpdate(id, decided) : unknown.resend(id, decided)
  if (!(await done)) throw await notUnknown(parts, id)
  return outcome
}

async function confirmCreate(
  parts: OperationsParts,
  outcome: UnknownOutcome,
  { laporId, force = false }: { laporId?: string; force?: boolean },
  who: Who,
): Promise<boolean> {
  if (laporId === undefined || !/^[A-Za-z0-9._-]{1,64}$/.test(laporId))
    throw new GatewayError('schema_violation', 'say under which id LAPOR! has it', { at: '/laporId' })
  const [holder] = await parts.ledger.unknown.holdersOf(laporId, outcome.id)
  if (holder !== undefined)
    throw new GatewayError('lapor_id_taken', `LAPOR! id ${laporId} is that of complaint ${holder}; look again for the right one`)
  const glimpse = await glimpseOf(parts, outcome, laporId, force)
  const now = new Date()
  return parts.ledger.unknown.confirm(
    outcome.id,
    { laporId, trackingId: glimpse?.trackingId ?? null, institution: null },
    nextFollow(parts.settings.current.gateway.follow, now, now),
    who,
    { forced: force },
  )
}

function confirmUpdate(parts: OperationsParts, outcome: UnknownOutcome, laporId: string | undefined, who: Who): Promise<boolean> {
  if (laporId !== undefined && laporId !== outcome.laporId)
    throw new GatewayError('case_mismatch', `it is an update of the case ${outcome.laporId}, not of ${laporId}`)
  return parts.ledger.unknown.confirmUpdate(outcome.id, who)
}

/** The case must be there, and be ours as far as it can be seen. `force`: a person knows better. */
async function glimpseOf(parts: OperationsParts, outcome: UnknownOutcome, laporId: string, force: boolean): Promise<CaseGlimpse | null> {
  try {
    const glimpse = await lookAtCase(parts.central, laporId)
    if (!force && showsTicket(parts.settings.current, outcome, glimpse) === false)
      throw new GatewayError(
        'case_mismatch',
        `the case ${laporId} does not name ticket ${outcome.ticket}; --force when it is the right one all the same`,
      )
    return glimpse
  } catch (error) {
    if (force && error instanceof GatewayError && error.code !== 'ledger_unavailable') return null
    throw error
  }
}

async function unknownOf({ ledger }: OperationsParts, id: string, scope: Scope): Promise<UnknownOutcome> {
  const outcome = await ledger.unknown.get(id, scope)
  if (outcome) return outcome
  const known = (await ledger.complaints.get(id, scope)) ?? (await updateOf())
  if (!known) throw new GatewayError('complaint_unknown', `there is no complaint or update ${id}`)
  throw new GatewayError(
    'not_unknown',
    `it is ${known.delivery}; only what is unknown can be confirmed or sent again${await lastDecision(ledger, id)}`,
  )

  async function updateOf() {
    const update = await ledger.updates.get(id).catch(() => null)
    return update && (await ledger.complaints.get(update.complaintId, scope)) && update
  }
}

async function notUnknown({ ledger }: OperationsParts, id: string): Promise<GatewayError> {
  return new GatewayError('not_unknown', `${id} is not unknown any more; look at it again${await lastDecision(ledger, id)}`)
}
