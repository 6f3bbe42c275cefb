import { resolve } from 'node:path'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import { type LoadedMappings, loadMappings } from '../mapping/load-mappings.ts'

/** The folder that the gateway reads. */
export const MAPPINGS_FOLDER = resolve(process.env['GATEWAY_MAPPINGS'] || resolve(import.meta.dirname, '../../mappings'))

export interface MappingOptions {
  readonly json?: boolean
  readonly dir: string
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Ends the command with one line (or JSON) and exit code 1. */
export function fail(options: MappingOptions, message: string, problems: readonly ConfigProblem[] = []): void {
  process.exitCode = 1
  if (options.json) print(JSON.stringify({ error: message, problems }, null, 2))
  else process.stderr.write(`${[message, ...problems.map(formatProblem)].join('\n')}\n`)
}

export function formatProblem({ file, line, column, message }: ConfigProblem): string {
  return `${file}:${line}:${column} ${message}`
}

/** 'qlue' is its newest version, 'qlue/v1' that one. null: said why, exit code 1. */
export async function pickMapping(ref: string, options: MappingOptions): Promise<CompiledMapping | null> {
  const loaded = await openMappings(options)
  if (loaded === null) return null
  const versions = [...loaded.mappings.values()].filter((mapping) => mapping.ref === ref || mapping.source === ref)
  const newest = versions.at(-1)
  if (newest) return newest
  const own = loaded.problems.filter((problem) => problem.file.startsWith(`${ref}/`))
  fail(
    options,
    own.length > 0 ? `mapping ${ref} has faults:` : `there is no mapping ${ref}; there are: ${[...loaded.mappings.keys()].join(', ')}`,
    own,
  )
  return null
}

/** null: the folder cannot be read; said so, exit code 1. */
export async function openMappings(options: MappingOptions): Promise<LoadedMappings | null> {
  const loaded = await loadMappings(options.dir)
  const away = loaded.problems.find(({ file }) => file === '.')
  if (away === undefined) return loaded
  fail(options, away.message)
  return null
}
