import { readFileSync } from 'node:fs'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { parseKeys, type Sealed, type SealingKeys } from './sealing.ts'

/** Sealing keys that may change while the gateway runs. What held the old ones sees the new ones. */
export interface Keyring extends SealingKeys {
  /** What is wrong with the file at the moment; null: nothing. The last good keys hold meanwhile. */
  readonly problem: string | null
  /** Reads the file again now. Never throws. */
  reload(): void
  close(): void
}

/** `GATEWAY_KEYS`: the keys themselves, or `file:/path` (also `${file:/path}`); `GATEWAY_KEYS_FILE` names a file as well. Throws `config_invalid`. */
export function keysSource(env: Readonly<Record<string, string | undefined>>): { text: string } | { file: string } | null {
  const given = env['GATEWAY_KEYS']
  const file = env['GATEWAY_KEYS_FILE']
  if (given && file) throw new GatewayError('config_invalid', 'GATEWAY_KEYS and GATEWAY_KEYS_FILE are both set; set one of them')
  if (file) return { file }
  if (!given) return null
  const path = /^\$\{file:(.+)\}$/.exec(given)?.[1] ?? /^file:(.+)$/.exec(given)?.[1]
  return path === undefined ? { text: given } : { file: path }
}

/** In a file the keys may also stand on lines of their own. */
export function readKeysFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
      .trim()
      .split(/[\s,]+/)
      .join(',')
  } catch (error) {
    const code = error instanceof Error ? String(Reflect.get(error, 'code') ?? error.name) : 'unreadable'
    throw new GatewayError('config_invalid', `the keys in ${file} cannot be read (${code}); put the file back, or set GATEWAY_KEYS`)
  }
}

/** A change is seen after so long, however the file was replaced. */
const LOOK_EVERY_MS = 1_000
/** A part under a key that is not here: another gateway may have read the new file first. */
const LOOK_AT_ONCE_MS = 100

export interface KeyringOptions {
  readonly log: Log
  readonly lookEveryMs?: number
}

/** Throws `config_invalid` when the first keys are not good. */
export function openKeyring(source: { text: string } | { file: string }, { log, lookEveryMs = LOOK_EVERY_MS }: KeyringOptions): Keyring {
  const read = () => ('file' in source ? readKeysFile(source.file) : source.text)
  let text = read()
  let keys = parseKeys(text)
  let problem: string | null = null
  let lookedAt = performance.now()

  function reload(): void {
    lookedAt = performance.now()
    try {
      const found = read()
      if (found !== text) take(found)
      if (problem !== null) log.info({ newestId: keys.newestId }, 'the sealing keys are good again')
      problem = null
    } catch (error) {
      const said = error instanceof Error ? error.message : 'unreadable'
      if (said !== problem)
        log.error({ problem: said, newestId: keys.newestId }, 'the sealing keys were not taken; the last good ones hold')
      problem = said
    }
  }

  function take(found: string): void {
    const next = parseKeys(found)
    const changed = next.changedFrom(keys)
    if (changed !== null) throw new GatewayError('config_invalid', `key ${changed} has other bytes than before; a new key needs a new id`)
    text = found
    keys = next
    log.info({ newestId: keys.newestId, ids: keys.ids }, 'sealing keys changed')
  }

  const timer = 'file' in source ? setInterval(reload, lookEveryMs).unref() : null

  return {
    get newestId() {
      return keys.newestId
    },
    get ids() {
      return keys.ids
    },
    get problem() {
      return problem
    },
    seal: (plain, context) => keys.seal(plain, context),
    open(sealed: Sealed, context: string) {
      if (timer !== null && !keys.ids.includes(sealed.keyId) && performance.now() - lookedAt > LOOK_AT_ONCE_MS) reload()
      return keys.open(sealed, context)
    },
    changedFrom: (before) => keys.changedFrom(before),
    fingerprint: (id) => keys.fingerprint(id),
    reload,
    close() {
      if (timer !== null) clearInterval(timer)
    },
  }
}
