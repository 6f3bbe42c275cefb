import { readdirSync, readFileSync } from 'node:fs'

/** Of the kernel's clock, by which it counts what a process used. */
const TICK_US = 10_000

interface Usage {
  readonly parent: number
  readonly us: number
}

/** Microseconds of CPU that each of these used until now; a server with all that it started, also what has ended. Only on Linux; elsewhere nothing is told. */
export function cpuOf<Name extends string>(pids: Readonly<Record<Name, readonly number[]>>): Record<Name, number> {
  const all = readAll()
  const names = Object.entries<readonly number[]>(pids) as [Name, readonly number[]][]
  return Object.fromEntries(names.map(([name, roots]) => [name, roots.reduce((sum, pid) => sum + usedBy(pid, all), 0)])) as Record<
    Name,
    number
  >
}

/** What was used between two looks, for each of `count`. */
export function perOne<Name extends string>(
  before: Record<Name, number>,
  after: Record<Name, number>,
  count: number,
): Record<Name, number> {
  const names = Object.keys(after) as Name[]
  return Object.fromEntries(names.map((name) => [name, Math.round((after[name] - before[name]) / count)])) as Record<Name, number>
}

function usedBy(pid: number, all: ReadonlyMap<number, Usage>): number {
  const children = [...all].filter(([, { parent }]) => parent === pid)
  return (all.get(pid)?.us ?? 0) + children.reduce((sum, [child]) => sum + usedBy(child, all), 0)
}

function readAll(): Map<number, Usage> {
  if (process.platform !== 'linux') return new Map()
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return new Map(pids.flatMap((pid) => readOne(pid)))
}

function readOne(pid: string): [number, Usage][] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Behind the name, which may hold anything: state, parent, …, utime, stime, and those of children that were waited for.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0)
    return [[Number(pid), { parent: fields[1] ?? 0, us: ticks * TICK_US }]]
  } catch {
    return []
  }
}
