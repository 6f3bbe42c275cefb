import { type Bench, comeToRest, faultsOf, inTurn, median, newTag, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import type { BurstDone } from '../programs/messages.ts'
import { openBareLedger, openBareRoute } from '../subjects/bare.ts'
import type { GatewaySubject } from '../subjects/gateway.ts'
import type { Subject } from '../subjects/subject.ts'

/** limit, delay: taking a report, against a route that validates the same schema and touches nothing; and the same of the least that stores it. */
export const besideBareRoute: RowMaker = {
  name: 'bare-route',
  async make(bench) {
    const turns: Turn[] = []
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const turn = await takeTurn(bench, repetition)
      const { ours, least, route } = turn
      bench.say(
        `  accepted ${round(rate(ours.burst))}/s, the least that stores ${round(rate(least.burst))}/s, bare route ${round(rate(route.burst))}/s; ` +
          `p99 at ${turn.calmPerSecond}/s: ${[ours, least, route].map(({ calm }) => round(calm.p99, 2)).join(', ')} ms`,
      )
      turns.push(turn)
    }
    const faults = turns.flatMap((turn) => turn.faults)
    return [
      rateRow('limit', 'accepted/s, against a validating route', turns, 'ours', 0.35, faults),
      delayRow('delay', 'p99 of the answer at half of the maximum rate, against a validating route', turns, 'ours', 4),
      rateRow(
        'bare ledger: limit',
        'accepted/s, the least that stores in PostgreSQL before it answers, against a validating route',
        turns,
        'least',
        null,
        [],
      ),
      delayRow(
        'bare ledger: delay',
        'p99 of the answer at the same rate, the least that stores in PostgreSQL before it answers, against a validating route',
        turns,
        'least',
        null,
      ),
    ]
  },
}

type Which = 'ours' | 'least' | 'route'
type Sent = Readonly<Record<'burst' | 'calm', BurstDone>>

interface Turn extends Readonly<Record<Which, Sent>> {
  readonly calmPerSecond: number
  readonly faults: readonly string[]
}

async function takeTurn(bench: Bench, repetition: number): Promise<Turn> {
  const faults: string[] = []
  const route = await openBareRoute()
  const least = await openBareLedger(bench, 'no')
  const gateway = await bench.open.gateway({})
  /** One after the other; nothing is left of what the gateway did before. */
  const all = (pace: Pace) => {
    const sendTo = (subject: Subject) => async () => {
      await comeToRest(bench, gateway)
      return send(bench, subject, newTag(), pace)
    }
    return inTurn(repetition, {
      async ours() {
        await comeToRest(bench, gateway)
        const sent = await sendAndSettle(bench, gateway, pace)
        faults.push(...sent.faults)
        return sent.burst
      },
      least: sendTo(least),
      route: sendTo(route),
    })
  }
  try {
    await all({ count: bench.size.warmUp })
    const burst = await all({})
    // All at the same rate: half of what the gateway takes at most.
    const calmPerSecond = Math.max(1, Math.floor(rate(burst.ours) / 2))
    const calm = await all({ perSecond: calmPerSecond, count: Math.min(bench.size.burst, calmPerSecond * CALM_SECONDS) })
    const sent = (which: Which): Sent => ({ burst: burst[which], calm: calm[which] })
    return { ours: sent('ours'), least: sent('least'), route: sent('route'), calmPerSecond, faults }
  } finally {
    await Promise.all([gateway, least, route].map((subject) => subject.stop()))
  }
}

function rateRow(
  name: string,
  compared: string,
  turns: readonly Turn[],
  which: Which,
  least: number | null,
  faults: readonly string[],
): Row {
  const ratios = turns.map((turn) => rate(turn[which].burst) / rate(turn.route.burst))
  const perSecond = (which: Which) => round(median(turns.map((turn) => rate(turn[which].burst))))
  return ratioRow(
    name,
    compared,
    ratios,
    least === null ? null : { least },
    { [which]: perSecond(which), route: perSecond('route') },
    faults,
  )
}

function delayRow(name: string, compared: string, turns: readonly Turn[], which: Which, most: number | null): Row {
  const ratios = turns.map((turn) => turn[which].calm.p99 / turn.route.calm.p99)
  const p99 = (which: Which) => round(median(turns.map((turn) => turn[which].calm.p99)), 2)
  return ratioRow(name, compared, ratios, most === null ? null : { most }, { [`${which} ms`]: p99(which), 'route ms': p99('route') }, [])
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
