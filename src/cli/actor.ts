import { userInfo } from 'node:os'

/** Who works on the command line, as the audit names them. */
export function actorOf(): string {
  try {
    return `cli:${userInfo().username}`
  } catch {
    return `cli:${process.getuid?.() ?? 'unknown'}`
  }
}
