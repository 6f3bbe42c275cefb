/** One cell of a row, without its quotes and outer white space. */
export interface Cell {
  readonly text: string
  /** Where it begins in the line, from 1. */
  readonly column: number
  /** false: its quote never ends on this line. */
  readonly closed: boolean
}

/** Cells of one line, as in RFC 4180; a cell does not go on in the next line. */
export function readRow(line: string): Cell[] {
  const cells: Cell[] = []
  let at = 0
  while (at <= line.length) {
    const start = at + (/^[ \t]*/.exec(line.slice(at))?.[0].length ?? 0)
    const quoted = line[start] === '"' ? /^"((?:[^"]|"")*)("?)[ \t]*(?=,|$)/.exec(line.slice(start)) : null
    if (quoted) {
      cells.push({ text: (quoted[1] ?? '').replaceAll('""', '"').trim(), column: start + 1, closed: quoted[2] === '"' })
      at = start + quoted[0].length + 1
      continue
    }
    const comma = line.indexOf(',', at)
    const end = comma === -1 ? line.length : comma
    const text = line.slice(at, end).trim()
    cells.push({ text, column: start + 1, closed: !text.startsWith('"') })
    at = end + 1
  }
  return cells
}
