import { setTimeout as pause } from 'node:timers/promises'
import type { LineMode } from '../cut-proxy.ts'
import type { Site } from '../site.ts'
import { amidst, type Drill, triesBetween } from './drill.ts'

/** Lines that are cut, silent or slow. */
export const lines: readonly Drill[] = [
  cut('centre-cut-on-the-way-there', 'centre', 'there', 700),
  cut('centre-cut-on-the-way-back', 'centre', 'back', 40),
  cut('postgres-cut-on-the-way-there', 'postgres', 'there', 2_000),
  cut('postgres-cut-on-the-way-back', 'postgres', 'back', 700),
  cut('redis-cut-on-the-way-there', 'redis', 'there', 2_000),
  cut('redis-cut-on-the-way-back', 'redis', 'back', 700),
  troubled('centre-silent', 'centre', { kind: 'silent' }),
  troubled('centre-resets', 'centre', { kind: 'reset' }),
  {
    name: 'postgres-silent',
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        const from = Date.now()
        await site.bench.lines.postgres.set({ kind: 'silent' })
        await pause(Math.max(site.size.awayMs, 9_000))
        await site.bench.lines.postgres.set({ kind: 'pass' })
        site.back()
        const hung = triesBetween(site, from, Date.now()).filter(({ status }) => status === null)
        site.check(hung.length === 0, `${hung.length} reports got no answer while PostgreSQL was silent`)
      })
    },
  },
  troubled('redis-silent', 'redis', { kind: 'silent' }),
  troubled('everything-slow', 'postgres', { kind: 'slow', ms: 60 }),
]

type LineName = keyof Site['bench']['lines']

function troubled(name: string, line: LineName, mode: LineMode): Drill {
  return {
    name,
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        await site.bench.lines[line].set(mode)
        await pause(site.size.awayMs)
        await site.bench.lines[line].set({ kind: 'pass' })
        site.back()
      })
    },
  }
}

/** Again and again for a time, each time at another byte. */
function cut(name: string, line: LineName, way: 'there' | 'back', mostBytes: number): Drill {
  return {
    name,
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        const until = Date.now() + site.size.awayMs
        while (Date.now() < until) {
          await site.bench.lines[line].set({ kind: 'cut', way, afterBytes: Math.floor(Math.random() * mostBytes) })
          await pause(150)
        }
        await site.bench.lines[line].set({ kind: 'pass' })
        site.back()
      })
    },
  }
}
