import { setTimeout as pause } from 'node:timers/promises'
import type { Site } from '../site.ts'
import { amidst, type Drill, triesBetween } from './drill.ts'

/** Parts that die by kill -9, and come back. */
export const dying: readonly Drill[] = [
  {
    name: 'gateway-killed',
    async run(site) {
      await site.startGateway()
      const { kills, reports } = site.size
      for (let times = 0; times < kills; times += 1) {
        const flow = site.partner.burst({ count: Math.ceil(reports / kills), everyMs: 15 })
        await pause(100 + Math.random() * 500)
        await site.gateways.at(-1)?.kill()
        await site.startGateway()
        site.back()
        await flow
      }
    },
  },
  {
    name: 'two-gateways-one-killed',
    async run(site) {
      await site.startGateway()
      await site.startGateway()
      await amidst(site, async () => {
        const [holder] = await site.ledger<{ holder: string }>('select holder from leases limit 1')
        const victim = site.gateways.find(({ pid }) => holder?.holder.includes(`/${pid}/`)) ?? site.gateways[0]
        await victim?.kill()
        site.back()
        await leasesPassOn(site, victim?.pid ?? 0)
      })
    },
  },
  {
    name: 'rolling-restart',
    async run(site) {
      await site.startGateway()
      await site.startGateway()
      await amidst(site, async () => {
        for (const old of site.gateways.slice(0, 2)) {
          await site.startGateway()
          const ms = await old.stop()
          site.check(ms < 10_000, `a gateway took ${Math.round(ms / 1000)} s to stop`)
        }
      })
      const dropped = site.partner.tries.filter(({ status, why }) => status === null && why !== 'ECONNREFUSED')
      site.check(
        dropped.length === 0,
        `${dropped.length} requests got no answer: ${[...new Set(dropped.map(({ why }) => why))].join(', ')}`,
      )
    },
  },
  {
    name: 'redis-killed',
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        const from = Date.now()
        await redisAway(site)
        const tries = triesBetween(site, from, Date.now())
        const bad = tries.filter(({ status }) => status !== 202)
        site.check(
          tries.length > 0 && bad.length === 0,
          `${bad.length} of ${tries.length} reports were not answered with 202 while Redis was away`,
        )
        await redisBack(site)
      })
    },
  },
  {
    name: 'redis-flushed',
    async run(site) {
      await site.startGateway()
      await site.orderFault({ kind: 'slow', on: 'create', delayMs: 400, forMs: 4_000 })
      await amidst(site, async () => {
        await site.queue((redis) => redis.flushall())
        site.back()
      })
    },
  },
  {
    name: 'postgres-killed',
    async run(site) {
      await site.startGateway()
      await amidst(site, async () => {
        await postgresAway(site)
        const from = Date.now()
        await pause(site.size.awayMs)
        const tries = triesBetween(site, from, Date.now())
        const bad = tries.filter(({ status, retryAfter }) => status !== 503 || !retryAfter)
        site.check(
          tries.length > 0 && bad.length === 0,
          `${bad.length} of ${tries.length} reports were not answered with 503 and Retry-After while PostgreSQL was away`,
        )
        await postgresBack(site)
      })
    },
  },
  {
    name: 'everything-killed',
    async run(site) {
      await site.startGateway()
      const rounds = site.size.long ? 6 : 2
      for (let round = 0; round < rounds; round += 1) {
        await amidst(
          site,
          async () => {
            const parts = [() => site.gateways.at(-1)?.kill(), () => redisAway(site, 0), () => postgresAway(site)].sort(
              () => Math.random() - 0.5,
            )
            for (const kill of parts) {
              await kill()
              await pause(Math.random() * 400)
            }
            await Promise.all([postgresBack(site), redisBack(site)])
            await site.startGateway()
            site.back()
          },
          20,
        )
      }
    },
  },
]

async function redisAway({ bench, size }: Site, forMs = size.awayMs): Promise<void> {
  await Promise.all([bench.redis.kill(), bench.lines.redis.set({ kind: 'refuse' })])
  await pause(forMs)
}

async function redisBack(site: Site): Promise<void> {
  await site.bench.redis.start()
  await site.bench.lines.redis.set({ kind: 'pass' })
  site.back()
}

async function postgresAway({ bench }: Site): Promise<void> {
  await Promise.all([bench.postgres.kill(), bench.lines.postgres.set({ kind: 'refuse' })])
}

async function postgresBack(site: Site): Promise<void> {
  await site.bench.postgres.start()
  await site.bench.lines.postgres.set({ kind: 'pass' })
  site.back()
}

/** Leases of a dead gateway are its own no longer, within 15 s by the ledger's clock. Three are no work but marks of when it was done last. */
async function leasesPassOn(site: Site, pid: number): Promise<void> {
  const rows = await site.ledger<{ name: string; ms: number }>(
    `select name, extract(epoch from until - clock_timestamp())::float8 * 1000 as ms from leases where holder like $1 and name <> all('{masters,watch:balance,health:look}')`,
    [`%/${pid}/%`],
  )
  for (const { name, ms } of rows) site.check(ms < 15_000, `the lease ${name} outlives its gateway by ${Math.round(ms / 1000)} s`)
}
