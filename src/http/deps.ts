import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { Access } from '../access/open-access.ts'
import type { SettingsStore } from '../config/open-settings.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import type { AlertDesk } from '../health/alerts/open-alert-desk.ts'
import type { Health } from '../health/open-health.ts'
import type { Intake } from '../intake/open-intake.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Operations } from '../operations/open-operations.ts'
import type { Strain } from '../queue/strain.ts'
import type { Draining } from './draining.ts'

/** What the app is given by src/main.ts. */
export interface AppDeps {
  readonly settings: Pick<SettingsStore, 'current'>
  readonly intake: Pick<Intake, 'admit' | 'receive' | 'pushUpdate'>
  readonly ledger: Ledger
  readonly operations: Operations
  readonly health: Health
  readonly alerts: AlertDesk
  readonly mappings: () => ReadonlyMap<string, CompiledMapping>
  /** Faults of mapping files, relative to their folder. */
  readonly mappingProblems?: () => readonly ConfigProblem[]
  /** Where the files are, for the administrator. */
  readonly folders?: { readonly config: string; readonly mappings: string }
  readonly adminToken: string
  /** Whose session a request of /admin/v1 carries, and what people do with accounts. */
  readonly access: Pick<Access, 'sessionOf' | 'setPreferences' | 'own' | 'accounts'>
  readonly registry: Registry
  readonly log: FastifyBaseLogger
  /** The console's pages; absent: there are none. */
  readonly pages?: (app: FastifyInstance) => Promise<void>
  /** Stops the way in without cutting anybody off. */
  readonly draining?: Draining
  /** How hard it is for the process to keep up: who crowds is held back by it. Absent: by the load of its thread. */
  readonly strain?: Pick<Strain, 'load'>
  /** Asked by /readyz; the queue may be away and the gateway is still ready. */
  readonly probes?: { readonly queue?: () => Promise<void> }
}
