import type { PrivateRedis } from '../../../src/setup/private-redis.ts'
import { type Asked, type Centre, startProgram } from '../driver.ts'
import type { Subject } from './subject.ts'

/** The smallest program of the same parts. `redis` must be append-only always. */
export function openBareParts(centre: Centre, redis: PrivateRedis): Promise<Subject> {
  const env = { BARE_CENTRE: centre.url, BARE_REDIS: redis.url, BARE_PREFIX: 'bare' }
  return openBare('bare parts', () => startProgram('bare-parts.ts', env), 'report')
}

/** The least that stores in PostgreSQL before it answers. */
export function openBareLedger(centre: Centre, databaseUrl: string): Promise<Subject> {
  const env = { BARE_CENTRE: centre.url, BARE_DATABASE: databaseUrl }
  return openBare('bare ledger', () => startProgram('bare-ledger.ts', env), 'report')
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
