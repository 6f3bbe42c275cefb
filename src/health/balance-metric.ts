import { Gauge, type Registry } from 'prom-client'
import { jakartaDay } from '../ledger/jakarta-day.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { freshly } from './fresh.ts'

/** However often it is asked for, the ledger counts once in so long. */
const FRESH_MS = 5_000

/** lapor_gateway_balance{region,state}: today's complaints. `accepted` is the sum of the other states. */
export function addBalanceMetric(registry: Registry, ledger: Pick<Ledger, 'reconciliation'>): void {
  const read = freshly(() => ledger.reconciliation.byRegion({ day: jakartaDay(new Date()) }), FRESH_MS)
  new Gauge({
    name: 'lapor_gateway_balance',
    help: "Today's complaints by region and state; accepted = delivered + parked + unknown + in_flight.",
    labelNames: ['region', 'state'],
    registers: [registry],
    async collect() {
      const rows = await read()
      this.reset()
      for (const { region, accepted, delivered, parked, unknown, inFlight } of rows ?? []) {
        const states = { accepted, delivered, parked, unknown, in_flight: inFlight }
        for (const [state, value] of Object.entries(states)) this.set({ region, state }, value)
      }
    },
  })
}
