import { isAbsent, scalarText } from '../absence.ts'
import { Fault, type Reading, type Transform } from '../reading.ts'
import { readHtml } from './html.ts'

/** Everything the citizen wrote, in lines: no markup, no control characters, NFC, one blank line at most between paragraphs. */
export const text: Transform<string> = {
  expects: { id: 'teks', en: 'a text' },
  personal: true,
  lenient: true,
  read: (value) => readText(value),
}

export function readText(value: unknown): Reading<string> {
  const raw = scalarText(value)
  if (raw === null) return isAbsent(value) ? undefined : new Fault('bukan teks', 'is not a text')
  const clean = cleanText(raw)
  return isAbsent(clean) ? undefined : clean
}

const NEEDS_CLEANING = /[^\n\x20-\x7e]|[<&]| \n|\n\n\n/

/** Linear in time for any string. Never holds NUL, other control characters than tab and newline, or half a surrogate pair. */
function cleanText(raw: string): string {
  if (!NEEDS_CLEANING.test(raw)) return raw.trim()
  const plain = readHtml(raw.toWellFormed())
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(UNSEEN, '')
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .normalize('NFC')
  return foldBlankLines(plain).trim()
}

// Control characters, byte order marks, zero-width spaces, soft hyphens and what turns the writing direction around. The joiners stay: emoji are built with them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
const UNSEEN = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g

function foldBlankLines(text: string): string {
  if (!text.includes('\n')) return text
  const lines: string[] = []
  for (const line of text.split('\n')) {
    const trimmed = line.trimEnd()
    if (trimmed !== '' || lines.at(-1) !== '') lines.push(trimmed)
  }
  return lines.join('\n')
}
