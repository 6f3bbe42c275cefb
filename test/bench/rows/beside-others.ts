import { type Bench, comeToRest, inTurn, type Measured, measureBurst, median, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import { openBareLedger, openBareParts } from '../subjects/bare.ts'
import type { Subject } from '../subjects/subject.ts'

/** accept, end to end: the same burst, against Node-RED. */
export const besideNodeRed: RowMaker = {
  name: 'node-red',
  async make(bench) {
    const turns = await takeTurns(bench, { ours: gatewayOf(bench), other: () => bench.open.nodeRed() })
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
      const turns = await takeTurns(bench, {
        ours: () => setSync(redis.url, 'everysec').then(gatewayOf(bench)),
        other: () => setSync(redis.url, 'always').then(() => openBareParts(bench.centre, redis)),
        // What the promises leave, whoever keeps them: in the same turns, so that it can be said how far `bare parts` can be reached.
        ...(bench.size.quick ? {} : { least: () => setSync(redis.url, 'everysec').then(() => openBareLedger(bench, 'queue')) }),
      })
      const against = 'against the smallest program of the same parts'
      const row = rowOf('bare parts', `at the centre/s, ${against}`, turns, 'endToEndPerSecond', 1.3)
      if (turns.least.length === 0) return [row]
      const [, , words] = LEAST[1]
      const least = { ...turns, ours: turns.least }
      return [
        row,
        rowOf('bare ledger and queue: bare parts', `at the centre/s, ${words}, ${against}`, least, 'endToEndPerSecond', null, [
          'least',
          'theirs',
        ]),
      ]
    } finally {
      await setSync(redis.url, 'everysec')
    }
  },
}

/** What storing in PostgreSQL leaves on this machine, whoever does it: the least that does, against Node-RED. Nothing of ours is in it, and nothing is to be reached. */
export const leastThatStores: RowMaker = {
  name: 'bare-ledger',
  async make(bench) {
    // A quick run has Node-RED in a row of its own.
    const other = bench.size.quick ? async () => 'not in a quick run' : () => bench.open.nodeRed()
    const names = ['least', 'Node-RED'] as const
    const rows: Row[] = []
    for (const [sending, name, words] of LEAST) {
      const turns = await takeTurns(bench, { ours: () => openBareLedger(bench, sending), other })
      rows.push(
        rowOf(`${name}: accept`, `accepted/s, ${words}, against Node-RED`, turns, 'acceptedPerSecond', null, names),
        rowOf(name, `at the centre/s, ${words}, against Node-RED`, turns, 'endToEndPerSecond', null, names),
      )
    }
    return rows
  },
}

const LEAST = [
  ['list', 'bare ledger', 'the least that stores in PostgreSQL before it answers'],
  ['queue', 'bare ledger and queue', 'the same, each report a job of BullMQ'],
] as const

const gatewayOf = (bench: Bench) => () => bench.open.gateway({})

interface Turns {
  readonly ours: readonly Measured[]
  readonly theirs: readonly Measured[]
  /** Where it is measured, too: the least that stores and queues. */
  readonly least: readonly Measured[]
  /** Why there was no other. */
  readonly missing: string | null
}

interface Subjects {
  ours(): Promise<Subject>
  other(): Promise<Subject | string>
  least?(): Promise<Subject>
}

/** Each repetition measures each of them, started anew and warmed by a burst of the same size; nobody else runs meanwhile. */
async function takeTurns(bench: Bench, subjects: Subjects): Promise<Turns> {
  const ours: Measured[] = []
  const theirs: Measured[] = []
  const least: Measured[] = []
  let missing: string | null = null
  const { least: openLeast } = subjects
  const works: Record<string, () => Promise<void>> = {
    ours: async () => void ours.push(await measureWarm(bench, await subjects.ours())),
    async other() {
      const other = await subjects.other()
      if (typeof other === 'string') missing = other
      else theirs.push(await measureWarm(bench, other))
    },
  }
  if (openLeast) works['least'] = async () => void least.push(await measureWarm(bench, await openLeast()))
  for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) await inTurn(repetition, works)
  return { ours, theirs, least, missing }
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
  await comeToRest(bench, subject)
  const measured = await measureBurst(bench, subject, { channels })
  return { ...measured, faults: [...warm.faults, ...measured.faults] }
}

function rowOf(
  name: string,
  compared: string,
  { ours, theirs }: Turns,
  figure: 'acceptedPerSecond' | 'endToEndPerSecond',
  least: number | null,
  names: readonly [string, string] = ['ours', 'theirs'],
): Row {
  const ratios = theirs.map((one, at) => (ours[at]?.[figure] ?? Number.NaN) / one[figure])
  const figures = {
    [names[0]]: round(median(ours.map((one) => one[figure]))),
    ...(theirs.length === 0 ? {} : { [names[1]]: round(median(theirs.map((one) => one[figure]))) }),
  }
  const faults = [...ours, ...theirs].flatMap((one) => one.faults)
  return ratioRow(name, compared, ratios, least === null ? null : { least }, figures, faults)
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
