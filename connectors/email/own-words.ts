import { isAttribution, isDivider, isForwardDivider, isHeaderBlock, isOfProgram, isSignature } from './quote-marks.ts'

export interface OwnWords {
  /** What the person wrote in this mail. '' when all of it is from elsewhere. */
  readonly words: string
  /** What is quoted of earlier mails, with the lines that announce it. */
  readonly quoted: string
  readonly signature: string
}

/**
 * Sets apart what a citizen wrote from what the mail program added: earlier mails, whatever announces them, and the signature. Answers written between quoted lines are the
 * citizen's own. Pure, linear in time.
 */
export function readOwnWords(text: string): OwnWords {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const own: string[] = []
  const quoted: string[] = []
  const signature: string[] = []
  let place: 'own' | 'signature' = 'own'
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const announced = announcementAt(lines, at)
    if (announced === 'rest') {
      quoted.push(...lines.slice(at))
      break
    }
    if (typeof announced === 'number') {
      quoted.push(...lines.slice(at, at + announced))
      at += announced
      place = 'own'
      continue
    }
    if (isQuoted(line) && !(quoted.length === 0 && isOwnMark(lines, at))) {
      quoted.push(line)
      place = 'own'
    } else if (place === 'own' && isSignature(lines, at) && !(own.length === 0 && quoted.length === 0)) {
      signature.push(line)
      place = 'signature'
    } else if (isOfProgram(line)) {
      // Only this line: what stands below it may be the citizen's.
      signature.push(line)
    } else (place === 'own' ? own : signature).push(line)
    at += 1
  }
  return { words: tidy(own), quoted: tidy(quoted), signature: tidy(signature) }
}

/** What announces quoted text at this line: so many lines, 'rest' when all that follows is an earlier mail, or nothing. */
function announcementAt(lines: readonly string[], at: number): number | 'rest' | null {
  const line = lines[at] ?? ''
  if (line.trim() === '') return null
  if (isDivider(line) || isForwardDivider(line) || isHeaderBlock(lines, at)) return 'rest'
  const length = isAttribution(lines, at)
  if (length === 0) return null
  // Mail programs that do not mark quoted lines: all that follows is the earlier mail.
  const next = lines.slice(at + length, at + length + 40).find((each) => each.trim() !== '')
  return next === undefined || isQuoted(next) ? length : 'rest'
}

function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line)
}

/** `> 3 bulan` is more than three months, and `>>> PENTING <<<` a headline, where nothing stands around it that is quoted. */
function isOwnMark(lines: readonly string[], at: number): boolean {
  if (!/^\s{0,3}(?:>\s?\d|>{2,}.{1,100}<{2,}\s*$)/.test(lines[at] ?? '')) return false
  return !isQuoted(lines[at - 1] ?? '') && !isQuoted(lines[at + 1] ?? '')
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
