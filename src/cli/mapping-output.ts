import type { CompiledMapping } from '../contract/mapping.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import { type LoadedMappings, loadMappings } from '../mapping/load-mappings.ts'
import type { Installation } from './installation.ts'
import type { Cli } from './parts.ts'

/** What these commands need of the installation. */
export type MappingCli = Pick<Cli, 'print' | 'warn' | 'fail' | 'input'> & { readonly installation: Pick<Installation, 'mappingsDir'> }

export interface MappingOptions {
  readonly json?: boolean
  readonly dir: string
}

/** Ends the command with one line (or JSON) and exit code 1. */
export function fail(cli: MappingCli, options: MappingOptions, message: string, problems: readonly ConfigProblem[] = []): void {
  cli.fail()
  if (options.json) cli.print(JSON.stringify({ error: message, problems }, null, 2))
  else cli.warn([message, ...problems.map(formatProblem)].join('\n'))
}

export function formatProblem({ file, line, column, message }: ConfigProblem): string {
  return `${file}:${line}:${column} ${message}`
}

/** 'qlue' is its newest version, 'qlue/v1' that one. null: said why, exit code 1. */
export async function pickMapping(cli: MappingCli, ref: string, options: MappingOptions): Promise<CompiledMapping | null> {
  const loaded = await openMappings(cli, options)
  if (loaded === null) return null
  const versions = [...loaded.mappings.values()].filter((mapping) => mapping.ref === ref || mapping.source === ref)
  const newest = versions.at(-1)
  if (newest) return newest
  const own = loaded.problems.filter((problem) => problem.file.startsWith(`${ref}/`))
  fail(
    cli,
    options,
    own.length > 0 ? `mapping ${ref} has faults:` : `there is no mapping ${ref}; there are: ${[...loaded.mappings.keys()].join(', ')}`,
    own,
  )
  return null
}

/** null: the folder cannot be read; said so, exit code 1. */
export async function openMappings(cli: MappingCli, options: MappingOptions): Promise<LoadedMappings | null> {
  const loaded = await loadMappings(options.dir)
  const away = loaded.problems.find(({ file }) => file === '.')
  if (away === undefined) return loaded
  fail(cli, options, away.message)
  return null
}
