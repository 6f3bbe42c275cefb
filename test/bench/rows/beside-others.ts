import { type Bench, type Measured, measureBurst, median, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import { openBareParts } from '../subjects/bare.ts'
import { openGateway } from '../subjects/gateway.ts'
import { openNodeRed } from '../subjects/node-red.ts'
import type { Subject } from '../subjects/subject.ts'

/** accept, end to end: the same burst, against Node-RED. */
export const besideNodeRed: RowMaker = {
  name: 'node-red',
  async make(bench) {
    const { ours, theirs, faults } = await inTurn(bench, () => openNodeRed(bench.centre, bench.say))
    return [
      rowOf('accept', 'accepted/s, against Node-RED', ours, theirs, 'acceptedPerSecond', 2, faults),
      rowOf('end to end', 'at the centre/s, against Node-RED', ours, theirs, 'endToEndPerSecond', 1.5, faults),
    ]
  },
}

/** The smallest program from the same parts; its Redis syncs before it answers. */
export const besideBareParts: RowMaker = {
  name: 'bare-parts',
  async make(bench) {
    const { redis } = bench.servers
    if (redis === null) throw new Error('the bench runs a Redis of its own')
    await setSync(redis.url, 'always')
    try {
      const { ours, theirs, faults } = await inTurn(bench, () => openBareParts(bench.centre, redis), {
        ours: () => setSync(redis.url, 'everysec'),
        theirs: () => setSync(redis.url, 'always'),
      })
      return [
        rowOf(
          'bare parts',
          'at the centre/s, against the smallest program of the same parts',
          ours,
          theirs,
          'endToEndPerSecond',
          1.3,
          faults,
        ),
      ]
    } finally {
      await setSync(redis.url, 'everysec')
    }
  },
}

/** Each repetition measures ours, then the other, each started anew and warmed by a small burst; nobody else runs meanwhile. */
async function inTurn(
  bench: Bench,
  openOther: () => Promise<Subject>,
  before: { ours?: () => Promise<void>; theirs?: () => Promise<void> } = {},
): Promise<{ ours: Measured[]; theirs: Measured[]; faults: string[] }> {
  const ours: Measured[] = []
  const theirs: Measured[] = []
  for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
    await before.ours?.()
    ours.push(await measureWarm(bench, await openGateway(bench)))
    await before.theirs?.()
    theirs.push(await measureWarm(bench, await openOther()))
  }
  return { ours, theirs, faults: [...ours, ...theirs].flatMap((one) => one.faults) }
}

export async function measureWarm(bench: Bench, subject: Subject): Promise<Measured> {
  try {
    await measureBurst(bench, subject, { count: Math.ceil(bench.size.burst / 10) })
    const measured = await measureBurst(bench, subject)
    bench.say(
      `  ${subject.name}: ${round(measured.acceptedPerSecond)} accepted/s, ${round(measured.endToEndPerSecond)} at the centre/s, p99 ${round(measured.burst.p99, 1)} ms`,
    )
    return measured
  } finally {
    await subject.stop()
  }
}

function rowOf(
  name: string,
  compared: string,
  ours: readonly Measured[],
  theirs: readonly Measured[],
  figure: 'acceptedPerSecond' | 'endToEndPerSecond',
  least: number,
  faults: readonly string[],
): Row {
  const ratios = ours.map((one, at) => one[figure] / (theirs[at]?.[figure] ?? Number.NaN))
  const figures = { ours: round(median(ours.map((one) => one[figure]))), theirs: round(median(theirs.map((one) => one[figure]))) }
  return ratioRow(name, compared, ratios, { least }, figures, faults)
}

async function setSync(url: string, mode: 'always' | 'everysec'): Promise<void> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(new URL(url).pathname)
  try {
    await redis.config('SET', 'appendfsync', mode)
  } finally {
    redis.disconnect()
  }
}
