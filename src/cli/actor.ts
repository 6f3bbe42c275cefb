import { userInfo } from 'node:os'
import type { Viewer } from '../contract/access.ts'

/** Who works on the command line, as the audit names them. */
export function actorOf(): string {
  try {
    return `cli:${userInfo().username}`
  } catch {
    return `cli:${process.getuid?.() ?? 'unknown'}`
  }
}

/** Whoever has the command line has the ledger: the whole country. `by`: the person who decided. */
export function viewerOf(by = actorOf()): Viewer {
  return { account: null, name: by, role: 'national', home: null, scope: null, language: 'id', timezone: 'Asia/Jakarta', address: null }
}
