import type { CrosswalkTable } from './compile-mapping.ts'

/** Reads a crosswalk: a header line, then native word and meaning; `#` begins a remark. Cells may be quoted as in RFC 4180. */
export function readCrosswalk(csv: string): { table: CrosswalkTable; faults: readonly { line: number; message: string }[] } {
  const table = new Map<string, string>()
  const faults: { line: number; message: string }[] = []
  let headed = false
  for (const [index, written] of csv
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (written.trim() === '' || written.startsWith('#')) continue
    const cells = readCells(written)
    if (!headed) {
      headed = true
      if (cells[0] !== 'native') faults.push({ line: index + 1, message: 'the first line names the columns; write native,meaning' })
      continue
    }
    const [word = '', meaning = ''] = cells
    if (word === '' || cells.length < 2)
      faults.push({ line: index + 1, message: 'a row is a native word and what it means; write word,meaning' })
    else if (table.has(word)) faults.push({ line: index + 1, message: `"${word.slice(0, 40)}" stands twice; remove one of the rows` })
    else table.set(word, meaning)
  }
  return { table, faults }
}

function readCells(row: string): string[] {
  const cells = [...row.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))/g)]
  return cells.map((cell) => (cell[1]?.replaceAll('""', '"') ?? cell[2] ?? '').trim())
}
