import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Ledger } from '../ledger/ledger.ts'
import { type Queues, STAGES } from '../queue/open-queues.ts'

export interface Metrics {
  readonly registry: Registry
  /** An arrival was answered or stored: by channel and what came of it (an outcome or an error code). */
  countArrival(channel: string, outcome: string): void
  /** A job of a stage ended: with an outcome or an error code. */
  countJob(stage: string, outcome: string): void
}

/** All metrics begin with lapor_gateway_. Those of the ledger and the queue are read when they are asked for. */
export function createMetrics({ ledger, queues }: { ledger: Ledger; queues: Queues }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'lapor_gateway_' })
  const registers = [registry]
  const arrivals = new Counter({
    name: 'lapor_gateway_arrivals_total',
    help: 'Arrivals by channel and what came of them: stored, seen, updated, ignored, parked, or the code with which a push was refused.',
    labelNames: ['channel', 'outcome'],
    registers,
  })
  const jobs = new Counter({
    name: 'lapor_gateway_jobs_total',
    help: 'Jobs by stage and what came of them.',
    labelNames: ['stage', 'outcome'],
    registers,
  })
  new Gauge({
    name: 'lapor_gateway_complaints',
    help: 'Complaints in the ledger by channel and delivery.',
    labelNames: ['channel', 'delivery'],
    registers,
    async collect() {
      const rows = await ledger.complaints.countByChannel().catch(() => [])
      this.reset()
      for (const { channel, delivery, count } of rows) this.set({ channel, delivery }, count)
    },
  })
  new Gauge({
    name: 'lapor_gateway_queue_jobs',
    help: 'Jobs in the queue by stage and state.',
    labelNames: ['stage', 'state'],
    registers,
    async collect() {
      this.reset()
      for (const stage of STAGES) {
        const depth = await queues.depth(stage).catch(() => ({}))
        for (const [state, count] of Object.entries(depth)) this.set({ stage, state }, count)
      }
    },
  })
  new Gauge({
    name: 'lapor_gateway_alerts_open',
    help: 'Alerts that are open.',
    registers,
    async collect() {
      this.set((await ledger.alerts.open().catch(() => [])).length)
    },
  })
  return {
    registry,
    countArrival: (channel, outcome) => arrivals.inc({ channel, outcome }),
    countJob: (stage, outcome) => jobs.inc({ stage, outcome }),
  }
}
