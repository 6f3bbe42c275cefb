import { type Bench, faultsOf, type Measured, newTag } from '../bench.ts'
import type { GatewaySubject } from '../subjects/gateway.ts'

/** A gateway with complaints in its ledger that nobody forwarded yet; it rests between two measurements. */
export interface Backlog {
  readonly gateway: GatewaySubject
  /** So many wait when it wakes. */
  readonly waiting: number
  /** Of all that was put there or sent, with how many that is. */
  readonly tags: string[]
  expected: number
}

/**
 * A burst comes while a backlog waits. What is measured is the same work as that of a burst alone: as many are taken, and as many come to the centre, be they of the
 * burst or of the backlog. `last`: afterwards it waits until everything is at the centre, once.
 */
export async function behindBacklog(bench: Bench, backlog: Backlog, last: boolean): Promise<Measured> {
  const { centre, load, size } = bench
  const { gateway, waiting, tags } = backlog
  const wait = { ask: 'until', tags, stillMs: size.stillMs, limitMs: size.arriveMs } as const
  await fillUp(bench, backlog)
  const before = await centre.ask({ ...wait, distinct: 0 })
  if (size.quick) await gateway.admin('POST', '/forward/resume', WHO)
  else await gateway.start()
  try {
    // It is well under way when the burst begins, as any other is that was warmed.
    const underWay = before.distinct + Math.ceil(Math.min(size.burst, waiting) / 10)
    const warm = await centre.ask({ ...wait, distinct: Math.min(underWay, backlog.expected) })
    const tag = newTag()
    tags.push(tag)
    const begun = performance.now()
    const { url, headers, shape } = gateway
    const [burst, seconds] = await Promise.all([
      load.ask({
        ...{ ask: 'burst', url, headers, shape, tag, count: size.burst },
        ...{ connections: size.connections, limitMs: size.arriveMs },
      }),
      centre.ask({ ...wait, distinct: warm.distinct + size.burst }).then(() => (performance.now() - begun) / 1000),
    ])
    backlog.expected += burst.accepted
    const faults = faultsOf('behind a backlog', size.burst, burst, { distinct: burst.accepted, creates: burst.accepted })
    if (last) {
      const { distinct, creates } = await centre.ask({ ...wait, distinct: backlog.expected, limitMs: 5 * size.arriveMs })
      faults.push(...faultsOf('the backlog', backlog.expected, { accepted: backlog.expected, refused: {} }, { distinct, creates }))
    }
    return { acceptedPerSecond: burst.accepted / burst.seconds, endToEndPerSecond: size.burst / seconds, burst, faults }
  } finally {
    if (!size.quick) await gateway.rest()
  }
}

/** Until as many wait as shall: taken by the gateway itself, which forwards nothing meanwhile. */
async function fillUp({ load, size }: Bench, backlog: Backlog): Promise<void> {
  const { gateway, waiting, tags } = backlog
  const [row] = await gateway.query<{ left: number }>(`select count(*)::int as left from complaints where delivery = 'accepted'`)
  const count = waiting - (row?.left ?? 0)
  if (count <= 0) return
  const tag = newTag()
  tags.push(tag)
  // A quick run starts nothing anew: there an operator stops the sending.
  if (size.quick) await gateway.admin('POST', '/forward/pause', WHO)
  else await gateway.start(['http,intake'])
  try {
    const { url, headers, shape } = gateway
    const sent = await load.ask({
      ...{ ask: 'burst', url, headers, shape, tag, count },
      ...{ connections: size.connections, limitMs: 5 * size.arriveMs },
    })
    if (sent.accepted < count) throw new Error(`a backlog of ${count} cannot be made: ${JSON.stringify(sent.refused)}`)
    backlog.expected += count
  } finally {
    if (!size.quick) await gateway.rest()
  }
}

const WHO = { by: 'bench', reason: 'a backlog is made' }
