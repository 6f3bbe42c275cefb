import { setTimeout as pause } from 'node:timers/promises'
import { type Bench, type Measured, measureBurst, median, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import { openBareParts } from '../subjects/bare.ts'
import type { Subject } from '../subjects/subject.ts'

/** accept, end to end: the same burst, against Node-RED. */
export const besideNodeRed: RowMaker = {
  name: 'node-red',
  async make(bench) {
    const turns = await inTurn(bench, () => bench.open.nodeRed())
    const against = turns.missing === null ? 'against Node-RED' : `alone: there is no Node-RED here (${turns.missing})`
    return [
      rowOf('accept', `accepted/s, ${against}`, turns, 'acceptedPerSecond', 2),
      rowOf('end to end', `at the centre/s, ${against}`, turns, 'endToEndPerSecond', 1.5),
    ]
  },
}

/** The smallest program from the same parts; its Redis syncs before it answers. */
export const besideBareParts: RowMaker = {
  name: 'bare-parts',
  async make(bench) {
    const { redis } = bench.servers
    if (redis === null) throw new Error('the bench runs a Redis of its own')
    try {
      const turns = await inTurn(bench, () => openBareParts(bench.centre, redis), {
        ours: () => setSync(redis.url, 'everysec'),
        theirs: () => setSync(redis.url, 'always'),
      })
      return [rowOf('bare parts', 'at the centre/s, against the smallest program of the same parts', turns, 'endToEndPerSecond', 1.3)]
    } finally {
      await setSync(redis.url, 'everysec')
    }
  },
}

interface Turns {
  readonly ours: readonly Measured[]
  readonly theirs: readonly Measured[]
  /** Why there was no other. */
  readonly missing: string | null
}

/** Each repetition measures ours, then the other, each started anew and warmed by a burst of the same size; nobody else runs meanwhile. */
async function inTurn(
  bench: Bench,
  openOther: () => Promise<Subject | string>,
  before: { ours?: () => Promise<void>; theirs?: () => Promise<void> } = {},
): Promise<Turns> {
  const ours: Measured[] = []
  const theirs: Measured[] = []
  let missing: string | null = null
  for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
    await before.ours?.()
    ours.push(await measureWarm(bench, await bench.open.gateway({})))
    await before.theirs?.()
    const other = await openOther()
    if (typeof other === 'string') missing = other
    else theirs.push(await measureWarm(bench, other))
  }
  return { ours, theirs, missing }
}

export async function measureWarm(bench: Bench, subject: Subject): Promise<Measured> {
  try {
    const measured = await warmBurst(bench, subject)
    bench.say(
      `  ${subject.name}: ${round(measured.acceptedPerSecond)} accepted/s, ${round(measured.endToEndPerSecond)} at the centre/s, p99 ${round(measured.burst.p99, 1)} ms`,
    )
    return measured
  } finally {
    await subject.stop()
  }
}

export async function warmBurst(bench: Bench, subject: Subject, channels = 1): Promise<Measured> {
  const warm = await measureBurst(bench, subject, { count: bench.size.warmUp, channels })
  await pause(bench.size.restMs, undefined, { signal: bench.signal })
  const measured = await measureBurst(bench, subject, { channels })
  return { ...measured, faults: [...warm.faults, ...measured.faults] }
}

function rowOf(
  name: string,
  compared: string,
  { ours, theirs }: Turns,
  figure: 'acceptedPerSecond' | 'endToEndPerSecond',
  least: number,
): Row {
  const ratios = theirs.map((one, at) => (ours[at]?.[figure] ?? Number.NaN) / one[figure])
  const figures = {
    ours: round(median(ours.map((one) => one[figure]))),
    ...(theirs.length === 0 ? {} : { theirs: round(median(theirs.map((one) => one[figure]))) }),
  }
  const faults = [...ours, ...theirs].flatMap((one) => one.faults)
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
