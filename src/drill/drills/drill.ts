import { setTimeout as pause } from 'node:timers/promises'
import type { Site } from '../site.ts'

export interface Drill {
  /** What `npm run drill -- <name>` calls it. */
  readonly name: string
  /** What part of it is not the real thing, for the reader of the table. */
  readonly simulated?: string | (() => string | null)
  /** Changes of gateway.yaml, by path. */
  readonly change?: Record<string, unknown>
  /** So many more regions, each with a channel of its own: `region-1` and on. */
  readonly regions?: number
  /** Without our lines between the parts: what is measured must not wait for the process that sends. */
  readonly direct?: boolean
  /** How long the end of all work is waited for; 0: the drill ends while work waits. */
  readonly patienceMs?: number
  run(site: Site): Promise<void>
}

/** Reports begin, the trouble comes in the middle of them, and they go on behind it. */
export async function amidst(site: Site, trouble: () => Promise<void>, everyMs = 40): Promise<void> {
  const { partner, size } = site
  const flow = partner.burst({ count: size.reports, everyMs })
  await pause((size.reports * everyMs) / 3)
  await trouble()
  await flow
  await partner.burst({ count: 5, everyMs })
}

/** The answers to tries that began between two moments. */
export function triesBetween({ partner }: Site, from: number, until: number) {
  return partner.tries.filter(({ at }) => at >= from && at < until)
}
