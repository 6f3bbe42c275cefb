import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { NewComplaint } from '../../ledger/ledger.ts'
import { openLedger } from '../../ledger/open-ledger.ts'
import { parseKeys } from '../../ledger/sealing.ts'
import { newId } from '../../ledger/uuid.ts'
import type { Site } from '../site.ts'
import type { Drill } from './drill.ts'

const REGIONS = 600
const FLOOD = 20_000
const BACKLOG = 200_000
/** Each of the other regions sends one report so often. */
const EVERY_MS = 15_000
/** Requests a second to the centre, while a backlog is worked off. */
const RATE = 40

/** What one region's bad day, and the centre's, does to everybody. */
export const manyRegions: readonly Drill[] = [
  {
    name: 'fairness',
    regions: REGIONS,
    direct: true,
    patienceMs: 0,
    async run(site) {
      await site.startGateway()
      const stopSending = new AbortController()
      site.after(() => stopSending.abort())
      const quiet = sendQuietly(site, stopSending.signal)
      await pause(15_000)
      const calmFrom = await clock(site)
      await pause(45_000)
      const floodFrom = await clock(site)
      const posted = await site.partner.burst({ count: FLOOD, everyMs: 0, via: ['region-1'], atOnce: 200 }).then(() => clock(site))
      await pause(45_000)
      const floodUntil = await clock(site)
      stopSending.abort()
      await quiet
      await deliveredButOf(site, 'region-1')
      const calm = await latency(site, calmFrom, floodFrom)
      const flooded = await latency(site, floodFrom, floodUntil)
      const [left] = await site.ledger<{ count: number }>(
        `select count(*)::int as count from complaints where channel = 'region-1' and (delivered_at is null or delivered_at > $1)`,
        [floodUntil],
      )
      site.note(`others, without the flood: p50 ${calm.p50} ms, p95 ${calm.p95} ms (${calm.count} reports)`)
      site.note(`others, during the flood: p50 ${flooded.p50} ms, p95 ${flooded.p95} ms (${flooded.count} reports)`)
      const behind = await latency(site, posted, floodUntil)
      site.note(
        `of these, behind its last report: p50 ${behind.p50} ms, p95 ${behind.p95} ms; ${left?.count} of the flood were still waiting at the end`,
      )
      site.check(flooded.p95 <= 2 * calm.p95, `the others waited ${(flooded.p95 / calm.p95).toFixed(1)} times as long during the flood`)
    },
  },
  {
    name: 'backlog',
    change: { 'central.requestsPerSecond': RATE },
    patienceMs: 0,
    async run(site) {
      await site.bench.lines.centre.set({ kind: 'refuse' })
      const gateway = await site.startGateway()
      const before = await memory(site, gateway.pid)
      await insertBacklog(site, BACKLOG)
      let most = before
      for (let seconds = 0; seconds < 30; seconds += 1) {
        await pause(1_000)
        most = larger(most, await memory(site, gateway.pid))
      }
      await site.bench.lines.centre.set({ kind: 'pass' })
      site.back()
      await pause(15_000)
      const from = Date.now()
      await pause(20_000)
      const [sent] = await centreRate(site, from)
      most = larger(most, await memory(site, gateway.pid))
      site.note(
        `${BACKLOG} waiting (inserted through the ledger): gateway ${before.gateway} → at most ${most.gateway} MiB, Redis ${before.redis} → at most ${most.redis} MiB`,
      )
      site.note(`worked off at ${sent} creates a second; the limit is ${RATE} requests`)
      site.check(Number(sent) <= RATE * 1.1, `the rate limit of ${RATE} a second did not hold: ${sent}`)
      const [wrong] = await site.ledger<{ count: number }>(
        // A report that waits although a younger one of its region was delivered, beyond those at work at the same time.
        `select count(*)::int as count from (
           select region, max(id::text) filter (where delivery = 'delivered') as newest from complaints group by region) d
         join complaints c on c.region = d.region and c.delivery = 'accepted' and c.id::text < d.newest`,
      )
      site.check((wrong?.count ?? 0) <= 16, `${wrong?.count} reports were overtaken by younger ones of their region`)
      site.note('the drill ends while the rest waits: that it is not lost is what the other drills count')
    },
  },
]

