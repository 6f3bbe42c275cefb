import type { OriginState, Status } from '../contract/complaint.ts'
import { isAbsent } from './absence.ts'
import type { OriginAnswerRule, OriginStatusRule } from './grammar.ts'
import { compilePointer, compilePointers, type Pointer } from './pointer.ts'
import { Fault } from './reading.ts'
import { shortenLine } from './transforms/headline.ts'
import { readLine } from './transforms/line.ts'
import { readText } from './transforms/text.ts'
import { compileWords, type WordTable } from './word-table.ts'

/** The region's words for a state, and what they mean here. */
export function compileStatusWords(status: OriginStatusRule | undefined): WordTable<Status> {
  return compileWords<Status>(Object.entries(status?.values ?? {}))
}

/** What the region says of its own work on the case; null: nothing. Never a fault: a report is not lost for it. */
export function compileOriginState(
  status: OriginStatusRule | undefined,
  answer: OriginAnswerRule | undefined,
  words: WordTable<Status>,
): (payload: unknown) => OriginState | null {
  const statusPointers = compilePointers(status?.from ?? [])
  const answerPointers = compilePointers(answer?.from ?? [])
  const marks = Object.entries(status?.present ?? {}).map(([at, meaning]) => ({ pointer: compilePointer(at), meaning }))

  return (payload) => {
    const native = readNative(statusPointers, payload)
    const marked = marks.findLast(({ pointer }) => !isAbsent(pointer.read(payload)))?.meaning
    const known = native === undefined ? marked : words.find(native)
    const said = readAnswer(answerPointers, answer?.join, payload)
    if (native === undefined && known === undefined && said === undefined) return null
    return {
      ...(known === undefined ? {} : { status: known }),
      ...(native === undefined ? {} : { native }),
      ...(said === undefined ? {} : { answer: said }),
    }
  }
}

function readNative(pointers: readonly Pointer[], payload: unknown): string | undefined {
  for (const pointer of pointers) {
    const word = readLine(pointer.read(payload))
    if (typeof word === 'string') return shortenLine(word, 255)
  }
  return undefined
}

function readAnswer(pointers: readonly Pointer[], glue: string | undefined, payload: unknown): string | undefined {
  const parts: string[] = []
  for (const pointer of pointers) {
    const part = readText(pointer.read(payload))
    if (part === undefined || part instanceof Fault || parts.includes(part)) continue
    if (glue === undefined) return part
    parts.push(part)
  }
  return parts.length > 0 ? parts.join(glue) : undefined
}
