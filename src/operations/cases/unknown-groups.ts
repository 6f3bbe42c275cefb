import type { Scope } from '../../contract/access.ts'
import type { ErrorWords } from '../../contract/error-words.ts'
import type { UnknownGroup } from '../../ledger/decisions.ts'
import type { OperationsParts } from '../parts.ts'
import { reasonWords, TODO_UPDATE } from './reason-words.ts'

export interface AdvisedUnknown extends UnknownGroup {
  /** In English; `words` has it in both languages. */
  readonly todo: string
  readonly words: ErrorWords
}

export async function listUnknownGroups({ ledger }: OperationsParts, scope: Scope): Promise<AdvisedUnknown[]> {
  const groups = await ledger.unknown.groups({}, scope)
  return groups.map((group) => {
    const { title, todo } = reasonWords(group.reason)
    const words = { title, todo: group.kind === 'update' ? TODO_UPDATE : todo }
    return { ...group, todo: words.todo.en, words }
  })
}
