import { type Bench, median, newTag, type RowMaker, ratioRow, round } from '../bench.ts'
import type { BurstDone } from '../programs/messages.ts'
import { openBareRoute } from '../subjects/bare.ts'
import { openGateway } from '../subjects/gateway.ts'
import type { Subject } from '../subjects/subject.ts'

/** limit, delay: taking a report, against a route that validates the same schema and touches nothing. */
export const besideBareRoute: RowMaker = {
  name: 'bare-route',
  async make(bench) {
    const limits: number[] = []
    const delays: number[] = []
    const accepted: number[] = []
    const bare: number[] = []
    const p99 = { ours: [] as number[], bare: [] as number[] }
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const route = await openBareRoute()
      const gateway = await openGateway(bench)
      try {
        await send(bench, gateway, { count: bench.size.burst / 10 })
        const ours = await send(bench, gateway, {})
        await settle(bench, gateway)
        await send(bench, route, { count: bench.size.burst / 10 })
        const theirs = await send(bench, route, {})
        limits.push(rate(ours) / rate(theirs))
        accepted.push(rate(ours))
        bare.push(rate(theirs))
        // Both at the same rate: half of what the gateway takes at most.
        const perSecond = Math.max(1, Math.floor(rate(ours) / 2))
        const calm = { perSecond, count: Math.min(bench.size.burst, perSecond * 8) }
        const oursCalm = await send(bench, gateway, calm)
        await settle(bench, gateway)
        const theirsCalm = await send(bench, route, calm)
        delays.push(oursCalm.p99 / theirsCalm.p99)
        p99.ours.push(oursCalm.p99)
        p99.bare.push(theirsCalm.p99)
        bench.say(
          `  accepted ${round(rate(ours))}/s, bare route ${round(rate(theirs))}/s; p99 at ${perSecond}/s: ${round(oursCalm.p99, 2)} and ${round(theirsCalm.p99, 2)} ms`,
        )
      } finally {
        await gateway.stop()
        await route.stop()
      }
    }
    return [
      ratioRow(
        'limit',
        'accepted/s, against a validating route',
        limits,
        { least: 0.35 },
        { ours: round(median(accepted)), theirs: round(median(bare)) },
        [],
      ),
      ratioRow(
        'delay',
        'p99 of the answer at half of the maximum rate, against a validating route',
        delays,
        { most: 4 },
        { 'ours ms': round(median(p99.ours), 2), 'theirs ms': round(median(p99.bare), 2) },
        [],
      ),
    ]
  },
}

function send(
  { load, size }: Bench,
  { url, headers, shape }: Subject,
  { count = size.burst, perSecond }: { count?: number; perSecond?: number },
): Promise<BurstDone> {
  const paced = perSecond === undefined ? {} : { perSecond }
  return load.ask({ ask: 'burst', url, headers, shape, tag: newTag(), count: Math.ceil(count), connections: size.connections, ...paced })
}

/** Until nothing of the gateway is in flight, so that the next figure is of what it names. */
async function settle(bench: Bench, gateway: Awaited<ReturnType<typeof openGateway>>): Promise<void> {
  const until = performance.now() + 240_000
  while (performance.now() < until) {
    const [row] = await gateway.query<{ left: number }>(`select count(*)::int as left from complaints where delivery = 'accepted'`)
    if (row?.left === 0) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  bench.say('  (work was still in flight after four minutes)')
}

const rate = ({ accepted, seconds }: BurstDone): number => accepted / seconds
