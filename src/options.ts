import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { GatewayError } from './contract/errors.ts'
import { keysSource } from './ledger/keyring.ts'

/** What one process does. Any number of each may run. */
const ROLES = ['http', 'intake', 'forward', 'feedback'] as const
export type Role = (typeof ROLES)[number]

export interface Options {
  readonly host: string
  readonly port: number
  /** The socket that listens was handed over by whoever started us, as systemd does; host and port are its own. */
  readonly listenFd: number | null
  readonly databaseUrl: string
  readonly redisUrl: string
  /** Namespace of the queues, where several gateways share one Redis. */
  readonly queuePrefix: string
  readonly configDir: string
  readonly mappingsDir: string
  readonly dataDir: string
  readonly keys: { readonly text: string } | { readonly file: string }
  /** Nobody knows it when GATEWAY_ADMIN_TOKEN is not set: /admin/v1 is closed then. */
  readonly adminToken: string
  readonly roles: ReadonlySet<Role>
  readonly logLevel: string
  /** Where spans go; null: nowhere, and nothing of it is loaded. */
  readonly traces: { readonly endpoint: string; readonly headers: Readonly<Record<string, string>>; readonly serviceName: string } | null
}

const PROJECT = join(import.meta.dirname, '..')

/** Reads the environment and the arguments. Throws `config_invalid` with one line that says what to set. */
export function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
  const configDir = resolve(env['GATEWAY_CONFIG'] ?? join(PROJECT, 'config'))
  return {
    host: env['HOST'] ?? '127.0.0.1',
    port: readPort(env['PORT'] ?? '8080'),
    listenFd: readListenFd(env),
    databaseUrl: required(env, 'DATABASE_URL', 'postgres://user:password@host/database'),
    redisUrl: required(env, 'REDIS_URL', 'redis://host:6379'),
    queuePrefix: env.QUEUE_PREFIX ?? 'lapor',
    configDir,
    mappingsDir: resolve(env['GATEWAY_MAPPINGS'] ?? join(PROJECT, 'mappings')),
    dataDir: resolve(env['GATEWAY_DATA'] ?? join(PROJECT, 'data')),
    keys: keysSource(env) ?? missing('GATEWAY_KEYS', 'id:base64 of 32 bytes, newest first, or file:/path; npm start makes one for you'),
    adminToken: env.GATEWAY_ADMIN_TOKEN || randomBytes(32).toString('base64url'),
    roles: readRoles(args),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    traces: readTraces(env),
  }
}

function readTraces(env: NodeJS.ProcessEnv): Options['traces'] {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT']
  if (!endpoint) return null
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new GatewayError('config_invalid', 'OTEL_EXPORTER_OTLP_ENDPOINT is no address; write e.g. http://127.0.0.1:4318')
  const pairs = (env['OTEL_EXPORTER_OTLP_HEADERS'] ?? '').split(',').filter((pair) => pair.includes('='))
  const headers = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), decode(pair.slice(pair.indexOf('=') + 1).trim())]),
  )
  return { endpoint, headers, serviceName: env['OTEL_SERVICE_NAME'] || 'lapor-gateway' }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function required(env: NodeJS.ProcessEnv, name: string, form: string): string {
  const value = env[name]
  return value || missing(name, form)
}

function missing(name: string, form: string): never {
  throw new GatewayError('config_invalid', `${name} is not set; set it (${form}), or use npm start, which does`)
}

function readPort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new GatewayError('config_invalid', `PORT is "${text}"; write a number from 0 to 65535`)
  return port
}

/** sd_listen_fds(3): the first one that was handed over. What was meant for another process is not ours. */
function readListenFd({ LISTEN_FDS, LISTEN_PID }: NodeJS.ProcessEnv): number | null {
  if (!LISTEN_FDS || (LISTEN_PID && LISTEN_PID !== String(process.pid))) return null
  if (LISTEN_FDS !== '1') throw new GatewayError('config_invalid', `LISTEN_FDS is "${LISTEN_FDS}"; hand over one socket, or none`)
  return FIRST_HANDED_OVER
}

const FIRST_HANDED_OVER = 3

function readRoles(args: readonly string[]): ReadonlySet<Role> {
  const at = args.findIndex((arg) => arg === '--roles' || arg.startsWith('--roles='))
  if (at < 0) return new Set(ROLES)
  const text = args[at]?.includes('=') ? args[at]?.split('=')[1] : args[at + 1]
  const names = (text ?? '').split(',').map((name) => name.trim())
  const unknown = names.find((name) => !ROLES.some((role) => role === name))
  if (unknown !== undefined) throw new GatewayError('config_invalid', `--roles names "${unknown}"; there are ${ROLES.join(', ')}`)
  return new Set(ROLES.filter((role) => names.includes(role)))
}
