import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Bench, measureBurst, newTag, type RowMaker, ratioRow, round } from '../bench.ts'
import { type GatewaySubject, openGateway } from '../subjects/gateway.ts'
import { openNodeRed } from '../subjects/node-red.ts'
import type { Subject } from '../subjects/subject.ts'
import { measureWarm } from './beside-others.ts'

/** Two gateways, one accepting and one forwarding, against one that does both. */
export const processes: RowMaker = {
  name: 'processes',
  async make(bench) {
    const ratios: number[] = []
    const faults: string[] = []
    const figures: Record<string, number> = {}
    for (let repetition = 0; repetition < bench.size.repetitions; repetition += 1) {
      const one = await measureWarm(bench, await openGateway(bench))
      const two = await measureWarm(bench, await openGateway({ ...bench, processes: ['http,intake', 'forward,feedback'] }))
      ratios.push(two.endToEndPerSecond / one.endToEndPerSecond)
      faults.push(...one.faults, ...two.faults)
      figures['two'] = round(two.endToEndPerSecond)
      figures['one'] = round(one.endToEndPerSecond)
    }
    return [ratioRow('processes', 'end to end, two processes against one', ratios, { least: 1.001 }, figures, faults)]
  },
}

/** Resident set of the gateway after ten times as many. */
export const memory: RowMaker = {
  name: 'memory',
  async make(bench) {
    const gateway = await openGateway(bench)
    const faults: string[] = []
    try {
      faults.push(...(await measureBurst(bench, gateway)).faults)
      const early = residentMiB(gateway.pid)
      for (let burst = 1; burst < 10; burst += 1) faults.push(...(await measureBurst(bench, gateway)).faults)
      const late = residentMiB(gateway.pid)
      const figures = { 'MiB early': early, 'MiB late': late }
      return [
        ratioRow(
          'memory',
          `resident set after ${bench.size.burst * 10} against after ${bench.size.burst}`,
          [late / early],
          { most: 1.1 },
          figures,
          faults,
        ),
      ]
    } finally {
      await gateway.stop()
    }
  },
}

/** Killed in the middle of a burst and started again: what was accepted and never came to the centre. */
export const killed: RowMaker = {
  name: 'kill -9',
  async make(bench) {
    const ours = await openGateway(bench)
    const theirs = await openNodeRed(bench.centre, bench.say)
    try {
      const here = await killInBurst(bench, ours, (tag) => decideUnknown(bench, ours, tag))
      const there = await killInBurst(bench, theirs)
      return [
        {
          name: 'kill -9',
          compared: 'accepted and never at the centre, here and in Node-RED',
          ratios: null,
          toReach: '0 here',
          reached: here.lost === 0,
          figures: {
            'accepted here': here.accepted,
            'lost here': here.lost,
            'of these shown to a person, who decided': here.decided,
            'accepted there': there.accepted,
            'lost there': there.lost,
          },
          faults: [
            ...(here.lost > 0 ? [`${here.lost} accepted reports were lost`] : []),
            ...(here.twice > 0 ? [`${here.twice} were created twice`] : []),
          ],
        },
      ]
    } finally {
      await ours.stop()
      await theirs.stop()
    }
  },
}

const SETTLE_MS = 60_000

interface AfterKill {
  readonly accepted: number
  readonly lost: number
  readonly twice: number
  /** Outcomes that a person had to look at. */
  readonly decided: number
}

async function killInBurst(bench: Bench, subject: Subject, decide?: (tag: string) => Promise<number>): Promise<AfterKill> {
  const { load, centre, size } = bench
  const tag = newTag()
  const { url, headers, shape } = subject
  const burst = load.ask({ ask: 'burst', url, headers, shape, tag, count: size.burst, connections: size.connections, mayBreak: true })
  // In the middle: when the centre has a quarter of it.
  await centre.ask({ ask: 'until', tag, distinct: Math.floor(size.burst / 4), limitMs: 120_000 })
  await subject.kill()
  const { accepted, numbers } = await burst
  await subject.start()
  const decided = (await decide?.(tag)) ?? 0
  await centre.ask({ ask: 'until', tag, distinct: accepted, limitMs: SETTLE_MS })
  const counted = await centre.ask({ ask: 'count', tag, ids: true })
  const there = new Map(counted.ids)
  const lost = numbers.filter((number) => !there.has(number)).length
  bench.say(`  ${subject.name}: ${accepted} accepted, ${lost} never at the centre, ${decided} decided by a person`)
  return { accepted, lost, twice: counted.creates - counted.distinct, decided }
}

/**
 * What the centre may or may not have is never sent again by itself. We are the person who looks at the centre and decides: confirmed when it is there, sent again when not.
 */
async function decideUnknown(bench: Bench, gateway: GatewaySubject, tag: string): Promise<number> {
  const until = performance.now() + SETTLE_MS
  const inFlight = `select count(*)::int as left from complaints where delivery = 'accepted'`
  while ((await gateway.query<{ left: number }>(inFlight))[0]?.left !== 0 && performance.now() < until) await pause(250)
  const { ids = [] } = await bench.centre.ask({ ask: 'count', tag, ids: true })
  const known = new Map(ids)
  const { items } = (await gateway.admin('GET', '/unknown?limit=1000')) as { items: { id: string; ticket: string }[] }
  for (const { id, ticket } of items) {
    const laporId = known.get(Number(ticket.split('-').at(-1)))
    const who = { by: 'bench', reason: 'looked at the centre' }
    if (laporId === undefined) await gateway.admin('POST', `/unknown/${id}/resend`, who)
    else await gateway.admin('POST', `/unknown/${id}/confirm`, { ...who, laporId: String(laporId), force: true })
  }
  return items.length
}

function residentMiB(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kib) / 1024)
}
