import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Ledger } from '../ledger/ledger.ts'
import { type Queues, STAGES } from '../queue/open-queues.ts'
import { freshly } from './fresh.ts'

export interface Metrics {
  readonly registry: Registry
  /** An arrival was answered or stored: by channel and what came of it (an outcome or an error code). */
  countArrival(channel: string, outcome: string): void
  /** A job of a stage ended: with an outcome or an error code. */
  countJob(stage: string, outcome: string): void
  observeDelay(way: 'delivery' | 'feedback', seconds: number): void
  /** How many this process holds back until a burst is over. */
  showHeld(count: () => number): void
}

/** From a second to a day. */
const DELAY_BUCKETS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400]
/** It reads what waits, and what was delivered since. */
const COUNT_EVERY_MS = 30_000

/** All metrics begin with lapor_gateway_. Those of the ledger and the queue are read when they are asked for. */
export function createMetrics({ ledger, queues }: { ledger: Ledger; queues: Pick<Queues, 'depth'> }): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'lapor_gateway_' })
  // Gauges that are named like counters: promtool refuses them.
  for (const what of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`lapor_gateway_nodejs_active_${what}_total`)
  const registers = [registry]
  const complaints = freshly(() => ledger.complaints.countByChannel(), COUNT_EVERY_MS)
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
    help: 'Complaints in the ledger by channel and delivery, counted at most 30 s ago.',
    labelNames: ['channel', 'delivery'],
    registers,
    async collect() {
      const rows = await complaints()
      this.reset()
      for (const { channel, delivery, count } of rows ?? []) this.set({ channel, delivery }, count)
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
  const delays = {
    delivery: new Histogram({
      name: 'lapor_gateway_delivery_delay_seconds',
      help: 'From the acceptance of a complaint to its delivery to LAPOR!.',
      buckets: DELAY_BUCKETS,
      registers,
    }),
    feedback: new Histogram({
      name: 'lapor_gateway_feedback_delay_seconds',
      help: 'From the moment at which a change at LAPOR! was seen to the moment at which the origin had it.',
      buckets: DELAY_BUCKETS,
      registers,
    }),
  }
  return {
    registry,
    countArrival: (channel, outcome) => arrivals.inc({ channel, outcome }),
    countJob: (stage, outcome) => jobs.inc({ stage, outcome }),
    observeDelay: (way, seconds) => delays[way].observe(Math.max(0, seconds)),
    showHeld(count) {
      new Gauge({
        name: 'lapor_gateway_held_complaints',
        help: 'Complaints that this process stored and holds back until a burst is over; 20 s at most.',
        registers,
        collect() {
          this.set(count())
        },
      })
    },
  }
}
