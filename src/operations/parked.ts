import type { Scope, Viewer } from '../contract/access.ts'
import type { ErrorWords } from '../contract/error-words.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ParkedFilter, ParkedGroup } from '../ledger/decisions.ts'
import { reasonWords } from './cases/reason-words.ts'
import { checkWho, lastDecision, type OperationsParts } from './parts.ts'

export interface AdvisedGroup extends ParkedGroup {
  /** In English; `words` has it in both languages. */
  readonly todo: string
  readonly words: ErrorWords
}

export async function listParked({ ledger }: OperationsParts, filter: ParkedFilter, scope: Scope): Promise<AdvisedGroup[]> {
  const groups = await ledger.parked.groups(filter, scope)
  return groups.map((group) => {
    const words = reasonWords(group.reason)
    return { ...group, todo: words.todo.en, words }
  })
}

/** Nobody waits for it any more. It stays parked and counts so; lists and replays by filter leave it out. */
export async function discardParked({ ledger }: OperationsParts, viewer: Viewer, id: string, reason: string): Promise<void> {
  const decided = checkWho(viewer, reason)
  if (await ledger.parked.discard(id, decided, viewer.scope)) return
  const row = await ledger.complaints.get(id, viewer.scope)
  if (!row) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
  throw new GatewayError('not_parked', `it is ${row.delivery}; only what is parked can be discarded${await lastDecision(ledger, id)}`)
}
