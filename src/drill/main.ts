import { endWithLine, mend } from '../setup/end-with-line.ts'
import { onStopSignal } from '../setup/stop-signals.ts'
import type { Drill } from './drills/drill.ts'
import { DRILLS, LARGE } from './drills/index.ts'
import { type Row, runDrills } from './run-drills.ts'
import type { Size } from './site.ts'
import { isGood, tableHead, tableRow } from './table.ts'

const SHORT: Size = { long: false, reports: 45, kills: 4, awayMs: 2_500 }
const LONG: Size = { long: true, reports: 400, kills: 20, awayMs: 12_000 }

/** `npm run drill [-- --long] [-- --keep] [-- name…]` */
await endWithLine(async () => {
  const args = process.argv.slice(2)
  const words = args.filter((arg) => !arg.startsWith('-'))
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--long' && arg !== '--keep')
  if (unknown !== undefined) throw mend(`there is no option ${unknown}; there are --long and --keep`)
  const long = args.includes('--long')
  const wanted = ({ name }: Drill) => words.some((word) => name.includes(word))
  const drills = words.length === 0 ? DRILLS : DRILLS.filter(wanted)
  const large = words.length === 0 ? (long ? LARGE : []) : LARGE.filter(wanted)
  if (drills.length + large.length === 0)
    throw mend(`no drill has ${words.join(' or ')} in its name; there are ${[...DRILLS, ...LARGE].map(({ name }) => name).join(', ')}`)
  const stopping = new AbortController()
  onStopSignal(() => stopping.abort())
  console.log(tableHead())
  const common = {
    size: long ? LONG : SHORT,
    say: console.log,
    onRow: (row: Row) => console.log(tableRow(row)),
    keep: args.includes('--keep'),
    signal: stopping.signal,
  }
  const rows = drills.length > 0 ? await runDrills({ ...common, drills, benches: 3 }) : []
  // What is measured must not be disturbed by other drills.
  if (large.length > 0 && !stopping.signal.aborted) rows.push(...(await runDrills({ ...common, drills: large, benches: 1 })))
  const bad = rows.filter((row) => !isGood(row))
  console.log(
    `\n${rows.length} drills, ${bad.length === 0 ? 'nothing lost, nothing doubled, every balance holds' : `${bad.length} bad: ${bad.map(({ drill }) => drill.name).join(', ')}`}`,
  )
  return bad.length === 0 && !stopping.signal.aborted ? 0 : 1
})
