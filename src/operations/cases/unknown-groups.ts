import type { Scope } from '../../contract/access.ts'
import type { UnknownGroup } from '../../ledger/decisions.ts'
import type { OperationsParts } from '../parts.ts'

export interface AdvisedUnknown extends UnknownGroup {
  readonly todo: string
}

export async function listUnknownGroups({ ledger }: OperationsParts, scope: Scope): Promise<AdvisedUnknown[]> {
  const groups = await ledger.unknown.groups({}, scope)
  return groups.map((group) => ({ ...group, todo: TODO[group.kind] }))
}

const TODO = {
  complaint:
    'look for each at LAPOR! by app and ticket, which stand at the start of its text; confirm it with the LAPOR! id, or send it again when it is not there',
  update: 'open the case at LAPOR! and look for the text; confirm it, or send it again when it is not there',
} as const
