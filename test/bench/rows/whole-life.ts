import { readFileSync } from 'node:fs'
import { inTurn, type Measured, measureBurst, median, type RowMaker, ratioRow, round } from '../bench.ts'
import { APART } from '../subjects/gateway.ts'
import { measureWarm } from './beside-others.ts'

/** Two gateways, one accepting and one forwarding, against one that does both. */
export const processes: RowMaker = {
  name: 'processes',
  async make(bench) {
    const ones: Measured[] = []
    const twos: Measured[] = []
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      await inTurn(repetition, {
        async one() {
          // One that does both is in every other row of a quick run.
          if (!bench.size.quick) ones.push(await measureWarm(bench, await bench.open.gateway()))
        },
        two: async () => void twos.push(await measureWarm(bench, await bench.open.gateway({ processes: APART }))),
      })
    }
    const perSecond = (all: readonly Measured[]) => round(median(all.map((one) => one.endToEndPerSecond)))
    return [
      ratioRow(
        'processes',
        'end to end, two processes against one',
        ones.map((one, at) => (twos[at]?.endToEndPerSecond ?? Number.NaN) / one.endToEndPerSecond),
        { least: 1.001 },
        { two: perSecond(twos), ...(ones.length > 0 ? { one: perSecond(ones) } : {}) },
        [...ones, ...twos].flatMap((one) => one.faults),
      ),
    ]
  },
}

/** Resident set of the gateway after ten times as many. */
export const memory: RowMaker = {
  name: 'memory',
  async make(bench) {
    const { quick, repetitions } = bench.size
    const count = quick ? 20 : bench.size.burst
    const [early, late]: [number[], number[]] = [[], []]
    const faults: string[] = []
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const gateway = await bench.open.gateway()
      try {
        for (let burst = 1; burst <= 10; burst += 1) {
          faults.push(...(await measureBurst(bench, gateway, { count })).faults)
          if (burst === 1) early.push(residentMiB(gateway.pid))
        }
        late.push(residentMiB(gateway.pid))
        bench.say(`  ${early.at(-1)} MiB after ${count}, ${late.at(-1)} MiB after ${count * 10}`)
      } finally {
        await gateway.stop()
      }
    }
    return [
      ratioRow(
        'memory',
        `resident set after ${count * 10} against after ${count}`,
        late.map((mib, at) => mib / (early[at] ?? Number.NaN)),
        { most: 1.1 },
        { 'MiB early': median(early), 'MiB late': median(late) },
        faults,
      ),
    ]
  },
}

function residentMiB(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1024)
}
