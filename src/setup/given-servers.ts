import { createConnection } from 'node:net'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { mend } from './end-with-line.ts'
import { OLDEST_POSTGRES, OLDEST_REDIS } from './find-servers.ts'

const LIMIT_MS = 5000

/** Throws one line when DATABASE_URL does not lead to a PostgreSQL that is new enough. */
export async function checkDatabase(url: string): Promise<void> {
  requireScheme('DATABASE_URL', url, ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database')
  const version = await withDatabase(url, async (client) =>
    Number((await client.query<{ server_version_num: string }>('SHOW server_version_num')).rows[0]?.server_version_num),
  )
  const major = Math.floor(version / 10_000)
  if (major < OLDEST_POSTGRES)
    throw mend(`DATABASE_URL: the server is PostgreSQL ${major}, which is too old; set it to PostgreSQL ${OLDEST_POSTGRES} or newer`)
}

/** Makes a database beside the given one, for the sandbox. Throws one line when the user may not. */
export async function siblingDatabase(url: string, suffix: string): Promise<string> {
  const sibling = new URL(url)
  const name = `${decodeURIComponent(sibling.pathname.slice(1)) || 'postgres'}_${suffix}`
  await withDatabase(url, async (client) => {
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (known.rowCount !== 0) return
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).catch((error: Error) => {
      throw mend(
        `the sandbox needs a database ${name}, which could not be made (${error.message}); make it, or set LAPOR_URL to a centre`,
        error,
      )
    })
  })
  sibling.pathname = `/${encodeURIComponent(name)}`
  return sibling.href
}

/** Throws one line when REDIS_URL does not lead to a Redis that is new enough. */
export async function checkRedis(url: string): Promise<void> {
  if (!url.startsWith('/')) requireScheme('REDIS_URL', url, ['redis:', 'rediss:', 'unix:'], 'redis://host:6379')
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: LIMIT_MS,
    commandTimeout: LIMIT_MS,
    maxRetriesPerRequest: 0,
  })
  let fault = ''
  redis.on('error', (error) => {
    fault = reason(error)
  })
  try {
    await redis.connect()
    const version = /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? '0'
    if (Number.parseInt(version, 10) >= OLDEST_REDIS) return
    throw mend(`REDIS_URL: the server is Redis ${version}, which is too old; set it to Redis ${OLDEST_REDIS} or newer`)
  } catch (error) {
    throw isMended(error)
      ? error
      : mend(`REDIS_URL does not lead to a Redis (${fault || reason(error)}); correct it, or unset it for a private one`, error)
  } finally {
    redis.disconnect()
  }
}

/**
 * Throws one line when LAPOR_URL is no address, or its host does not exist. A centre that is only away is no reason not to start, as reports are taken
 * meanwhile: then this gives the line that says so. Sends nothing: the centre is not ours to try.
 */
export async function checkCentre(url: string): Promise<string | null> {
  const { hostname, port, protocol } = requireScheme('LAPOR_URL', url, ['http:', 'https:'], 'https://host/lapor/3.0.0')
  const host = hostname.replace(/^\[|\]$/g, '')
  const away = (why: string) => `LAPOR_URL does not answer (${why}); reports are taken and wait until it does`
  return new Promise((resolve, reject) => {
    const connection = createConnection({ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) })
    const end = (line: string | null) => {
      connection.destroy()
      resolve(line)
    }
    connection.setTimeout(LIMIT_MS, () => end(away(`nothing within ${LIMIT_MS / 1000} s`)))
    connection.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTFOUND') reject(mend('LAPOR_URL names a host that does not exist; correct it, or unset it for the sandbox'))
      else end(away(reason(error)))
    })
    connection.once('connect', () => end(null))
  })
}

function requireScheme(variable: string, text: string, schemes: readonly string[], example: string): URL {
  const url = URL.parse(text)
  // The value is not shown: it may hold a password.
  if (url === null || !schemes.includes(url.protocol)) throw mend(`${variable} is not an address of that kind; write it like ${example}`)
  return url
}

async function withDatabase<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: LIMIT_MS, query_timeout: LIMIT_MS })
  client.on('error', () => {})
  try {
    await client.connect()
    return await use(client)
  } catch (error) {
    throw isMended(error)
      ? error
      : mend(`DATABASE_URL does not lead to a database (${reason(error)}); correct it, or unset it for a private one`, error)
  } finally {
    await client.end().catch(() => {})
  }
}

function isMended(error: unknown): boolean {
  return error instanceof Error && error.name === 'GatewayError'
}

/** An AggregateError (localhost as IPv6 and IPv4) has no message of its own. */
function reason(error: unknown): string {
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] }
  return message || errors?.[0]?.message || code || 'no word of why'
}
