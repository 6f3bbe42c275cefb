import { endWithLine, mend } from '../setup/end-with-line.ts'
import { onStopSignal } from '../setup/stop-signals.ts'
import { DRILLS } from './drills/index.ts'
import { runDrills } from './run-drills.ts'
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
  const drills = DRILLS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  if (drills.length === 0)
    throw mend(`no drill has ${words.join(' or ')} in its name; there are ${DRILLS.map(({ name }) => name).join(', ')}`)
  const stopping = new AbortController()
  onStopSignal(() => stopping.abort())
  console.log(tableHead())
  const rows = await runDrills({
    drills,
    size: args.includes('--long') ? LONG : SHORT,
    benches: 3,
    say: console.log,
    onRow: (row) => console.log(tableRow(row)),
    keep: args.includes('--keep'),
    signal: stopping.signal,
  })
  const bad = rows.filter((row) => !isGood(row))
  console.log(
    `\n${rows.length} drills, ${bad.length === 0 ? 'nothing lost, nothing doubled, every balance holds' : `${bad.length} bad: ${bad.map(({ drill }) => drill.name).join(', ')}`}`,
  )
  return bad.length === 0 && !stopping.signal.aborted ? 0 : 1
})
