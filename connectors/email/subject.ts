/** The subject without what mail programs and we put in front: Re, Fwd, Bls, Ter, also repeated and numbered, and ticket numbers in brackets. */
export function cleanSubject(subject: string): string {
  let text = subject.slice(0, 1000).replace(/\[\s*[0-9A-Z]{5}-?[0-9A-Z]{5}\s*\]/gi, ' ')
  for (let rounds = 0; rounds < 30; rounds++) {
    const shorter = text.replace(PREFIX, '')
    if (shorter === text) break
    text = shorter
  }
  return text.replace(/\s+/g, ' ').trim()
}

const PREFIX =
  /^\s*(?:re|fwd?|bls|balas|ter|trs|terusan|teruskan|tr|aw|wg|sv|vs|antw|res|enc|rif|回复|答复|转发)\s?(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s?[:：]\s*/i

/** Ticket numbers that stand in a subject: `[7K2MQ-9XR4T]`, or without brackets. At most three. */
export function findReferences(subject: string): string[] {
  const found =
    subject
      .slice(0, 1000)
      .toUpperCase()
      .match(/(?<![0-9A-Z-])[0-9A-Z]{5}-[0-9A-Z]{5}(?![0-9A-Z-])/g) ?? []
  return [...new Set(found)].slice(0, 3)
}

/** One line for a title: the subject, else the first words. '' when there is neither. */
export function titleOf(subject: string, words: string): string {
  const cleaned = cleanSubject(subject)
  if (cleaned !== '') return cleaned
  const line =
    words
      .split('\n')
      .find((each) => each.trim() !== '')
      ?.trim() ?? ''
  if (line.length <= 100) return line
  return `${line
    .slice(0, 99)
    .replace(/\s+\S*$/, '')
    .toWellFormed()}…`
}
