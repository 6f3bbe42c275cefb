import type { Access } from '../access/open-access.ts'
import type { SettingsStore } from '../config/open-settings.ts'
import type { Log } from '../contract/connector.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { AlertDesk } from '../health/alerts/open-alert-desk.ts'
import type { Health } from '../health/open-health.ts'
import type { Intake } from '../intake/open-intake.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Operations } from '../operations/open-operations.ts'

/** What the pages are given by src/main.ts. */
export interface ConsoleDeps {
  readonly access: Access
  readonly ledger: Ledger
  readonly operations: Operations
  readonly health: Health
  readonly alerts: AlertDesk
  readonly settings: Pick<SettingsStore, 'current'>
  readonly mappings: () => ReadonlyMap<string, CompiledMapping>
  readonly intake: Pick<Intake, 'pause'>
  readonly log: Log
  /** Aborts when the gateway stops: what goes on for ever ends. */
  readonly stopping?: AbortSignal
}
