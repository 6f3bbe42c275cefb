import { setTimeout as pause } from 'node:timers/promises'
import type { Site } from '../site.ts'
import { amidst, type Drill } from './drill.ts'

/** A centre that fails in every way that the sandbox knows. */
export const centre: readonly Drill[] = [
  {
    name: 'centre-down',
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        const { centre, lines } = site.bench
        await Promise.all([centre.kill(), lines.centre.set({ kind: 'refuse' })])
        await pause(site.size.awayMs)
        await centre.start()
        await lines.centre.set({ kind: 'pass' })
        site.back()
      })
    },
  },
  faulty('centre-slow', { kind: 'slow', delayMs: 1_500 }),
  faulty('centre-500', { kind: 'error-500' }),
  faulty('centre-503', { kind: 'error-503', retryAfterSeconds: 1 }),
  faulty('centre-429', { kind: 'too-many', retryAfterSeconds: 1 }),
  faulty('centre-refuses-credentials', { kind: 'credentials-refused', forMs: 500 }),
  some('centre-garbage', ['garbage', 'commit-and-garbage']),
  some('centre-error-in-200', ['error-in-200', 'error-beside-success']),
  some('centre-commits-and-hangs-up', ['commit-and-hang-up', 'hang-up']),
  // Only a centre that is known to create nothing when it answers 500 may be asked again; this one is known to.
  some('centre-commits-and-answers-500', ['commit-and-error-500'], { 'central.createNotDoneOn': [429, 503] }),
  {
    name: 'poison-among-good',
    change: { 'forward.attempts': 4, 'attachments.attempts': 2 },
    async run(site) {
      await site.startGateway()
      const { partner, bench } = site
      await bench.lines.centre.set({ kind: 'poison', words: 'RACUN' })
      const good = partner.burst({ count: site.size.reports, everyMs: 60 })
      await partner.burst({ count: 3, everyMs: 50, text: (ticket) => `RACUN ${ticket}: the centre answers 500 to it, each time` })
      await partner.burst({ count: 2, everyMs: 50, photo: (ticket) => `${bench.centre.url}/partners/media/none/${ticket}` })
      await partner.burst({ count: 2, everyMs: 50, text: (ticket) => `${ticket} \u0000 \ud83d \u202e ${'panjang sekali '.repeat(900)}` })
      await good
    },
  },
  {
    // Nothing else comes whose success would tell that the centre is well: five failures in a row open the breaker, and all that is left are these.
    name: 'poison-alone',
    change: { 'forward.attempts': 3 },
    async run(site) {
      await site.startGateway()
      await site.bench.lines.centre.set({ kind: 'poison', words: 'RACUN' })
      await site.partner.burst({ count: 3, everyMs: 50, text: (ticket) => `RACUN ${ticket}: the centre answers 500 to it, each time` })
    },
  },
]

/** Every call fails so for a time. */
function faulty(name: string, order: Record<string, unknown>): Drill {
  return {
    name,
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        await site.orderFault({ forMs: site.size.awayMs, ...order })
        await pause(Number(order['forMs'] ?? site.size.awayMs))
        site.back()
      })
    },
  }
}

/**
 * A few creates end so, in the long form several times. Never many in a row: each that tries an open breaker is one more that ends so, ever later, and the drill
 * would wait for the breaker.
 */
function some(name: string, kinds: readonly string[], change: Record<string, unknown> = {}): Drill {
  return {
    name,
    change,
    async run(site: Site) {
      await site.startGateway()
      await amidst(site, async () => {
        for (let round = 0; round < (site.size.long ? 4 : 1); round += 1) {
          if (round > 0) await pause(2_000)
          for (const kind of kinds) await site.orderFault({ kind, on: 'create', calls: 2 })
        }
      })
    },
  }
}
