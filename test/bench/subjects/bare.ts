import type { PrivateRedis } from '../../../src/setup/private-redis.ts'
import type { Bench } from '../bench.ts'
import { type Asked, type Centre, startProgram } from '../driver.ts'
import type { Subject } from './subject.ts'

/** The smallest program of the same parts. `redis` must be append-only always. */
export function openBareParts(centre: Centre, redis: PrivateRedis): Promise<Subject> {
  const env = { BARE_CENTRE: centre.url, BARE_REDIS: redis.url, BARE_PREFIX: 'bare' }
  return openBare('bare parts', () => startProgram('bare-parts.ts', env), 'report')
}

/** How the least that stores sends: not at all, from a list of its own, or as one BullMQ job a report. */
export type BareSending = 'no' | 'list' | 'queue'

/** The least that stores in PostgreSQL before it answers. */
export async function openBareLedger({ centre, servers }: Pick<Bench, 'centre' | 'servers'>, sending: BareSending): Promise<Subject> {
  const { postgres, redis } = servers
  if (postgres === null || redis === null) throw new Error('the bench runs servers of its own')
  const BARE_DATABASE = await postgres.database(`bare_ledger_${process.pid}_${sending}`)
  const env = { BARE_CENTRE: centre.url, BARE_DATABASE, BARE_REDIS: redis.url, BARE_SENDING: sending }
  return openBare(`bare ledger (${sending})`, () => startProgram('bare-ledger.ts', env), 'report')
}

/** A validating route that touches nothing. */
export function openBareRoute(): Promise<Subject> {
  return openBare('bare route', () => startProgram('bare-route.ts', {}), 'complaint')
}

async function openBare(name: string, start: () => Promise<Asked<never, never>>, shape: Subject['shape']): Promise<Subject> {
  let program = await start()
  return {
    name,
    get url() {
      return `http://127.0.0.1:${program.port}/in`
    },
    headers: {},
    shape,
    get pid() {
      return program.pid
    },
    kill: () => program.kill(),
    async start() {
      program = await start()
    },
    stop: () => program.kill(),
  }
}
