import { readFileSync } from 'node:fs'
import path from 'node:path'
import { GatewayError } from '../contract/errors.ts'
import { keysSource, readKeysFile } from '../ledger/keyring.ts'

/** Where this installation's parts are: from the environment, else from what `npm start` wrote down while it runs. */
export interface Installation {
  readonly dataDir: string
  readonly configDir: string
  readonly mappingsDir: string
  readonly databaseUrl: string | null
  readonly redisUrl: string | null
  /** The keys of `GATEWAY_KEYS`, or of the file that holds them. */
  readonly keys: string | null
  /** The file that holds the keys; null: they stand in the environment. */
  readonly keysFile: string | null
  readonly port: number
  /** The token of /admin/v1: of the environment, else the one that `npm start` keeps while it runs. null: not known here. */
  readonly adminToken: string | null
  /** `npm start` runs now. */
  readonly running: boolean
  /** The environment as the gateway sees it: with the sandbox's addresses while it runs. */
  readonly env: Readonly<Record<string, string | undefined>>
}

const PROJECT = path.resolve(import.meta.dirname, '../..')

/** Where the sandbox on a port is, as src/setup tells the gateway. */
export type SandboxAddresses = (port: number, env: NodeJS.ProcessEnv) => Record<string, string>

export function findInstallation(env: NodeJS.ProcessEnv, sandboxAddresses: SandboxAddresses): Installation {
  const dataDir = path.resolve(env.GATEWAY_DATA || (process.getuid?.() === 0 ? '/var/lib/lapor-gateway' : 'data'))
  const note = readNote(path.join(dataDir, 'running.json'))
  const running = note !== null && isAlive(note.pid)
  const found = running ? note : null
  return {
    dataDir,
    configDir: path.resolve(env.GATEWAY_CONFIG || path.join(PROJECT, 'config')),
    mappingsDir: path.resolve(env.GATEWAY_MAPPINGS || path.join(PROJECT, 'mappings')),
    databaseUrl: env.DATABASE_URL || (found?.databaseUrl ?? null),
    redisUrl: env.REDIS_URL || (found?.redisUrl ?? null),
    ...findKeys(env, found?.keysFile ?? path.join(dataDir, 'keys')),
    port: found?.port ?? Number(env.PORT || 8080),
    adminToken: env.GATEWAY_ADMIN_TOKEN || (running ? readToken(path.join(dataDir, 'admin-token')) : null),
    running,
    env: found?.sandboxPort && !env.LAPOR_URL ? { ...env, ...sandboxAddresses(found.sandboxPort, env) } : env,
  }
}

export function needDatabase(installation: Installation): string {
  if (installation.databaseUrl) return installation.databaseUrl
  throw new GatewayError(
    'config_invalid',
    `no gateway runs here (${installation.dataDir}); start one with npm start, or set DATABASE_URL, REDIS_URL and GATEWAY_KEYS to those of yours`,
  )
}

interface RunningNote {
  readonly databaseUrl: string
  readonly redisUrl: string
  readonly port: number
  readonly sandboxPort: number | null
  readonly keysFile: string | null
  readonly pid: number
}

/** Written by src/setup/launch.ts. */
function readNote(file: string): RunningNote | null {
  try {
    const note: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return typeof note === 'object' && note !== null && 'pid' in note && 'databaseUrl' in note ? (note as RunningNote) : null
  } catch {
    return null
  }
}

function findKeys(env: NodeJS.ProcessEnv, ownFile: string): { keys: string | null; keysFile: string | null } {
  const source = keysSource(env)
  if (source !== null && 'text' in source) return { keys: source.text, keysFile: null }
  const keysFile = source?.file ?? ownFile
  try {
    return { keys: readKeysFile(keysFile), keysFile }
  } catch {
    return { keys: null, keysFile }
  }
}

/** Written by src/setup/own-secrets.ts. */
function readToken(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim() || null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM'
  }
}
