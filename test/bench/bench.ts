import type { PrivateServers } from '../../src/setup/private-servers.ts'
import type { Centre, Load } from './driver.ts'
import type { BurstDone } from './programs/messages.ts'
import type { Subject } from './subjects/subject.ts'

/** What rows work with. */
export interface Bench {
  readonly load: Load
  readonly centre: Centre
  readonly servers: PrivateServers
  /** For subjects; thrown away at the end. */
  readonly folder: string
  readonly size: Size
  say(line: string): void
}

export interface Size {
  readonly quick: boolean
  readonly repetitions: number
  /** Reports of a burst. */
  readonly burst: number
  readonly connections: number
}

export const SIZES: Readonly<Record<'whole' | 'quick', Size>> = {
  whole: { quick: false, repetitions: 5, burst: 20_000, connections: 64 },
  quick: { quick: true, repetitions: 1, burst: 1_000, connections: 32 },
}

/** One line of the table. */
export interface Row {
  readonly name: string
  readonly compared: string
  /** Of each repetition; the median is what counts. null: there is nothing to divide. */
  readonly ratios: readonly number[] | null
  readonly toReach: string
  readonly reached: boolean
  /** Absolute figures, for the reader. */
  readonly figures: Readonly<Record<string, number | string>>
  /** Something is lost or doubled: the bench fails. */
  readonly faults: readonly string[]
}

export interface RowMaker {
  readonly name: string
  make(bench: Bench): Promise<readonly Row[]>
}

/** How long all of a burst may take to be at the centre. */
const ARRIVE_MS = 240_000

export interface Measured {
  readonly acceptedPerSecond: number
  /** Until all that was accepted is at the centre. */
  readonly endToEndPerSecond: number
  readonly burst: BurstDone
  readonly faults: readonly string[]
}

let tags = 0

/** A tag that no other burst has. */
export function newTag(): string {
  tags += 1
  return `bench${process.pid.toString(36)}x${tags}`
}

/** One burst, until all of it is at the centre, and what was lost or doubled on the way. */
export async function measureBurst(
  { load, centre, size }: Pick<Bench, 'load' | 'centre' | 'size'>,
  subject: Subject,
  { count = size.burst, channels = 1 }: { count?: number; channels?: number } = {},
): Promise<Measured> {
  const tag = newTag()
  const { url, headers, shape } = subject
  const begun = performance.now()
  const arrived = centre.ask({ ask: 'until', tag, distinct: count, limitMs: ARRIVE_MS }).then((counted) => ({
    counted,
    seconds: (performance.now() - begun) / 1000,
  }))
  const burst = await load.ask({ ask: 'burst', url, channels, headers, shape, tag, count, connections: size.connections })
  const { counted, seconds } = await arrived
  const faults: string[] = []
  if (burst.accepted !== count)
    faults.push(`${subject.name}: ${count - burst.accepted} of ${count} were not accepted: ${JSON.stringify(burst.refused)}`)
  if (counted.distinct < burst.accepted)
    faults.push(`${subject.name}: ${burst.accepted - counted.distinct} of ${count} were not at the centre in time`)
  if (counted.creates > counted.distinct) faults.push(`${subject.name}: ${counted.creates - counted.distinct} were created twice`)
  return { acceptedPerSecond: burst.accepted / burst.seconds, endToEndPerSecond: counted.distinct / seconds, burst, faults }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0]
  return (low + high) / 2
}

/** A row of ratios, of which the median must be at least (or at most) so much. */
export function ratioRow(
  name: string,
  compared: string,
  ratios: readonly number[],
  limit: { least: number } | { most: number },
  figures: Row['figures'],
  faults: readonly string[],
): Row {
  const value = median(ratios)
  const [toReach, reached] = 'least' in limit ? [`≥ ${limit.least} ×`, value >= limit.least] : [`≤ ${limit.most} ×`, value <= limit.most]
  return { name, compared, ratios, toReach, reached, figures, faults }
}

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))
