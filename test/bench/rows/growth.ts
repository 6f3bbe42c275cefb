import { type Bench, type Measured, measureBurst, median, newTag, type Row, type RowMaker, ratioRow, round } from '../bench.ts'
import { seedLedger } from '../seed.ts'
import { type GatewayOptions, openGateway } from '../subjects/gateway.ts'

/** End to end with much in the ledger, many channels or a backlog, against none of it. */
export const growth: RowMaker = {
  name: 'growth',
  async make(bench) {
    const { quick } = bench.size
    const closed = quick ? 5_000 : 1_000_000
    const channels = quick ? 20 : 600
    const waiting = quick ? 1_000 : 100_000
    const empty = await repeated(bench, {}, async () => {})
    const full = await repeated(bench, {}, (gateway) => seedLedger(gateway, { closed }))
    const many = await repeated(bench, { channels }, async () => {})
    const behind = await repeated(bench, {}, (gateway) => seedLedger(gateway, { waiting: { count: waiting, tag: newTag() } }), true)
    return [
      rowOf(`ledger of ${closed}`, 'end to end, against an empty ledger', full, empty),
      rowOf(`${channels} channels`, 'end to end, against one channel', many, empty),
      rowOf(`backlog of ${waiting}`, 'creates/s while it is worked off, against a burst alone', behind, empty),
    ]
  },
}

async function repeated(
  bench: Bench,
  options: Partial<GatewayOptions>,
  prepare: (gateway: Awaited<ReturnType<typeof openGateway>>) => Promise<void>,
  behind = false,
): Promise<Measured[]> {
  // What is prepared takes minutes; it is prepared once, and each repetition sends another burst.
  const gateway = await openGateway({ ...bench, ...options })
  try {
    await measureBurst(bench, gateway, { count: bench.size.burst / 10, channels: options.channels ?? 1 })
    const measured: Measured[] = []
    if (behind) return [await measureBacklog(bench, gateway, prepare)]
    await prepare(gateway)
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const one = await measureBurst(bench, gateway, { channels: options.channels ?? 1 })
      bench.say(`  ${round(one.endToEndPerSecond)} at the centre/s`)
      measured.push(one)
    }
    return measured
  } finally {
    await gateway.stop()
  }
}

const WINDOW_MS = 20_000

/** Creates a second at the centre while a backlog is worked off, seen through a window. */
async function measureBacklog(
  bench: Bench,
  gateway: Awaited<ReturnType<typeof openGateway>>,
  prepare: (gateway: Awaited<ReturnType<typeof openGateway>>) => Promise<void>,
): Promise<Measured> {
  await gateway.kill()
  await prepare(gateway)
  await gateway.start()
  const delivered = async () =>
    (await gateway.query<{ count: number }>(`select count(*)::int as count from complaints where delivery = 'delivered'`))[0]?.count ?? 0
  const before = await delivered()
  while ((await delivered()) === before) await new Promise((resolve) => setTimeout(resolve, 50))
  const [from, begun] = [await delivered(), performance.now()]
  const [waiting] = await gateway.query<{ count: number }>(`select count(*)::int as count from complaints where delivery = 'accepted'`)
  const enough = from + (waiting?.count ?? 0)
  let now = from
  while (performance.now() - begun < WINDOW_MS && now < enough) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    now = await delivered()
  }
  const perSecond = ((now - from) / (performance.now() - begun)) * 1000
  bench.say(`  ${round(perSecond)} delivered/s behind the backlog`)
  return { acceptedPerSecond: perSecond, endToEndPerSecond: perSecond, burst: NO_BURST, faults: [] }
}

const NO_BURST = { answer: 'burst', seconds: 0, accepted: 0, numbers: [], refused: {}, p50: 0, p99: 0 } as const

function rowOf(name: string, compared: string, grown: readonly Measured[], empty: readonly Measured[]): Row {
  const base = median(empty.map((one) => one.endToEndPerSecond))
  const ratios = grown.map((one) => one.endToEndPerSecond / base)
  const figures = { grown: round(median(grown.map((one) => one.endToEndPerSecond))), empty: round(base) }
  return ratioRow(
    name,
    compared,
    ratios,
    { least: 0.9 },
    figures,
    [...grown, ...empty].flatMap((one) => one.faults),
  )
}
