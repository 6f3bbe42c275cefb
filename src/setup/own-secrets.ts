import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface OwnSecrets {
  /** As GATEWAY_KEYS: the keys, or `file:` and where they are, so that they may rotate while the gateway runs. */
  readonly keys: string
  /** null: the keys came from the environment. */
  readonly keysFile: string | null
  readonly adminToken: string
}

/** Sealing keys and the administrators' token: from the environment, else from the data folder, else made there. A new token is shown, once. */
export function ownSecrets(folder: string, env: NodeJS.ProcessEnv, say: (line: string) => void): OwnSecrets {
  const keysFile = join(folder, 'keys')
  const tokenFile = join(folder, 'admin-token')
  const given = env.GATEWAY_KEYS || (env.GATEWAY_KEYS_FILE ? `file:${env.GATEWAY_KEYS_FILE}` : null)
  if (given === null) keep(keysFile, newKeys)
  return {
    keys: given ?? `file:${keysFile}`,
    keysFile: given === null ? keysFile : null,
    adminToken: env.GATEWAY_ADMIN_TOKEN || keep(tokenFile, () => newToken(tokenFile, say)),
  }
}

function newToken(file: string, say: (line: string) => void): string {
  const token = randomBytes(24).toString('base64url')
  say(`Admin token (shown once, kept in ${file}): ${token}`)
  return token
}

/** `id:base64`, 32 bytes for AES-256. */
function newKeys(): string {
  return `k${new Date().toISOString().slice(0, 10).replaceAll('-', '')}:${randomBytes(32).toString('base64')}`
}

/** Written whole or not at all: a half key would make what it sealed unreadable. */
function keep(file: string, make: () => string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const value = make()
  writeFileSync(`${file}.new`, `${value}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  return value
}
