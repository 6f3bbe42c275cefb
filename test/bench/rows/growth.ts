import { type Bench, inTurn, type Measured, median, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import { SHARED_CHANNELS } from '../open-subjects.ts'
import { seedLedger } from '../seed.ts'
import type { GatewaySubject } from '../subjects/gateway.ts'
import { type Backlog, behindBacklog } from './backlog.ts'
import { measureWarm, warmBurst } from './beside-others.ts'

/**
 * End to end with much in the ledger, many channels or a backlog, against none of it. Filling takes minutes: it is done once, and then each repetition measures an
 * empty gateway and the three others in turn, each started anew; the others rest meanwhile.
 */
export const growth: RowMaker = {
  name: 'growth',
  async make(bench) {
    const { quick, repetitions } = bench.size
    const closed = quick ? 5_000 : 1_000_000
    const channels = quick ? SHARED_CHANNELS : 600
    const waiting = quick ? 200 : 100_000
    const full = await bench.open.gateway()
    const many = await bench.open.gateway({ channels })
    const behind = await bench.open.gateway()
    try {
      // The others rest while one is filled or measured.
      if (!quick) await Promise.all([full, many, behind].map((gateway) => gateway.rest()))
      await seedLedger(full, closed)
      if (!quick) await awake(bench, full, async () => full.settle?.(bench.signal))
      bench.say(`  ${closed} complaints are in a ledger`)
      const backlog: Backlog = { gateway: behind, waiting, tags: [], expected: 0 }
      const measured: Turn[] = []
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        const turn: Turn = await inTurn(repetition, {
          empty: async () => measureWarm(bench, await bench.open.gateway()),
          full: () => awake(bench, full, () => warmBurst(bench, full)),
          many: () => awake(bench, many, () => warmBurst(bench, many, channels)),
          behind: () => behindBacklog(bench, backlog, repetition === repetitions - 1),
        })
        bench.say(
          `  ${Object.entries(turn)
            .map(([name, { endToEndPerSecond }]) => `${name} ${round(endToEndPerSecond)}/s`)
            .join(', ')}`,
        )
        measured.push(turn)
      }
      return [
        rowOf(`ledger of ${closed}`, 'end to end, against an empty ledger', measured, 'full'),
        rowOf(`${channels} channels`, 'end to end, against one channel', measured, 'many'),
        rowOf(`backlog of ${waiting}`, 'a burst is taken while a backlog waits: creates/s, against a burst alone', measured, 'behind'),
      ]
    } finally {
      for (const gateway of [full, many, behind]) await gateway.stop()
    }
  },
}

interface Turn {
  readonly empty: Measured
  readonly full: Measured
  readonly many: Measured
  readonly behind: Measured
}

/** Only while it is measured does it run. A shared one of a quick run is never at rest. */
async function awake<Result>(bench: Bench, gateway: GatewaySubject, work: () => Promise<Result>): Promise<Result> {
  if (bench.size.quick) return work()
  await gateway.start()
  try {
    return await work()
  } finally {
    await gateway.rest()
  }
}

function rowOf(name: string, compared: string, turns: readonly Turn[], which: 'full' | 'many' | 'behind'): Row {
  const ratios = turns.map((turn) => turn[which].endToEndPerSecond / turn.empty.endToEndPerSecond)
  const perSecond = (key: keyof Turn) => round(median(turns.map((turn) => turn[key].endToEndPerSecond)))
  const faults = turns.flatMap((turn) => [...turn[which].faults, ...(which === 'full' ? turn.empty.faults : [])])
  return ratioRow(name, compared, ratios, { least: 0.9 }, { grown: perSecond(which), empty: perSecond('empty') }, faults)
}
