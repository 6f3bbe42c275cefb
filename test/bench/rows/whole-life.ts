import { readFileSync } from 'node:fs'
import { type Bench, measureBurst, newTag, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import { openGateway } from '../subjects/gateway.ts'
import { openNodeRed } from '../subjects/node-red.ts'
import type { Subject } from '../subjects/subject.ts'
import { measureWarm } from './beside-others.ts'

/** Two gateways, one accepting and one forwarding, against one that does both. */
export const processes: RowMaker = {
  name: 'processes',
  async make(bench) {
    const ratios: number[] = []
    const faults: string[] = []
    const figures: Record<string, number> = {}
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const one = await measureWarm(bench, await openGateway(bench))
      const two = await measureWarm(bench, await openGateway({ ...bench, processes: ['http,intake', 'forward,feedback'] }))
      ratios.push(two.endToEndPerSecond / one.endToEndPerSecond)
      faults.push(...one.faults, ...two.faults)
      figures['two'] = round(two.endToEndPerSecond)
      figures['one'] = round(one.endToEndPerSecond)
    }
    return [ratioRow('processes', 'end to end, two processes against one', ratios, { least: 1.001 }, figures, faults)]
  },
}

/** Resident set of the gateway after ten times as many. */
export const memory: RowMaker = {
  name: 'memory',
  async make(bench) {
    const gateway = await openGateway(bench)
    const faults: string[] = []
    try {
      faults.push(...(await measureBurst(bench, gateway)).faults)
      const early = residentMiB(gateway.pid)
      for (let burst = 1; burst < 10; burst += 1) faults.push(...(await measureBurst(bench, gateway)).faults)
      const late = residentMiB(gateway.pid)
      const figures = { 'MiB early': early, 'MiB late': late }
      return [
        ratioRow(
          'memory',
          `resident set after ${bench.size.burst * 10} against after ${bench.size.burst}`,
          [late / early],
          { most: 1.1 },
          figures,
          faults,
        ),
      ]
    } finally {
      await gateway.stop()
    }
  },
}

/** Killed in the middle of a burst and started again: what was accepted and never came to the centre. */
export const killed: RowMaker = {
  name: 'kill -9',
  async make(bench) {
    const ours = await openGateway(bench)
    const theirs = await openNodeRed(bench.centre, bench.say)
    try {
      const mine = await killInBurst(bench, ours)
      const other = await killInBurst(bench, theirs)
      const row: Row = {
        name: 'kill -9',
        compared: 'accepted and never at the centre, here and in Node-RED',
        ratios: null,
        toReach: '0 here',
        reached: mine.lost === 0,
        figures: { 'accepted here': mine.accepted, 'lost here': mine.lost, 'accepted there': other.accepted, 'lost there': other.lost },
        faults: [
          ...(mine.lost > mine.unknown ? [`${mine.lost} accepted reports were lost`] : []),
          ...(mine.twice > 0 ? [`${mine.twice} were created twice`] : []),
        ],
      }
      return [mine.unknown === 0 ? row : { ...row, figures: { ...row.figures, 'for a person here (outcome unknown)': mine.unknown } }]
    } finally {
      await ours.stop()
      await theirs.stop()
    }
  },
}

const SETTLE_MS = 60_000

async function killInBurst(
  bench: Bench,
  subject: Subject & { query?: Awaited<ReturnType<typeof openGateway>>['query'] },
): Promise<{ accepted: number; lost: number; twice: number; unknown: number }> {
  const { load, centre, size } = bench
  const tag = newTag()
  const { url, headers, shape } = subject
  const burst = load.ask({ ask: 'burst', url, headers, shape, tag, count: size.burst, connections: size.connections, mayBreak: true })
  // In the middle: when the centre has a quarter of it.
  await centre.ask({ ask: 'until', tag, distinct: Math.floor(size.burst / 4), limitMs: 120_000 })
  await subject.kill()
  const { accepted, numbers } = await burst
  await subject.start()
  await centre.ask({ ask: 'until', tag, distinct: accepted, limitMs: SETTLE_MS })
  const counted = await centre.ask({ ask: 'count', tag, numbers: true })
  const there = new Set(counted.numbers)
  const lost = numbers.filter((number) => !there.has(number)).length
  const [row] = (await subject.query?.<{ count: number }>(`select count(*)::int as count from complaints where delivery = 'unknown'`)) ?? []
  bench.say(`  ${subject.name}: ${accepted} accepted, ${lost} never at the centre, ${row?.count ?? 0} shown to a person`)
  return { accepted, lost, twice: counted.creates - counted.distinct, unknown: row?.count ?? 0 }
}

function residentMiB(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1024)
}
