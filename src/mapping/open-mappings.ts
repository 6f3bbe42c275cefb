import type { Log } from '../contract/connector.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import { type LoadedMappings, loadMappings, type MappingMemory } from './load-mappings.ts'
import { stampMappings } from './stamp-mappings.ts'

export interface MappingsOptions {
  readonly dir: string
  readonly log: Log
  /** Calls `changed` soon after something in the folder changed, and `look` now and then, should nobody have said so. Absent: the mappings are read once. */
  readonly watch?: (dir: string, changed: () => Promise<void>, look: () => Promise<void>) => Promise<{ close(): Promise<void> }>
}

/** The mappings in force, immutable. A change makes a new one. */
export interface MappingsInForce {
  /** By '<source>/<version>': the last good state of each, also of one whose folder is gone. */
  readonly mappings: ReadonlyMap<string, CompiledMapping>
  /** Those that a channel may name: they are in the folder, and were good at least once. */
  readonly refs: ReadonlySet<string>
  /** Those that are in the folder and have never been good. */
  readonly faulty: ReadonlySet<string>
  /** Faults of the files as they are now; relative to the folder. */
  readonly problems: readonly ConfigProblem[]
}

export interface MappingStore {
  readonly current: MappingsInForce
  /** Called after every change, also when only the problems changed. Gives back how to stop it. */
  onChange(listener: (now: MappingsInForce) => void): () => void
  /** Reads the files now. */
  reload(): Promise<void>
  close(): Promise<void>
}

/** Loads the mappings and keeps them current. A bad file leaves the last good state of its mapping in force, and is logged and in `current.problems`. */
export async function openMappings({ dir, log, watch }: MappingsOptions): Promise<MappingStore> {
  const listeners = new Set<(now: MappingsInForce) => void>()
  const memory: MappingMemory = new Map()
  let current = merge(NONE, await loadMappings(dir, memory))
  tellProblems(log, NONE, current)

  let stamp = ''
  const load = async (): Promise<void> => {
    // Before anything is read: what changes meanwhile is seen the next time.
    stamp = await stampMappings(dir)
    const before = current
    const now = merge(before, await loadMappings(dir, memory))
    if (isSame(before, now)) return
    current = now
    tellProblems(log, before, now)
    for (const [ref, mapping] of now.mappings) if (before.mappings.get(ref) !== mapping) log.info({ mapping: ref }, 'mapping loaded')
    for (const listener of listeners) listener(now)
  }
  let running: Promise<void> = Promise.resolve()
  const reload = (): Promise<void> => {
    running = running
      .then(load)
      .catch((error: unknown) => log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'mappings could not be read'))
    return running
  }
  /** Hundreds of mappings are not read anew to see that they are as before. */
  const lookAgain = async (): Promise<void> => {
    if ((await stampMappings(dir)) !== stamp) await reload()
  }
  const watcher = await watch?.(dir, reload, lookAgain)
  // What changed between the first reading and the watcher being ready.
  if (watcher) await reload()

  return {
    get current() {
      return current
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reload,
    async close() {
      await watcher?.close()
      await running
      listeners.clear()
    },
  }
}

const NONE: MappingsInForce = { mappings: new Map(), refs: new Set(), faulty: new Set(), problems: [] }

function merge(before: MappingsInForce, { mappings: good, present, problems }: LoadedMappings): MappingsInForce {
  const mappings = new Map([...before.mappings, ...good])
  if (present === null) return { mappings, refs: before.refs, faulty: before.faulty, problems }
  return {
    mappings,
    refs: new Set(present.filter((ref) => mappings.has(ref))),
    faulty: new Set(present.filter((ref) => !mappings.has(ref))),
    problems,
  }
}

function isSame(before: MappingsInForce, now: MappingsInForce): boolean {
  const shape = ({ refs, faulty, problems }: MappingsInForce) => JSON.stringify([[...refs], [...faulty], problems])
  return shape(before) === shape(now) && [...now.mappings].every(([ref, mapping]) => before.mappings.get(ref) === mapping)
}

function tellProblems(log: Log, before: MappingsInForce, now: MappingsInForce): void {
  const line = ({ file, line, column, message }: ConfigProblem) => `${file}:${line}:${column} ${message}`
  const known = new Set(before.problems.map(line))
  const lines = new Set(now.problems.map(line))
  for (const problem of now.problems) {
    if (known.has(line(problem))) continue
    const ref = problem.file.split(/[\\/]/).slice(0, 2).join('/')
    const result = now.mappings.has(ref) ? 'its last good state stays in force' : 'it is not loaded'
    log.error({ file: problem.file, line: problem.line }, `mapping: ${line(problem)}; ${result}`)
  }
  for (const one of known) if (!lines.has(one)) log.info({}, `mapping put right: ${one}`)
}
