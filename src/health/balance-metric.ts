import { Gauge, type Registry } from 'prom-client'
import { jakartaDay } from '../ledger/jakarta-day.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** However often it is asked for, the ledger counts once in so long. */
const FRESH_MS = 5_000

/** lapor_gateway_balance{region,state}: today's complaints. `accepted` is the sum of the other states. */
export function addBalanceMetric(registry: Registry, ledger: Pick<Ledger, 'reconciliation'>): void {
  let read: { readonly at: number; readonly rows: ReturnType<typeof count> } | null = null

  async function count() {
    return ledger.reconciliation.byRegion({ day: jakartaDay(new Date()) })
  }

  new Gauge({
    name: 'lapor_gateway_balance',
    help: "Today's complaints by region and state; accepted = delivered + parked + unknown + in_flight.",
    labelNames: ['region', 'state'],
    registers: [registry],
    async collect() {
      if (!read || performance.now() - read.at > FRESH_MS) read = { at: performance.now(), rows: count() }
      const rows = await read.rows.catch(() => null)
      this.reset()
      if (!rows) read = null
      for (const { region, accepted, delivered, parked, unknown, inFlight } of rows ?? []) {
        const states = { accepted, delivered, parked, unknown, in_flight: inFlight }
        for (const [state, value] of Object.entries(states)) this.set({ region, state }, value)
      }
    },
  })
}
