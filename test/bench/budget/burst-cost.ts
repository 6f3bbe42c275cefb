import { type Bench, measureBurst, round } from '../bench.ts'
import { cpuOf, perOne } from './cpu.ts'

const REPORTS = 3_000

/** A burst through a whole gateway. */
export interface BurstCost {
  readonly acceptedPerSecond: number
  readonly endToEndPerSecond: number
  /** Microseconds of CPU of each process, for one complaint from its request to its delivery. */
  readonly cpu: Readonly<Record<'gateway' | 'postgres' | 'redis' | 'centre' | 'load', number>>
  readonly faults: readonly string[]
}

export async function measureBurstCost(bench: Bench): Promise<BurstCost> {
  const { servers, centre, load } = bench
  const gateway = await bench.open.gateway()
  try {
    await measureBurst(bench, gateway, { count: REPORTS / 4 })
    const processes = {
      gateway: gateway.pids,
      postgres: [servers.postgres?.pid() ?? 0],
      redis: [servers.redis?.pid() ?? 0],
      centre: [centre.pid],
      load: [load.pid],
    }
    const before = cpuOf(processes)
    const { acceptedPerSecond, endToEndPerSecond, faults } = await measureBurst(bench, gateway, { count: REPORTS })
    return {
      acceptedPerSecond: round(acceptedPerSecond),
      endToEndPerSecond: round(endToEndPerSecond),
      cpu: perOne(before, cpuOf(processes), REPORTS),
      faults,
    }
  } finally {
    await gateway.stop()
  }
}