async function sendQuietly({ partner }: Site, signal: AbortSignal): Promise<void> {
  const flows: Promise<void>[] = []
  while (!signal.aborted) {
    for (let at = 2; at <= REGIONS && !signal.aborted; at += 1) {
      flows.push(partner.burst({ count: 1, everyMs: 0, via: [`region-${at}`] }))
      await pause(EVERY_MS / REGIONS)
    }
  }
  await Promise.all(flows)
}

async function deliveredButOf(site: Site, channel: string): Promise<void> {
  const look = `select 1 from complaints where channel <> $1 and delivery = 'accepted' limit 1`
  while ((await site.ledger(look, [channel])).length > 0) await pause(500)
}

async function clock(site: Site): Promise<string> {
  const [row] = await site.ledger<{ now: string }>('select clock_timestamp()::text as now')
  return row?.now ?? ''
}

/** From acceptance to delivery, by the ledger's clock, of all regions but the one that floods. */
async function latency(site: Site, from: string, until: string): Promise<{ p50: number; p95: number; count: number }> {
  const [row] = await site.ledger<{ p50: number; p95: number; count: number }>(
    `select count(*)::int as count,
       round(percentile_cont(0.5) within group (order by extract(epoch from delivered_at - accepted_at)) * 1000)::int as p50,
       round(percentile_cont(0.95) within group (order by extract(epoch from delivered_at - accepted_at)) * 1000)::int as p95
     from complaints where channel <> 'region-1' and accepted_at between $1 and $2 and delivered_at is not null`,
    [from, until],
  )
  return row ?? { p50: 0, p95: 0, count: 0 }
}

interface Memory {
  readonly gateway: number
  readonly redis: number
}

async function memory(site: Site, pid: number): Promise<Memory> {
  const gateway = Number(/VmRSS:\s+(\d+)/.exec(readStatus(pid))?.[1] ?? 0)
  const info = await site.queue((redis) => redis.info('memory'))
  const redis = Number(/used_memory:(\d+)/.exec(info)?.[1] ?? 0)
  return { gateway: Math.round(gateway / 1024), redis: Math.round(redis / 1024 / 1024) }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

const larger = (a: Memory, b: Memory): Memory => ({ gateway: Math.max(a.gateway, b.gateway), redis: Math.max(a.redis, b.redis) })

/** Creates a second at the centre since then. */
async function centreRate(site: Site, from: number): Promise<[string]> {
  const seconds = (Date.now() - from) / 1000
  const since = new Date(from).toISOString()
  const answer = await fetch(`${site.bench.centre.url}/sandbox/complaints?${new URLSearchParams({ since })}`)
  const { total } = (await answer.json()) as { total: number }
  return [(total / seconds).toFixed(1)]
}

/** As if the centre had been away for a day: through the ledger, as intake stores them, of every region of the demo. */
async function insertBacklog(site: Site, count: number): Promise<void> {
  const quiet = { info() {}, warn() {}, error() {} }
  const ledger = await openLedger({
    databaseUrl: site.databaseUrl,
    keys: parseKeys(`backlog:${Buffer.alloc(32, 7).toString('base64')}`),
    log: quiet,
  })
  try {
    for (let from = 0; from < count; from += 2_000)
      await Promise.all(
        Array.from({ length: Math.min(2_000, count - from) }, (_, at) => ledger.complaints.insert(waiting(site.prefix, from + at))),
      )
  } finally {
    await ledger.close()
  }
}

const CHANNELS = [
  ['32', 'Sapawarga', 'sapawarga'],
  ['35.78', 'Wargaku', 'wargaku'],
  ['32', 'Jabar Quick Response', 'jabar-quick-response'],
] as const

function waiting(prefix: string, number: number): NewComplaint {
  const [region, app, channel] = CHANNELS[number % CHANNELS.length] ?? CHANNELS[0]
  return {
    id: newId(),
    origin: { region, app, channel, connector: 'webhook', ticket: `${prefix}${String(number).padStart(6, '0')}`, link: null },
    mapping: `${channel}/v1`,
    complaint: {
      title: 'Lampu jalan mati',
      body: `Lampu jalan mati sejak Senin, nomor ${number}.`,
      class: 'complaint',
      attachments: [],
      anonymous: false,
      secret: false,
      tags: [],
    },
    reporter: { name: 'Sri Wahyuni', phone: '+6285700112233' },
    raw: { bytes: Buffer.from(JSON.stringify({ number })), mediaType: 'application/json' },
    contentHash: Buffer.from(randomUUID()),
    originState: null,
    parked: null,
    message: null,
    files: new Map(),
  }
}
