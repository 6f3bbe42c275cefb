import { spawnSync } from 'node:child_process'
import { existsSync, globSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { mend } from './end-with-line.ts'

/** A server program on this machine. */
export interface FoundServer {
  readonly program: string
  readonly major: number
  readonly version: string
}

export const OLDEST_POSTGRES = 15
export const OLDEST_REDIS = 7

const POSTGRES_PLACES = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
  '/usr/local/pgsql/bin',
]
const REDIS_PLACES = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/redis/bin', '/usr/local/opt/redis/bin']

/**
 * PostgreSQL of this machine, or null when it has none. `major` asks for the version that a data folder was made with.
 * Throws one line when there is one and it is too old.
 */
export function findPostgres(major?: number, places: readonly string[] = searchPlaces(POSTGRES_PLACES)): FoundServer | null {
  const programs = onMachine(places, ['postgres']).filter((program) => existsSync(join(dirname(program), 'initdb')))
  const found = newestFirst(programs, /\(PostgreSQL\) (\d+)[\d.]*/)
  const fit = found.filter((server) => server.major >= OLDEST_POSTGRES)
  if (found[0] !== undefined && fit.length === 0) throw tooOld('PostgreSQL', found[0], OLDEST_POSTGRES, 'DATABASE_URL')
  return (major === undefined ? fit[0] : fit.find((server) => server.major === major)) ?? null
}

/** Redis (or Valkey, which is the same to us) of this machine, or null. Throws one line when there is one and it is too old. */
export function findRedis(places: readonly string[] = searchPlaces(REDIS_PLACES)): FoundServer | null {
  const found = newestFirst(onMachine(places, ['redis-server', 'valkey-server']), / v=(\d+)[\d.]*/)
  if (found[0] !== undefined && found[0].major < OLDEST_REDIS) throw tooOld('Redis', found[0], OLDEST_REDIS, 'REDIS_URL')
  return found[0] ?? null
}

function searchPlaces(usual: readonly string[]): string[] {
  return [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/')), ...globSync([...usual])]
}

function onMachine(folders: readonly string[], names: readonly string[]): string[] {
  const programs = folders.flatMap((folder) => names.map((name) => join(folder, name))).filter((program) => existsSync(program))
  // Debian's redis-server is a link to a program that looks at the name it is called by: the name must stay.
  return programs
    .map((program) => join(realpathSync(dirname(program)), basename(program)))
    .filter((program, index, all) => all.indexOf(program) === index)
}

function newestFirst(programs: readonly string[], pattern: RegExp): FoundServer[] {
  return programs
    .flatMap((program) => {
      const words = spawnSync(program, ['--version'], { encoding: 'utf8', cwd: '/' }).stdout ?? ''
      const [text, major] = pattern.exec(words) ?? []
      if (text === undefined) return []
      return [{ program, major: Number(major), version: /[\d.]+/.exec(text)?.[0] ?? String(major) }]
    })
    .sort((a, b) => b.major - a.major)
}

function tooOld(name: string, found: FoundServer, oldest: number, variable: string): Error {
  return mend(
    `${name} ${found.version} (${found.program}) is too old; install ${name} ${oldest} or newer, or set ${variable} to such a server`,
  )
}
