import type { Status } from '../../src/contract/complaint.ts'
import { STATUSES } from '../../src/contract/complaint.ts'
import type { Disposition } from './case-state.ts'

/**
 * Our word for LAPOR!'s; null when the configuration does not know it. `routed` is no status word of LAPOR!: it is said only when a case that nobody works on
 * yet was handed on from one institution to another. What an admin of LAPOR! assigns first is `verified`, as its own word says.
 */
export function statusOf(native: string, words: Readonly<Record<string, string>>, log: readonly Disposition[]): Status | null {
  const status = lookUp(native, words)
  if (status !== 'received' && status !== 'verified') return status
  return log.some(isHandedOn) ? 'routed' : status
}

function isHandedOn({ from, to }: Disposition): boolean {
  return from !== null && to !== null && key(from) !== key(to) && !key(from).startsWith('admin') && key(to) !== 'pelapor'
}

/** The exact word first, then the longest that ends in … or * and begins it; case and spaces do not matter. */
function lookUp(native: string, words: Readonly<Record<string, string>>): Status | null {
  const wanted = key(native)
  let best: { length: number; status: string } | null = null
  for (const [word, status] of Object.entries(words)) {
    if (key(word) === wanted) return known(status)
    const open = /^(.*?)\s*(?:…|\*|\.\.\.)$/u.exec(key(word))?.[1]
    if (open !== undefined && wanted.startsWith(open) && open.length > (best?.length ?? 0)) best = { length: open.length, status }
  }
  return best === null ? null : known(best.status)
}

const key = (word: string) =>
  word
    .normalize('NFKC')
    .replace(/\.{3}$/, '…')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase()

const known = (word: string) => STATUSES.find((status) => status === word) ?? null
