import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { endWithLine } from '../../src/setup/end-with-line.ts'
import { runPrivateServers } from '../../src/setup/private-servers.ts'
import { onStopSignal } from '../../src/setup/stop-signals.ts'
import { type Bench, median, type Row, type RowMaker, round, SIZES } from './bench.ts'
import { startCentre, startLoad } from './driver.ts'
import { besideBareParts, besideNodeRed } from './rows/beside-others.ts'
import { growth } from './rows/growth.ts'
import { start } from './rows/start.ts'
import { besideBareRoute } from './rows/way-in.ts'
import { killed, memory, processes } from './rows/whole-life.ts'

const ROWS: readonly RowMaker[] = [besideNodeRed, besideBareParts, besideBareRoute, growth, processes, memory, killed, start]

/** `npm run bench [-- --quick] [rows]`: exit 1 when something was lost or doubled. No figure makes it fail. */
await endWithLine(async () => {
  const args = process.argv.slice(2)
  const size = SIZES[args.includes('--quick') ? 'quick' : 'whole']
  const chosen = args.filter((arg) => !arg.startsWith('-'))
  const rows = ROWS.filter(({ name }) => chosen.length === 0 || chosen.some((word) => name.includes(word)))
  if (rows.length === 0) throw new Error(`there is no such row; there are ${ROWS.map(({ name }) => name).join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'lapor-bench-'))
  chmodSync(folder, 0o711)
  const stopping = new AbortController()
  onStopSignal(() => stopping.abort())
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  try {
    const servers = await runPrivateServers({ folder, postgres: true, redis: true, say: console.log })
    undo.push(() => servers.stop())
    const centre = await startCentre()
    undo.push(() => centre.kill())
    const load = await startLoad()
    undo.push(() => load.kill())
    const bench: Bench = { load, centre, servers, folder, size, say: console.log }
    const made: Row[] = []
    for (const { name, make } of rows) {
      stopping.signal.throwIfAborted()
      console.log(`${name} …`)
      made.push(...(await make(bench)))
    }
    report(made, size)
    return made.some(({ faults }) => faults.length > 0) ? 1 : 0
  } finally {
    for (const step of undo.reverse()) await step()
  }
})

function report(rows: readonly Row[], size: Bench['size']): void {
  const machine = { cores: cpus().length, processor: cpus()[0]?.model ?? '', memoryGiB: round(totalmem() / 2 ** 30), node: process.version }
  console.log(
    `\n${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, Node ${machine.node}; ${size.repetitions} repetition(s) of ${size.burst} reports\n`,
  )
  for (const { name, compared, ratios, toReach, reached, figures, faults } of rows) {
    const value = ratios === null ? '' : `${median(ratios).toFixed(2)} ×`
    console.log(`${name.padEnd(12)} ${value.padStart(8)}  ${toReach.padEnd(9)} ${reached ? 'reached    ' : 'not reached'}  ${compared}`)
    console.log(
      `${''.padEnd(23)}${Object.entries(figures)
        .map(([key, figure]) => `${key} ${figure}`)
        .join(', ')}`,
    )
    for (const fault of faults) console.log(`${''.padEnd(23)}FAULT: ${fault}`)
  }
  if (size.quick) return
  writeFileSync(join(import.meta.dirname, 'results.json'), `${JSON.stringify({ machine, size, rows }, null, 2)}\n`)
}
