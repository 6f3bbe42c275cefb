import type { ConfigProblem, HandOnRule } from '../contract/settings.ts'
import { type Cell, readRow } from './csv-row.ts'
import { nearest } from './nearest.ts'

export type ReadCrosswalk = { readonly rules: readonly HandOnRule[] } | { readonly problems: readonly ConfigProblem[] }

const CONDITIONS = ['category', 'city', 'district', 'code'] as const
const COLUMNS = [...CONDITIONS, 'institution_id', 'reason'] as const
type Column = (typeof COLUMNS)[number]

const MAX_ROWS = 5000
const MOST_PROBLEMS = 20

/**
 * Reads a table of institutions: a header that names the columns, then one row for each hand-on rule, in order. An empty condition matches anything; `#` begins a remark.
 * Never throws.
 */
export function readInstitutions(file: string, text: string): ReadCrosswalk {
  const problems: ConfigProblem[] = []
  const fault = (line: number, column: number, message: string) => void problems.push({ file, line, column, at: '', message })
  const rules: HandOnRule[] = []
  const firstLines = new Map<string, number>()
  let columns: readonly Column[] | null = null
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1
    if (written.trim() === '' || written.startsWith('#')) continue
    const cells = readRow(written)
    if (columns === null) {
      columns = readHeader(cells, (column, message) => fault(line, column, message))
      if (columns === null) break
      continue
    }
    if (rules.length === MAX_ROWS) fault(line, 1, `the table has more than ${MAX_ROWS} rows; leave out what no report needs`)
    const rule = readRule(columns, cells, (column, message) => fault(line, column, message))
    if (rule) {
      const key = JSON.stringify(CONDITIONS.map((name) => rule.when[name]?.toLowerCase() ?? null))
      const first = firstLines.get(key)
      if (first !== undefined) fault(line, 1, `line ${first} has the same conditions and comes first; remove one of the two`)
      else firstLines.set(key, line)
      rules.push(rule)
    }
    if (problems.length >= MOST_PROBLEMS || rules.length > MAX_ROWS) break
  }
  if (columns === null && problems.length === 0) fault(1, 1, `the table is empty; write the header ${COLUMNS.join(',')}`)
  return problems.length > 0 ? { problems } : { rules }
}

type Fault = (column: number, message: string) => void

function readHeader(cells: readonly Cell[], fault: Fault): readonly Column[] | null {
  const names = cells.map(({ text }) => text.toLowerCase())
  if (names.length === 1 && /[;\t]/.test(names[0] ?? ''))
    fault(1, 'the columns are not separated by commas; save the table as CSV with commas')
  else {
    for (const [index, { text, column }] of cells.entries()) {
      const name = names[index] ?? ''
      const close = nearest(name, COLUMNS)
      if (!isColumn(name))
        fault(column, `column ${text} is not known; ${close ? `did you mean ${close}?` : `known: ${COLUMNS.join(', ')}`}`)
      else if (names.indexOf(name) !== index) fault(column, `column ${name} stands twice; remove one`)
    }
    for (const needed of ['institution_id', 'reason'])
      if (!names.includes(needed) && names.every(isColumn)) fault(1, `column ${needed} is missing; write the header ${COLUMNS.join(',')}`)
  }
  const known = names.filter(isColumn)
  const isWhole = known.length === names.length && new Set(known).size === known.length
  return isWhole && known.includes('institution_id') && known.includes('reason') ? known : null
}

function isColumn(name: string): name is Column {
  return COLUMNS.some((column) => column === name)
}

function readRule(columns: readonly Column[], cells: readonly Cell[], fault: Fault): HandOnRule | null {
  const open = cells.find(({ closed }) => !closed)
  if (open) return refuse(fault, open.column, 'a quote is not closed on this line; write "…", with "" for a quote inside')
  if (cells.length !== columns.length)
    return refuse(fault, 1, `the row has ${cells.length} cells, the header ${columns.length}; a text with a comma stands in "quotes"`)
  const cell = (name: Column): Cell => cells[columns.indexOf(name)] ?? { text: '', column: 1, closed: true }
  const id = cell('institution_id')
  const institutionId = Number(id.text)
  if (!/^[0-9]{1,15}$/.test(id.text) || institutionId < 1)
    return refuse(fault, id.column, "write LAPOR!'s id of the institution, a whole number such as 151345")
  const reason = cell('reason')
  if (reason.text === '' || reason.text.length > 500)
    return refuse(fault, reason.column, 'write why it is handed on, in 1 to 500 characters; the institution reads it')
  const code = cell('code')
  if (code.text !== '' && !/^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$/.test(code.text))
    return refuse(fault, code.column, 'write a Kemendagri code such as 32.05 or 32.05.01; spreadsheets take a last 0 away')
  const long = CONDITIONS.map(cell).find(({ text }) => text.length > 200)
  if (long) return refuse(fault, long.column, 'it is longer than 200 characters')
  const when = Object.fromEntries(CONDITIONS.flatMap((name) => (cell(name).text === '' ? [] : [[name, cell(name).text]])))
  return { when, institutionId, reason: reason.text }
}

function refuse(fault: Fault, column: number, message: string): null {
  fault(column, message)
  return null
}
