import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { endWithLine } from '../../src/setup/end-with-line.ts'
import { runPrivateServers } from '../../src/setup/private-servers.ts'
import { onStopSignal } from '../../src/setup/stop-signals.ts'
import { type Bench, type Row, type RowMaker, SIZES, type Size } from './bench.ts'
import { runBudget } from './budget/budget.ts'
import { startCentre, startLoad } from './driver.ts'
import { seeMachine } from './machine.ts'
import { openSubjects } from './open-subjects.ts'
import { keepRows, printRows } from './report.ts'
import { besideBareParts, besideNodeRed, leastThatStores } from './rows/beside-others.ts'
import { growth } from './rows/growth.ts'
import { killed } from './rows/kill.ts'
import { start } from './rows/start.ts'
import { besideBareRoute } from './rows/way-in.ts'
import { memory, processes } from './rows/whole-life.ts'
import { endStarted } from './started.ts'

const ROWS: readonly RowMaker[] = [
  besideNodeRed,
  besideBareParts,
  besideBareRoute,
  leastThatStores,
  growth,
  processes,
  memory,
  killed,
  start,
]
/** Of a quick run, which looks at no time: these mostly wait, beside the others. */
const WAITING: readonly RowMaker[] = [start, processes, killed]

/** `npm run bench [-- --quick | --budget | --times=2] [rows]`: exit 1 when something of ours was lost or doubled. No figure makes it fail. */
await endWithLine(async () => {
  const args = process.argv.slice(2)
  const usual = SIZES[args.includes('--quick') ? 'quick' : 'whole']
  const size = { ...usual, repetitions: timesOf(args) ?? usual.repetitions }
  const chosen = args.filter((arg) => !arg.startsWith('-'))
  const rows = ROWS.filter(({ name }) => chosen.length === 0 || chosen.some((word) => name.includes(word)))
  if (rows.length === 0) throw new Error(`there is no such row; there are ${ROWS.map(({ name }) => name).join(', ')}`)
  const stopping = new AbortController()
  onStopSignal(() => stopping.abort(new Error('stopped')))
  try {
    return await withBench(size, stopping.signal, async (bench) => {
      if (args.includes('--budget')) return runBudget(bench)
      const made = await (size.quick ? makeTogether : makeInTurn)(bench, rows)
      const machine = seeMachine(bench.folder)
      printRows(made, machine, size)
      if (!size.quick) keepRows(made, machine, size)
      return made.some(({ faults }) => faults.length > 0) ? 1 : 0
    })
  } catch (error) {
    if (!stopping.signal.aborted) throw error
    console.error('stopped; nothing that the bench started runs any more')
    return 130
  }
})
// A process that never came up holds us no longer; it ends when we do.
process.exit()

/** `--times=2`: how often each row is repeated, where five times would take too long. The table says so. */
function timesOf(args: readonly string[]): number | null {
  const given = args.find((arg) => arg.startsWith('--times='))?.slice('--times='.length)
  if (given === undefined) return null
  if (!/^[1-9]\d?$/.test(given)) throw new Error(`--times is a number from 1 to 99, not ${given}`)
  return Number(given)
}

async function withBench(size: Size, signal: AbortSignal, work: (bench: Bench) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-bench-'))
  chmodSync(folder, 0o711)
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  // Where no time is looked at, what one process compiled is kept for the others.
  if (size.quick) process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled')
  try {
    const servers = await runPrivateServers({ folder, postgres: true, redis: true, say: console.log })
    undo.push(() => servers.stop(), endStarted)
    signal.throwIfAborted()
    const [centre, load] = await Promise.all([startCentre(), startLoad()])
    // Whoever waits for an answer of theirs waits no more.
    signal.addEventListener('abort', () => void Promise.all([centre.kill(), load.kill()]))
    signal.throwIfAborted()
    const parts = { load, centre, servers, folder, size, signal, say: console.log }
    const open = openSubjects(parts)
    undo.push(() => open.close())
    return await work({ ...parts, open })
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

/** One after the other: nothing runs beside what is measured. */
async function makeInTurn(bench: Bench, rows: readonly RowMaker[]): Promise<Row[]> {
  if (rows.includes(besideNodeRed) || rows.includes(killed)) await bench.open.prepareNodeRed()
  const made: Row[] = []
  for (const row of rows) {
    bench.signal.throwIfAborted()
    made.push(...(await makeRow(bench, row)))
  }
  return made
}

/** Two at a time, and Node-RED is installed meanwhile. The rows are given in their usual order. */
async function makeTogether(bench: Bench, rows: readonly RowMaker[]): Promise<Row[]> {
  if (rows.includes(besideNodeRed)) void bench.open.prepareNodeRed()
  const made = new Map<RowMaker, readonly Row[]>()
  const busy = rows.filter((row) => !WAITING.includes(row))
  // Node-RED may have to be installed: its row comes last.
  const lanes = [
    busy.toSorted((a, b) => Number(a === besideNodeRed) - Number(b === besideNodeRed)),
    WAITING.filter((row) => rows.includes(row)),
  ]
  const run = async (lane: readonly RowMaker[]) => {
    for (const row of lane) {
      bench.signal.throwIfAborted()
      made.set(row, await makeRow(bench, row))
    }
  }
  const ended = await Promise.allSettled(lanes.map(run))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return rows.flatMap((row) => made.get(row) ?? [])
}

/** A row that fails, or does not end, is a fault of that row, and the others go on. */
async function makeRow(bench: Bench, { name, make }: RowMaker): Promise<readonly Row[]> {
  bench.say(`${name} …`)
  const { mostMs } = bench.size
  const late = pause(mostMs, undefined, { ref: false }).then(() => {
    throw new Error(`it did not end within ${mostMs / 60_000} minutes`)
  })
  try {
    return await Promise.race([make(bench), late])
  } catch (error) {
    bench.signal.throwIfAborted()
    const fault = error instanceof Error ? error.message : String(error)
    return [{ name, compared: 'could not be measured', ratios: null, toReach: '', reached: false, figures: {}, faults: [fault] }]
  }
}
