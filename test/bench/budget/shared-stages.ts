import { setTimeout as pause } from 'node:timers/promises'
import { createLaporStore } from '../../../connectors/lapor/index.ts'
import type { Receipt } from '../../../src/contract/central.ts'
import type { NewComplaint, TakenUp } from '../../../src/ledger/ledger.ts'
import { openLedger } from '../../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../../src/ledger/sealing.ts'
import { createGuardedHttp } from '../../../src/outbound/guarded-http.ts'
import { openQueues } from '../../../src/queue/open-queues.ts'
import { MemorySaga } from '../../support/memory-saga.ts'
import { type Bench, newTag } from '../bench.ts'
import { cpuOf, perOne } from './cpu.ts'
import { type Given, SILENT } from './given.ts'
import { makeComposer } from './pure-stages.ts'

/** So many go at the same time, and so many in all. */
export const GROUPS = [
  { size: 1, count: 200 },
  { size: 16, count: 1_280 },
  { size: 100, count: 2_000 },
] as const

export const SHARED_STAGES = ['insert', 'enqueue', 'load', 'post', 'record'] as const
export type SharedStage = (typeof SHARED_STAGES)[number]

/** Of one complaint, in microseconds: how long it took, and what CPU each process spent on it. */
export interface Cost {
  readonly stage: SharedStage
  readonly size: number
  readonly wall: number
  readonly cpu: Readonly<Record<'gateway' | 'postgres' | 'redis' | 'centre', number>>
}

/** The stages that ask PostgreSQL, Redis or the centre: the real ones of the bench, alone and in the groups in which they go under load. */
export async function measureSharedStages(bench: Bench, given: Given): Promise<Cost[]> {
  const { servers, centre, signal } = bench
  const prefix = `budget${process.pid}`
  const ledger = await openLedger({
    databaseUrl: (await servers.postgres?.database(prefix)) ?? '',
    keys: parseKeys(newKeys()),
    log: SILENT,
  })
  const queues = openQueues({ redisUrl: servers.redis?.url ?? '', prefix, log: SILENT })
  const http = createGuardedHttp({ allowAddresses: given.settings.gateway.central.allowAddresses, log: SILENT })
  const store = createLaporStore({ settings: () => given.settings.gateway.central, http, log: SILENT, now: () => new Date() })
  const compose = makeComposer(given)
  const costs: Cost[] = []
  let enqueued = 0

  /** In groups, one group after the other, until each was at work. */
  async function measure<T, R>(
    stage: SharedStage,
    size: number,
    items: readonly T[],
    work: (group: readonly T[]) => Promise<R[]>,
  ): Promise<R[]> {
    signal.throwIfAborted()
    const processes = {
      gateway: [process.pid],
      postgres: [servers.postgres?.pid() ?? 0],
      redis: [servers.redis?.pid() ?? 0],
      centre: [centre.pid],
    }
    const ownBefore = process.cpuUsage()
    const before = cpuOf(processes)
    const begun = performance.now()
    const results: R[] = []
    for (let at = 0; at < items.length; at += size) results.push(...(await work(items.slice(at, at + size))))
    const wall = ((performance.now() - begun) * 1000) / items.length
    const own = process.cpuUsage(ownBefore)
    const cpu = perOne(before, cpuOf(processes), items.length)
    costs.push({ stage, size, wall: Math.round(wall), cpu: { ...cpu, gateway: Math.round((own.user + own.system) / items.length) } })
    return results
  }

  const insertAll = (group: readonly NewComplaint[]) => Promise.all(group.map((one) => ledger.complaints.insert(one)))
  const loadAll = (group: readonly { id: string }[]) =>
    Promise.all(group.map(async ({ id }) => present(await ledger.complaints.takeUp(id))))

  async function enqueueAll(group: readonly NewComplaint[]): Promise<unknown[]> {
    for (const { id, origin } of group) queues.enqueue('forward', { id, region: origin.region })
    enqueued += group.length
    while ((await waitingIn()) < enqueued) await pause(0)
    return []
  }

  async function waitingIn(): Promise<number> {
    return Object.values(await queues.depth('forward')).reduce((sum, count) => sum + count, 0)
  }

  const postAll = (group: readonly TakenUp[]) =>
    Promise.all(
      group.map(async ({ row, reporter }) => {
        const complaint = { ...present(row.complaint), ...(reporter === null || reporter === 'unreadable' ? {} : { reporter }) }
        const dispatch = { id: row.id, origin: row.origin, complaint, filing: given.channel.filing, files: [], handOnTo: null }
        return { id: row.id, receipt: await store.submit(dispatch, new MemorySaga()) }
      }),
    )

  const recordAll = (group: readonly { readonly id: string; readonly receipt: Receipt }[]) =>
    Promise.all(
      group.map(async ({ id, receipt }) => {
        await ledger.steps.markSent(id, 'create', { first: true })
        const steps = [{ name: 'create', result: { laporId: receipt.laporId, trackingId: receipt.trackingId } }]
        return ledger.complaints.markDelivered(id, receipt, new Date(Date.now() + 3_600_000), { steps })
      }),
    )

  async function work(size: number, count: number): Promise<void> {
    const tag = newTag()
    const complaints = await Promise.all(Array.from({ length: count }, (_, n) => compose(`${tag}-${String(n).padStart(6, '0')}`, n)))
    await measure('insert', size, complaints, insertAll)
    await measure('enqueue', size, complaints, enqueueAll)
    const taken = await measure('load', size, complaints, loadAll)
    const posted = await measure('post', size, taken, postAll)
    await measure('record', size, posted, recordAll)
  }

  try {
    while (
      (await queues.ping().then(
        () => true,
        () => false,
      )) === false
    )
      await pause(20)
    await work(16, WARM_UP)
    costs.length = 0
    for (const { size, count } of GROUPS) await work(size, count)
    return costs
  } finally {
    await queues.close()
    http.close()
    await ledger.close()
  }
}

const WARM_UP = 800

function present<T>(value: T | null): T {
  if (value === null) throw new Error('a complaint of the budget is not in the ledger')
  return value
}
