import { setTimeout as pause } from 'node:timers/promises'
import { type Bench, newTag, type RowMaker } from '../bench.ts'
import type { GatewaySubject } from '../subjects/gateway.ts'
import type { Subject } from '../subjects/subject.ts'

/** Killed in the middle of a burst and started again, ours once more while it sends: what was accepted and never came to the centre. All repetitions count together. */
export const killed: RowMaker = {
  name: 'kill -9',
  async make(bench) {
    const here = { ...NOTHING }
    const there = { ...NOTHING }
    let missing: string | null = null
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const ours = await bench.open.gateway({ own: true })
      try {
        add(here, await killInBurst(bench, ours, ours))
      } finally {
        await ours.stop()
      }
      // What others lose is a figure, and a quick run is not after figures.
      const theirs = bench.size.quick ? 'this is a quick run' : await bench.open.nodeRed()
      if (typeof theirs === 'string') {
        missing = theirs
        continue
      }
      try {
        add(there, await killInBurst(bench, theirs))
      } finally {
        await theirs.stop()
      }
    }
    return [
      {
        name: 'kill -9',
        compared: `accepted and never at the centre, ${missing === null ? 'here and in Node-RED' : `here; not in Node-RED: ${missing}`}`,
        ratios: null,
        toReach: '0 here',
        reached: here.lost === 0,
        figures: {
          'accepted here': here.accepted,
          'lost here': here.lost,
          'of these shown to a person, who decided': here.decided,
          ...(missing === null ? { 'accepted there': there.accepted, 'lost there': there.lost } : {}),
        },
        faults: [
          ...(here.lost > 0 ? [`${here.lost} accepted reports were lost`] : []),
          ...(here.twice > 0 ? [`${here.twice} were created twice`] : []),
        ],
      },
    ]
  },
}

interface AfterKill {
  accepted: number
  lost: number
  twice: number
  /** Outcomes that a person had to look at. */
  decided: number
}

const NOTHING: AfterKill = { accepted: 0, lost: 0, twice: 0, decided: 0 }

function add(sum: AfterKill, one: AfterKill): void {
  for (const key of ['accepted', 'lost', 'twice', 'decided'] as const) sum[key] += one[key]
}

async function killInBurst(bench: Bench, subject: Subject, ledger?: GatewaySubject): Promise<AfterKill> {
  const { load, centre, size } = bench
  const tag = newTag()
  const { url, headers, shape } = subject
  const wait = { ask: 'until', tags: [tag], stillMs: size.stillMs, limitMs: size.arriveMs } as const
  const burst = load.ask({
    ...{ ask: 'burst', url, headers, shape, tag, count: size.quick ? LONG_ENOUGH : size.burst },
    ...{ connections: size.connections, mayBreak: true, limitMs: size.arriveMs },
  })
  const quarter = size.quick ? 20 : Math.floor(size.burst / 4)
  const atCentre = () => centre.ask({ ...wait, distinct: quarter })
  const [{ accepted, numbers }] = await Promise.all([
    burst,
    (ledger ? stored(bench, ledger, quarter) : atCentre()).then(() => subject.kill()),
  ])
  await subject.start()
  if (ledger) {
    // What it had held in its memory is sent by now.
    await atCentre()
    await subject.kill()
    await subject.start()
  }
  const decided = ledger ? await decideUnknown(bench, ledger, tag) : 0
  // What nobody kept does not come by waiting longer.
  const { missing, twice } = await awaitAll(bench, tag, numbers, ledger ? size.stillMs : FORGOTTEN_MS)
  const lost = missing.length
  if (ledger && lost > 0) bench.say(`  what became of them: ${await whatBecame(ledger, tag, missing)}`)
  bench.say(`  ${subject.name}: ${accepted} accepted, ${lost} never at the centre, ${decided} decided by a person`)
  return { accepted, lost, twice, decided }
}

/** Until its ledger holds so many: a burst is taken first, and most of it was answered before anything is at the centre. */
async function stored({ signal, size }: Bench, gateway: GatewaySubject, count: number): Promise<void> {
  const until = performance.now() + size.arriveMs
  const sql = 'select count(*)::int as count from complaints'
  while (((await gateway.query<{ count: number }>(sql))[0]?.count ?? 0) < count && performance.now() < until)
    await pause(20, undefined, { signal })
}

/** Until each of these is at the centre, or nothing comes any more. Those that were stored and whose answer was lost come too: how many there are tells nothing. */
async function awaitAll(
  { centre, size }: Bench,
  tag: string,
  numbers: readonly number[],
  stillMs: number,
): Promise<{ missing: readonly number[]; twice: number }> {
  const until = performance.now() + size.arriveMs
  for (let before = -1; ; ) {
    const { ids = [], distinct, creates } = await centre.ask({ ask: 'count', tag, ids: true })
    const there = new Map(ids)
    const missing = numbers.filter((number) => !there.has(number))
    if (missing.length === 0 || distinct === before || performance.now() > until) return { missing, twice: creates - distinct }
    before = distinct
    await centre.ask({ ask: 'until', tags: [tag], distinct: distinct + missing.length, stillMs, limitMs: size.arriveMs })
  }
}

/** To be killed in its middle. */
const LONG_ENOUGH = 1_000
const FORGOTTEN_MS = 3_000

/**
 * What the centre may or may not have is never sent again by itself. We are the person who looks at the centre and decides: confirmed when it is there, sent again when not.
 */
async function decideUnknown(bench: Bench, gateway: GatewaySubject, tag: string): Promise<number> {
  const until = performance.now() + bench.size.arriveMs
  const inFlight = `select count(*)::int as left from complaints where delivery = 'accepted'`
  while ((await gateway.query<{ left: number }>(inFlight))[0]?.left !== 0 && performance.now() < until)
    await pause(250, undefined, { signal: bench.signal })
  const { ids = [] } = await bench.centre.ask({ ask: 'count', tag, ids: true })
  const known = new Map(ids)
  const { items } = (await gateway.admin('GET', '/unknown?limit=1000')) as { items: { id: string; ticket: string }[] }
  let resent = 0
  for (const { id, ticket } of items) {
    const laporId = known.get(Number(ticket.split('-').at(-1)))
    const who = { by: 'bench', reason: 'looked at the centre' }
    if (laporId === undefined) resent += 1
    if (laporId === undefined) await gateway.admin('POST', `/unknown/${id}/resend`, who)
    else await gateway.admin('POST', `/unknown/${id}/confirm`, { ...who, laporId: String(laporId), force: true })
  }
  bench.say(`  a person looked at ${items.length} outcomes, and sent ${resent} again`)
  return items.length
}

/** Of those that never came: what the ledger has of each, in numbers. */
async function whatBecame(gateway: GatewaySubject, tag: string, numbers: readonly number[]): Promise<string> {
  const rows = await gateway.query<{ words: string; count: number }>(
    `select concat_ws(' ', coalesce(delivery, 'not in the ledger'), reason) as words, count(*)::int as count
     from unnest($1::text[]) as ticket left join complaints using (ticket) group by 1`,
    [numbers.map((number) => `${tag}-${String(number).padStart(6, '0')}`)],
  )
  return rows.map(({ words, count }) => `${count} ${words}`).join(', ')
}
