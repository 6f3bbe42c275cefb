import { setTimeout as pause } from 'node:timers/promises'
import type { PrivateServers } from '../../src/setup/private-servers.ts'
import type { Centre, Load } from './driver.ts'
import type { Subjects } from './open-subjects.ts'
import type { BurstDone, CentreCount } from './programs/messages.ts'
import type { Subject } from './subjects/subject.ts'

/** What rows work with. */
export interface Bench {
  readonly load: Load
  readonly centre: Centre
  readonly servers: PrivateServers
  /** For subjects; thrown away at the end. */
  readonly folder: string
  readonly size: Size
  readonly open: Subjects
  /** Aborts when the run is to end: nothing is waited for any more. */
  readonly signal: AbortSignal
  say(line: string): void
}

export interface Size {
  readonly quick: boolean
  readonly repetitions: number
  /** Reports of a burst, and of the one that is sent before it: code is compiled while it runs, and all of the gateway's takes longest. */
  readonly burst: number
  readonly warmUp: number
  /** At least so long before what is measured, behind whatever was done before. */
  readonly restMs: number
  readonly connections: number
  /** How long all of a burst may take to be answered, and to be at the centre; and how long nothing of it may come before what is missing counts as lost. */
  readonly arriveMs: number
  readonly stillMs: number
  /** How long a row may take. */
  readonly mostMs: number
}

export const SIZES: Readonly<Record<'whole' | 'quick', Size>> = {
  whole: {
    quick: false,
    repetitions: 5,
    burst: 20_000,
    warmUp: 20_000,
    restMs: 4_000,
    connections: 64,
    arriveMs: 240_000,
    stillMs: 30_000,
    mostMs: 60 * 60_000,
  },
  quick: {
    quick: true,
    repetitions: 1,
    burst: 200,
    warmUp: 20,
    restMs: 0,
    connections: 32,
    arriveMs: 120_000,
    stillMs: 60_000,
    mostMs: 5 * 60_000,
  },
}

/** One line of the table. */
export interface Row {
  readonly name: string
  readonly compared: string
  /** Of each repetition; the median is what counts. null: there is nothing to divide. */
  readonly ratios: readonly number[] | null
  readonly toReach: string
  /** null: there is nothing to reach. */
  readonly reached: boolean | null
  /** Absolute figures, for the reader. */
  readonly figures: Readonly<Record<string, number | string>>
  /** Something of ours is lost or doubled: the bench fails. */
  readonly faults: readonly string[]
}

export interface RowMaker {
  readonly name: string
  make(bench: Bench): Promise<readonly Row[]>
}

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

/** One burst, until all of it is at the centre, and what was lost or doubled on the way. Ends in bounded time, whatever becomes of it. */
export async function measureBurst(
  { load, centre, size }: Pick<Bench, 'load' | 'centre' | 'size'>,
  subject: Subject,
  { count = size.burst, channels = 1 }: { count?: number; channels?: number } = {},
): Promise<Measured> {
  const tag = newTag()
  const { headers, shape } = subject
  const url = channels === 1 ? subject.url : (subject.urlOfChannels ?? subject.url)
  const begun = performance.now()
  const arrived = centre
    .ask({ ask: 'until', tags: [tag], distinct: count, stillMs: size.stillMs, limitMs: size.arriveMs })
    .then((counted) => ({ counted, seconds: (performance.now() - begun) / 1000 }))
  const sent = load.ask({
    ...{ ask: 'burst', url, channels, headers, shape, tag, count },
    ...{ connections: size.connections, limitMs: size.arriveMs },
  })
  const [burst, { counted, seconds }] = await Promise.all([sent, arrived])
  return {
    acceptedPerSecond: burst.accepted / burst.seconds,
    endToEndPerSecond: counted.distinct / seconds,
    burst,
    faults: faultsOf(subject.name, count, burst, counted),
  }
}

/** What is measured next finds nothing of what was done before. */
export async function comeToRest({ size, signal }: Pick<Bench, 'size' | 'signal'>, subject: Subject): Promise<void> {
  await pause(size.restMs, undefined, { signal })
  if (!size.quick) await subject.settle?.(signal)
}

/** Each repetition begins with the next one: whoever comes first may find the machine otherwise than whoever comes second. */
export async function inTurn<Name extends string, Result>(
  repetition: number,
  works: Readonly<Record<Name, () => Promise<Result>>>,
): Promise<Record<Name, Result>> {
  const names = Object.keys(works) as Name[]
  const results = {} as Record<Name, Result>
  for (let at = 0; at < names.length; at += 1) {
    const name = names[(at + repetition) % names.length] as Name
    results[name] = await works[name]()
  }
  return results
}

/** What was not accepted, not at the centre, or there twice. */
export function faultsOf(
  name: string,
  count: number,
  { accepted, refused }: Pick<BurstDone, 'accepted' | 'refused'>,
  { distinct, creates }: Pick<CentreCount, 'distinct' | 'creates'>,
): string[] {
  const faults: string[] = []
  if (accepted !== count) faults.push(`${name}: ${count - accepted} of ${count} were not accepted: ${JSON.stringify(refused)}`)
  if (distinct < accepted) faults.push(`${name}: ${accepted - distinct} of ${count} were not at the centre in time`)
  if (creates > distinct) faults.push(`${name}: ${creates - distinct} were created twice`)
  return faults
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0]
  return (low + high) / 2
}

/** A row of ratios, of which the median must be at least (or at most) so much. Without any there is nobody to compare with here. */
export function ratioRow(
  name: string,
  compared: string,
  ratios: readonly number[],
  limit: { least: number } | { most: number } | null,
  figures: Row['figures'],
  faults: readonly string[],
): Row {
  const value = median(ratios)
  if (limit === null) return { name, compared, ratios: ratios.length === 0 ? null : ratios, toReach: '–', reached: null, figures, faults }
  const [toReach, reached] = 'least' in limit ? [`≥ ${limit.least} ×`, value >= limit.least] : [`≤ ${limit.most} ×`, value <= limit.most]
  if (ratios.length === 0) return { name, compared, ratios: null, toReach, reached: false, figures, faults }
  return { name, compared, ratios, toReach, reached, figures, faults }
}

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits))
