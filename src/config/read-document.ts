import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { ConfigProblem } from '../contract/settings.ts'
import { yamlSentence } from '../contract/yaml-sentence.ts'

/** A YAML file as written: its value, and where in the text each part of it stands. */
export interface ConfigDocument {
  readonly file: string
  readonly value: unknown
  /** Position of the value at a JSON Pointer, or of the nearest part around it that exists. `key`: of its key. */
  locate(pointer: string, which?: 'value' | 'key'): { readonly line: number; readonly column: number }
}

export type ReadDocument = { readonly document: ConfigDocument } | { readonly problems: readonly ConfigProblem[] }

export const MAX_FILE_BYTES = 256 * 1024
const MAX_ALIASES = 50

/** Reads bounded YAML 1.2: size, nesting and aliases have limits, keys are unique. Never throws. No value of the file is quoted in a problem. */
export function readDocument(file: string, text: string): ReadDocument {
  const fault = (message: string, line = 1, column = 1): ReadDocument => ({ problems: [{ file, line, column, at: '', message }] })
  if (Buffer.byteLength(text) > MAX_FILE_BYTES)
    return fault(`the file is larger than ${MAX_FILE_BYTES / 1024} KiB; split it or remove what does not belong`)
  const lines = new LineCounter()
  try {
    const parsed = parseDocument(text.replace(/^\uFEFF/, ''), {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      stringKeys: true,
      logLevel: 'silent',
      version: '1.2',
    })
    if (parsed.errors.some(({ message }) => message.includes('call stack'))) return fault(TOO_DEEP)
    const [first] = parsed.errors
    if (first !== undefined) {
      // One slip (a bracket that is not closed) makes the parser stumble on every line behind it: the first says it.
      const { line, col } = lines.linePos(first.pos[0])
      return fault(yamlSentence(first.code, first.message), line, col)
    }
    if (parsed.contents === null || (isScalar(parsed.contents) && parsed.contents.value === null))
      return fault('the file is empty; write its keys or remove it')
    const value: unknown = parsed.toJS({ maxAliasCount: MAX_ALIASES })
    return { document: { file, value, locate: (pointer, which = 'value') => position(lines, nodeAt(parsed, pointer, which)) } }
  } catch (error) {
    if (error instanceof RangeError) return fault(TOO_DEEP)
    if (error instanceof ReferenceError) return fault(`the file has too many aliases (*name); write the values out`)
    return fault('the file cannot be read as YAML')
  }
}

const TOO_DEEP = 'the file is nested too deeply; no configuration needs that'

function nodeAt(parsed: Document, pointer: string, which: 'value' | 'key'): Node | null {
  let node: unknown = parsed.contents
  let key: unknown = node
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (isAlias(node)) node = node.resolve(parsed)
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === name)
      if (!pair) break
      key = pair.key
      node = pair.value ?? pair.key
    } else if (isSeq(node)) {
      const item = node.items[Number(name)]
      if (item === undefined) break
      key = node = item
    } else break
  }
  return (which === 'key' ? key : node) as Node | null
}

function position(lines: LineCounter, node: Node | null): { line: number; column: number } {
  const offset = node?.range?.[0] ?? 0
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}
