import { stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Connector, Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ConfigProblem, Settings } from '../contract/settings.ts'
import { readFolder, stampFolder } from './read-folder.ts'
import { SettingsBuilder } from './settings-builder.ts'
import { watchFolder } from './watch-folder.ts'

export interface SettingsOptions {
  readonly dir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly connectors: ReadonlyMap<string, Connector>
  readonly mappingRefs: Iterable<string>
  /** Mappings that are there and have faults: a channel that names one is told so. */
  readonly faultyMappings?: Iterable<string>
  readonly watch: boolean
  readonly log: Log
}

/** The configuration in force. */
export interface SettingsStore {
  readonly current: Settings
  /** Called after every change, also when only the problems changed. Gives back how to stop it. */
  onChange(listener: (settings: Settings) => void): () => void
  /** The mappings that exist now, and those that have faults and no good state. */
  setMappingRefs(refs: Iterable<string>, faulty?: Iterable<string>): Promise<void>
  /** Reads the files now. */
  reload(): Promise<void>
  close(): Promise<void>
}

/** A file that is gone may only be replaced: it is looked for once more after this. */
const GONE_AFTER_MS = 250

/**
 * Loads config/ and keeps it current. A bad file leaves its last good state in force and is in `current.problems`.
 * Throws `config_invalid` with one line when the folder or gateway.yaml is bad from the beginning.
 */
export async function openSettings(options: SettingsOptions): Promise<SettingsStore> {
  const { dir, env, connectors, log } = options
  const folder = await stat(dir).catch(() => null)
  if (!folder?.isDirectory())
    throw new GatewayError(
      'config_invalid',
      `the configuration folder ${shown(dir)} does not exist; set GATEWAY_CONFIG to the folder that holds gateway.yaml`,
    )

  const builder = new SettingsBuilder({ dir, env, connectors })
  const listeners = new Set<(settings: Settings) => void>()
  const mappings = { good: new Set(options.mappingRefs), faulty: new Set(options.faultyMappings) }
  let stamp = ''
  let files = await readFolder(dir)
  const first = builder.build(files, mappings)
  if (!first.settings) throw firstProblem(dir, first.problems)
  let current = first.settings
  reportProblems(log, dir, [], current)

  let secretFiles: ReadonlySet<string> = first.secretFiles
  const load = async (): Promise<void> => {
    // Before anything is read: what changes meanwhile is seen the next time.
    stamp = await stampFolder(dir, secretFiles)
    let found = await readFolder(dir)
    const names = new Set(found.map(({ file }) => file))
    if (files.some(({ file }) => !names.has(file))) {
      await pause(GONE_AFTER_MS)
      found = await readFolder(dir)
    }
    files = found
    const built = builder.build(files, mappings)
    const { settings } = built
    secretFiles = built.secretFiles
    watcher?.addFiles(secretFiles)
    if (!settings || isDeepStrictEqual(settings, current)) return
    reportProblems(log, dir, current.problems, settings)
    current = settings
    log.info(
      { channels: settings.channels.size, regions: settings.regions.size, problems: settings.problems.length },
      'configuration changed',
    )
    for (const listener of listeners) tell(listener, settings, log)
  }

  let running: Promise<void> = Promise.resolve()
  const reload = (): Promise<void> => {
    running = running
      .then(load)
      .catch((error: unknown) =>
        log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'configuration could not be read'),
      )
    return running
  }
  /** A thousand files are not read and built anew to see that they are as before. */
  const lookAgain = async (): Promise<void> => {
    if ((await stampFolder(dir, secretFiles)) !== stamp) await reload()
  }
  const watcher = options.watch ? await watchFolder(dir, reload, lookAgain) : null
  watcher?.addFiles(first.secretFiles)
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
    setMappingRefs(refs, faulty = []) {
      const now = { good: new Set(refs), faulty: new Set(faulty) }
      if (isDeepStrictEqual(now, mappings)) return running
      Object.assign(mappings, now)
      return reload()
    },
    reload,
    async close() {
      await watcher?.close()
      await running
      listeners.clear()
    },
  }
}

/** 'config/channels/jaki.yaml:3:9 message', as people and editors read it. */
export function problemLine(dir: string, problem: ConfigProblem): string {
  return `${path.join(shown(dir), problem.file)}:${problem.line}:${problem.column} ${problem.message}`
}

function shown(dir: string): string {
  const relative = path.relative(process.cwd(), dir)
  return relative.startsWith('..') || path.isAbsolute(relative) ? dir : relative || '.'
}

function firstProblem(dir: string, problems: readonly ConfigProblem[]): GatewayError {
  const own = problems.filter(({ file }) => file === 'gateway.yaml')
  const more = own.length > 1 ? ` (and ${own.length - 1} more)` : ''
  const line = own[0] ? problemLine(dir, own[0]) : `${shown(dir)} cannot be read`
  return new GatewayError('config_invalid', line + more, { errors: own.map(({ at, message }) => ({ at, message })) })
}

function reportProblems(log: Log, dir: string, before: readonly ConfigProblem[], now: Settings): void {
  const known = new Set(before.map((problem) => problemLine(dir, problem)))
  const lines = now.problems.map((problem) => ({ problem, line: problemLine(dir, problem) }))
  for (const { problem, line } of lines)
    if (!known.has(line)) log.warn({ file: problem.file, line: problem.line }, `configuration: ${line}; ${inForce(now, problem.file)}`)
  for (const line of known) if (!lines.some((one) => one.line === line)) log.info({}, `configuration fixed: ${line}`)
}

/** What a bad file means: a file that was good once goes on as it was. */
function inForce({ channels, regions }: Settings, file: string): string {
  const [, folder, name = ''] = /^(channels|regions)\/(.+)\.yaml$/.exec(file) ?? []
  if (folder === 'channels' && channels.get(name)?.broken) return 'the channel is not configured'
  if (folder === 'regions' && !regions.has(name)) return 'the region is not configured'
  return 'the last good state stays in force'
}

function tell(listener: (settings: Settings) => void, settings: Settings, log: Log): void {
  try {
    listener(settings)
  } catch (error) {
    log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'a listener failed on the new configuration')
  }
}
