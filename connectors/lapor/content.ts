import { createHash } from 'node:crypto'
import type { OriginIdentity } from '../../src/contract/central.ts'
import type { Origin } from '../../src/contract/complaint.ts'
import { referenceOf } from '../../src/contract/reference.ts'

const TO_BE_CONTINUED = ' (bersambung)'

export interface SplitContent {
  /** For the create: at most `contentChars`. */
  readonly content: string
  /** For follow-ups: each at most `followupChars`, numbered, with a mark of its own. */
  readonly continued: readonly string[]
}

/** Everything the citizen said, in as many pieces as LAPOR!'s limits ask for. Lengths are UTF-16 units. */
export function splitContent(
  whole: string,
  prefix: string,
  seed: string,
  limits: { contentChars: number; followupChars: number },
): SplitContent {
  const content = join(prefix, whole.toWellFormed())
  if (content.length <= limits.contentChars) return { content, continued: [] }
  const first = cut(content, limits.contentChars - TO_BE_CONTINUED.length)
  return { content: first.head + TO_BE_CONTINUED, continued: numberParts(first.rest, prefix, 'lanjutan', seed, limits.followupChars) }
}

/** A text for one follow-up, or for several which are numbered. */
export function splitFollowup(text: string, prefix: string, seed: string, followupChars: number): readonly string[] {
  const single = `${join(prefix, text.toWellFormed().trim())} ${markOf(seed, 1)}`
  return single.length <= followupChars ? [single] : numberParts(text.toWellFormed(), prefix, 'bagian', seed, followupChars)
}

/** Ours among the follow-ups of a case: each that we add ends with such a mark, by which a lost answer is found out. */
export function isOurs(text: string): boolean {
  return /\[ref [0-9a-f]{8}\]\s*(?:<\/?[a-z]+ ?\/?>\s*)*$/i.test(text)
}

export function markOf(seed: string, part: number): string {
  return `[ref ${createHash('sha256').update(`${seed}:${part}`).digest('hex').slice(0, 8)}]`
}

/** Title on one line, shortened at a word. */
export function shortenTitle(title: string, titleChars: number): string {
  const line = title.toWellFormed().replace(/\s+/g, ' ').trim()
  return line.length <= titleChars ? line : `${cut(line, titleChars - 1).head}…`
}

export function originPrefix(identity: OriginIdentity, origin: Origin, complaintId: string): string {
  const values: Readonly<Record<string, string>> = {
    app: origin.app,
    ticket: origin.ticket,
    region: origin.region,
    reference: referenceOf(complaintId),
  }
  const filled = (identity.prefix ?? '').replace(/\{(app|ticket|region|reference)\}/g, (_, name: string) => values[name] ?? '')
  return filled.toWellFormed().replace(/\s+/g, ' ').trim()
}

function numberParts(text: string, fullPrefix: string, word: string, seed: string, limit: number): string[] {
  // A ticket may be longer than anyone thought; half of each part is kept for the text.
  const prefix = fullPrefix.length <= limit / 2 ? fullPrefix : `${cut(fullPrefix, limit / 2 - 1).head}…`
  const room = limit - join(prefix, `(${word} 9999/9999)`).length - markOf(seed, 1).length - 2
  const pieces: string[] = []
  for (let rest = text.trim(); rest !== ''; ) {
    const next = cut(rest, room)
    pieces.push(next.head)
    rest = next.rest
  }
  return pieces.map((piece, index) => `${join(prefix, `(${word} ${index + 1}/${pieces.length})`)} ${piece} ${markOf(seed, index + 1)}`)
}

const BREAKS = [/\n\s*\n/g, /[.!?…]["')\]]?\s/g, /\s/g] as const
const graphemes = new Intl.Segmenter('id', { granularity: 'grapheme' })

/** The longest head that fits, ended at a paragraph, a sentence or a word if one ends in its second half; never inside a grapheme. */
function cut(text: string, limit: number): { head: string; rest: string } {
  if (text.length <= limit) return { head: text.trimEnd(), rest: '' }
  const end = breakBefore(text.slice(0, limit + 1), limit) ?? graphemeBefore(text, limit)
  return { head: text.slice(0, end).trimEnd(), rest: text.slice(end).trimStart() }
}

function breakBefore(window: string, limit: number): number | null {
  for (const pattern of BREAKS) {
    let last = -1
    for (const match of window.matchAll(pattern)) {
      const end = match.index + match[0].trimEnd().length
      if (end <= limit) last = end
    }
    if (last > limit / 2) return last
  }
  return null
}

function graphemeBefore(text: string, limit: number): number {
  const start = graphemes.segment(text.slice(0, limit + 100)).containing(limit)?.index ?? limit
  if (start > 0) return start
  // A single grapheme longer than the limit: hundreds of stacked marks. Whole code points must do.
  return (text.codePointAt(limit - 1) ?? 0) > 0xffff ? limit - 1 : limit
}

const join = (prefix: string, text: string) => (prefix === '' ? text : `${prefix} ${text}`)
