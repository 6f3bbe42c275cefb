import { Gauge, type Registry } from 'prom-client'
import type { Keyring } from '../ledger/keyring.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** When a key is missing, the parts under it are counted one by one. */
const COUNT_EVERY_MS = 60_000

/** How many complaints were erased, are held or restricted; how many sealed parts cannot be opened; whether the keys are good. */
export function addPrivacyMetrics(registry: Registry, { ledger, keys }: { ledger: Ledger; keys: Keyring }): void {
  const registers = [registry]
  new Gauge({
    name: 'lapor_gateway_privacy_complaints',
    help: 'Complaints whose person was erased, that are under legal hold, or whose processing is restricted without being erased.',
    labelNames: ['state'],
    registers,
    async collect() {
      const counts = await ledger.privacy.count().catch(() => null)
      this.reset()
      for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count)
    },
  })
  let countedAt = Number.NEGATIVE_INFINITY
  new Gauge({
    name: 'lapor_gateway_sealed_parts_unreadable',
    help: 'Sealed parts whose key is not here, counted at most a minute ago.',
    registers,
    async collect() {
      if (performance.now() - countedAt < COUNT_EVERY_MS) return
      const rows = await ledger.sealed.countUnreadable().catch(() => null)
      if (rows === null) return
      countedAt = performance.now()
      this.set(rows.reduce((sum, { parts }) => sum + parts, 0))
    },
  })
  new Gauge({
    name: 'lapor_gateway_sealing_keys_broken',
    help: '1: the file of the sealing keys cannot be taken, and the last good keys hold.',
    registers,
    collect() {
      this.set(keys.problem === null ? 0 : 1)
    },
  })
}
