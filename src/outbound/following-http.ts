import { isDeepStrictEqual } from 'node:util'
import type { GuardedHttp, Log } from '../contract/connector.ts'
import { createGuardedHttp } from './guarded-http.ts'

export interface FollowingHttpOptions {
  /** CIDR blocks of private addresses that may be called now. */
  readonly allowAddresses: () => readonly string[]
  /** Calls back whenever the configuration changed. */
  readonly onChange: (listener: () => void) => unknown
  readonly log: Log
}

/** A guarded way out whose addresses are those of the configuration in force. What is under way when they change is let finish. */
export function openFollowingHttp({ allowAddresses, onChange, log }: FollowingHttpOptions): GuardedHttp & {
  close(): void
  certificates(): ReadonlyMap<string, Date>
} {
  const open = () => createGuardedHttp({ allowAddresses: allowed, log })
  let allowed = allowAddresses()
  let http = open()
  onChange(() => {
    if (isDeepStrictEqual(allowAddresses(), allowed)) return
    allowed = allowAddresses()
    http = open()
  })
  return { request: (call) => http.request(call), close: () => http.close(), certificates: () => http.certificates }
}
