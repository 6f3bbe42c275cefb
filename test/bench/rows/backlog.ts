import { type Bench, faultsOf, type Measured, newTag } from '../bench.ts'
import type { BurstDone } from '../programs/messages.ts'
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
  const { centre, size } = bench
  const { gateway, tags } = backlog
  await fillUp(bench, backlog)
  if (!size.quick) await gateway.start()
  try {
    await gateway.admin('POST', '/forward/resume', WHO)
    // As every other subject is.
    await takeAndSend(bench, backlog, size.warmUp)
    const { burst, seconds } = await takeAndSend(bench, backlog, size.burst)
    const faults = faultsOf('behind a backlog', size.burst, burst, { distinct: burst.accepted, creates: burst.accepted })
    if (last) {
      const all = { ask: 'until', tags, distinct: backlog.expected, stillMs: size.stillMs, limitMs: 5 * size.arriveMs } as const
      const { distinct, creates } = await centre.ask(all)
      faults.push(...faultsOf('the backlog', backlog.expected, { accepted: backlog.expected, refused: {} }, { distinct, creates }))
    }
    return { acceptedPerSecond: burst.accepted / burst.seconds, endToEndPerSecond: size.burst / seconds, burst, faults }
  } finally {
    if (!size.quick) await gateway.rest()
  }
}

/** As many are taken, and as many come to the centre, whichever they are. `seconds`: until both. */
async function takeAndSend({ centre, load, size }: Bench, backlog: Backlog, count: number): Promise<{ burst: BurstDone; seconds: number }> {
  const { gateway, tags } = backlog
  const { url, headers, shape } = gateway
  const wait = { ask: 'until', tags, stillMs: size.stillMs, limitMs: size.arriveMs } as const
  const before = await centre.ask({ ...wait, distinct: 0 })
  const tag = newTag()
  tags.push(tag)
  const begun = performance.now()
  const [burst] = await Promise.all([
    load.ask({ ask: 'burst', url, headers, shape, tag, count, connections: size.connections, limitMs: size.arriveMs }),
    centre.ask({ ...wait, distinct: before.distinct + count }),
  ])
  backlog.expected += burst.accepted
  return { burst, seconds: (performance.now() - begun) / 1000 }
}

/** Until as many wait as shall: taken by the gateway itself, while an operator has stopped the sending. Nothing but the sending is left to do then. */
async function fillUp({ load, size, signal }: Bench, backlog: Backlog): Promise<void> {
  const { gateway, waiting, tags } = backlog
  // A quick run starts nothing anew.
  if (!size.quick) await gateway.start()
  try {
    await gateway.admin('POST', '/forward/pause', WHO)
    const [row] = await gateway.query<{ left: number }>(`select count(*)::int as left from complaints where delivery = 'accepted'`)
    const count = Math.max(0, waiting - (row?.left ?? 0))
    const tag = newTag()
    tags.push(tag)
    const { url, headers, shape } = gateway
    const sent = await load.ask({
      ...{ ask: 'burst', url, headers, shape, tag, count },
      ...{ connections: size.connections, limitMs: 5 * size.arriveMs },
    })
    if (sent.accepted < count) throw new Error(`a backlog of ${count} cannot be made: ${JSON.stringify(sent.refused)}`)
    backlog.expected += count
    if (!size.quick) await gateway.settle?.(signal)
  } finally {
    if (!size.quick) await gateway.rest()
  }
}

const WHO = { by: 'bench', reason: 'a backlog is made' }
