/** What one message may hold, in UTF-16 units. https://core.telegram.org/bots/api#sendmessage */
const MAX_UNITS = 4096

/** The text in pieces that each fit one message: between paragraphs, lines or words where that is possible, and never inside a character. Nothing but white space is lost. */
export function splitText(text: string, max: number = MAX_UNITS): string[] {
  const pieces: string[] = []
  let rest = text.trim()
  while (rest.length > max) {
    const end = findEnd(rest, max)
    const piece = rest.slice(0, end).trimEnd()
    if (piece !== '') pieces.push(piece)
    rest = rest.slice(end).trimStart()
  }
  if (rest !== '') pieces.push(rest)
  return pieces
}

function findEnd(text: string, max: number): number {
  for (const sign of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(sign, max - sign.length)
    if (at >= max / 2) return at + sign.length
  }
  const before = text.charCodeAt(max - 1)
  return before >= 0xd800 && before <= 0xdbff ? max - 1 : max
}
