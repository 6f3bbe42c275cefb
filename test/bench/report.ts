import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { median, type Row, SIZES, type Size } from './bench.ts'
import { describeMachine, type Machine } from './machine.ts'

const RESULTS = join(import.meta.dirname, 'results.json')
const TABLE = join(import.meta.dirname, 'results.md')

export function printRows(rows: readonly Row[], machine: Machine, size: Size): void {
  console.log(`\n${describeMachine(machine)}; ${size.repetitions} repetition(s) of ${size.burst} reports\n`)
  for (const row of rows) {
    const { name, compared, toReach, reached, faults } = row
    // Once is too seldom to say more than that everything arrived.
    const judged = size.quick ? (faults.length === 0 ? 'all there' : 'FAULT') : isReached(reached, ['reached', 'not reached', ''])
    console.log(`${name.padEnd(20)} ${medianOf(row).padStart(8)}  ${toReach.padEnd(9)} ${judged.padEnd(11)}  ${compared}`)
    console.log(`${''.padEnd(31)}${figuresOf(row)}`)
    for (const fault of faults) console.log(`${''.padEnd(31)}FAULT: ${fault}`)
  }
}

/** Rows that were not measured this time stay as they are, with the day on which they were. */
export function keepRows(rows: readonly Row[], machine: Machine, size: Size): void {
  const at = new Date().toISOString()
  const fresh = rows.map((row) => ({ ...row, at }))
  const { rows: known = [] } = readResults()
  const all = [...known.filter(({ name }) => !fresh.some((row) => row.name === name)), ...fresh]
  writeResults({ machine, size, rows: all.sort((a, b) => placeOf(a) - placeOf(b)) })
  writeFileSync(TABLE, tableOf(all, machine))
  console.log(`\nwritten: ${RESULTS}, and the table for docs/performance.md: ${TABLE}`)
}

/** As `docs/performance.md` shows it. */
export function tableOf(rows: readonly KeptRow[], machine: Machine): string {
  const lines = rows.map(
    (row) =>
      `| ${row.name} | ${row.compared} | ${row.toReach} | ${medianOf(row) || '–'} | ${isReached(row.reached, ['yes', 'no', '–'])} | ${figuresOf(row)} | ${row.at.slice(0, 10)} |`,
  )
  return `Measured on ${describeMachine(machine)}.

| row | what is compared | to reach | median | reached | figures | on |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`
}

type KeptRow = Row & { readonly at: string }

export interface Results {
  readonly machine?: Machine
  readonly size?: Size
  readonly rows?: readonly KeptRow[]
  readonly budget?: object
}

/** What is not given stays. */
export function writeResults(change: Results): void {
  writeFileSync(RESULTS, `${JSON.stringify({ ...readResults(), ...change }, null, 2)}\n`)
}

function readResults(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : {}
}

const ORDER = [
  'accept',
  'end to end',
  'bare parts',
  'bare ledger',
  'limit',
  'delay',
  'ledger of',
  '',
  'backlog of',
  'processes',
  'memory',
  'kill -9',
  'start',
]

/** Rows with a number in their name have it in front or behind. */
function placeOf({ name }: Row): number {
  if (name.endsWith(' channels')) return ORDER.indexOf('')
  return ORDER.findIndex((word) => word !== '' && name.startsWith(word))
}

function isReached(reached: Row['reached'], [yes, no, nothing]: readonly [string, string, string]): string {
  if (reached === null) return nothing
  return reached ? yes : no
}

function medianOf({ ratios }: Row): string {
  if (ratios === null) return ''
  return `${median(ratios).toFixed(2)} ×${ratios.length < SIZES.whole.repetitions ? ` (of ${ratios.length})` : ''}`
}

const figuresOf = ({ figures }: Row): string =>
  Object.entries(figures)
    .map(([key, figure]) => `${key} ${figure}`)
    .join(', ')
