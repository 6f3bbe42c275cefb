import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bench, makeFolder, openBench } from './bench.ts'
import type { Count } from './count.ts'
import type { Drill } from './drills/drill.ts'
import { installWhatIsMissing, runMortalPostgres } from './servers.ts'
import { runOnSite, type Size } from './site.ts'

export interface Row {
  readonly drill: Drill
  readonly count: Count | null
  /** What kept it from coming to its end. */
  readonly broken: string | null
  readonly ms: number
}

export interface RunOptions {
  readonly drills: readonly Drill[]
  readonly size: Size
  /** So many drills at the same time, each on servers of its own. */
  readonly benches: number
  readonly say: (line: string) => void
  readonly onRow?: (row: Row) => void
  /** Keeps the folder with every log. */
  readonly keep?: boolean
  readonly signal?: AbortSignal
}

export async function runDrills({ drills, size, benches: most, say, onRow, keep = false, signal }: RunOptions): Promise<Row[]> {
  await installWhatIsMissing(say)
  const folder = await mkdtemp(join(tmpdir(), 'lapor-drill-'))
  await makeFolder(folder)
  if (keep) say(`logs: ${folder}`)
  await makeFolder(join(folder, 'centre'))
  const centreServer = await runMortalPostgres(join(folder, 'centre'), true)
  const benches: Bench[] = []
  const waiting = [...drills]
  const rows: Row[] = []
  const work = async (at: number): Promise<void> => {
    const bench = await openBench(join(folder, `bench-${at}`), await centreServer.current.database(`centre_${at}`))
    benches.push(bench)
    for (let drill = waiting.shift(); drill && !signal?.aborted; drill = waiting.shift()) {
      const row = await runOne(bench, drill, size)
      rows.push(row)
      onRow?.(row)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(most, drills.length) }, (_, at) => work(at)))
    return rows
  } finally {
    await Promise.all(benches.map((bench) => bench.stop()))
    await centreServer.stop()
    if (!keep) await rm(folder, { recursive: true, force: true })
  }
}

async function runOne(bench: Bench, drill: Drill, size: Size): Promise<Row> {
  const begun = performance.now()
  const ms = () => Math.round(performance.now() - begun)
  try {
    const count = await runOnSite(bench, size, drill)
    return { drill, count, broken: null, ms: ms() }
  } catch (error) {
    return { drill, count: null, broken: error instanceof Error ? (error.stack ?? error.message) : String(error), ms: ms() }
  }
}
