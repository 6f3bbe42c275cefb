import { type Bench, comeToRest, faultsOf, inTurn, median, newTag, type RowMaker, ratioRow, round } from '../bench.ts'
import type { BurstDone } from '../programs/messages.ts'
import { openBareRoute } from '../subjects/bare.ts'
import type { GatewaySubject } from '../subjects/gateway.ts'
import type { Subject } from '../subjects/subject.ts'

/** limit, delay: taking a report, against a route that validates the same schema and touches nothing. */
export const besideBareRoute: RowMaker = {
  name: 'bare-route',
  async make(bench) {
    const [limits, delays, accepted, bare]: [number[], number[], number[], number[]] = [[], [], [], []]
    const p99 = { ours: [] as number[], bare: [] as number[] }
    const faults: string[] = []
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const route = await openBareRoute()
      const gateway = await bench.open.gateway({})
      /** One after the other; nothing is left of what the gateway did before. */
      const both = (pace: Pace) =>
        inTurn(repetition, {
          async ours() {
            await comeToRest(bench, gateway)
            const sent = await sendAndSettle(bench, gateway, pace)
            faults.push(...sent.faults)
            return sent.burst
          },
          async theirs() {
            await comeToRest(bench, gateway)
            return send(bench, route, newTag(), pace)
          },
        })
      try {
        await both({ count: bench.size.warmUp })
        const { ours, theirs } = await both({})
        limits.push(rate(ours) / rate(theirs))
        accepted.push(rate(ours))
        bare.push(rate(theirs))
        // Both at the same rate: half of what the gateway takes at most.
        const perSecond = Math.max(1, Math.floor(rate(ours) / 2))
        const { ours: oursCalm, theirs: theirsCalm } = await both({
          perSecond,
          count: Math.min(bench.size.burst, perSecond * CALM_SECONDS),
        })
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
        faults,
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

const CALM_SECONDS = 8

interface Pace {
  readonly count?: number
  readonly perSecond?: number
}

function send({ load, size }: Bench, subject: Subject, tag: string, { count = size.burst, perSecond }: Pace): Promise<BurstDone> {
  const { url, headers, shape } = subject
  const paced = perSecond === undefined ? {} : { perSecond }
  return load.ask({
    ...{ ask: 'burst', url, headers, shape, tag, count: Math.ceil(count), ...paced },
    ...{ connections: size.connections, limitMs: size.arriveMs },
  })
}

/** Waits until all of it is at the centre, so that the next figure is of what it names. */
async function sendAndSettle(bench: Bench, gateway: GatewaySubject, pace: Pace): Promise<{ burst: BurstDone; faults: string[] }> {
  const { centre, size } = bench
  const [tag, count] = [newTag(), Math.ceil(pace.count ?? size.burst)]
  const burst = await send(bench, gateway, tag, pace)
  const counted = await centre.ask({ ask: 'until', tags: [tag], distinct: burst.accepted, stillMs: size.stillMs, limitMs: size.arriveMs })
  return { burst, faults: faultsOf(gateway.name, count, burst, counted) }
}

const rate = ({ accepted, seconds }: BurstDone): number => accepted / seconds
