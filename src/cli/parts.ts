import { openSettings } from '../config/open-settings.ts'
import type { Connector, Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ConfigProblem, Settings } from '../contract/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../ledger/sealing.ts'
import { loadMappings } from '../mapping/load-mappings.ts'
import { type Installation, needDatabase } from './installation.ts'

/** What every command gets. */
export interface Cli {
  readonly installation: Installation
  readonly connectors: ReadonlyMap<string, Connector>
  /** The answer, for a person or as JSON. */
  print(text: string): void
  /** What must not stand in the answer: on the other stream. */
  warn(text: string): void
  /** The command goes on, and ends with exit code 1. */
  fail(): void
  /** All of the standard input. */
  input(): Promise<string>
}

/** The parts keep quiet: what is wrong reaches the person as an error or as a line of `doctor`. */
export const QUIET: Log = { info() {}, warn() {}, error() {} }

export interface LoadedConfig {
  readonly settings: Settings
  readonly mappings: ReadonlyMap<string, CompiledMapping>
  readonly mappingProblems: readonly ConfigProblem[]
}

/** The configuration as a gateway that starts now would see it. */
export async function readConfig({ installation, connectors }: Pick<Cli, 'installation' | 'connectors'>): Promise<LoadedConfig> {
  const { mappings, present, problems } = await loadMappings(installation.mappingsDir)
  const store = await openSettings({
    dir: installation.configDir,
    env: installation.env,
    connectors,
    mappingRefs: mappings.keys(),
    faultyMappings: present?.filter((ref) => !mappings.has(ref)) ?? [],
    watch: false,
    log: QUIET,
  })
  await store.close()
  return { settings: store.current, mappings, mappingProblems: problems }
}

/** Runs some work with the ledger open. Without keys sealed parts stay closed; everything else can be read. */
export async function withLedger<T>(installation: Installation, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const databaseUrl = needDatabase(installation)
  const keys = parseKeys(installation.keys ?? newKeys())
  // A gateway of another version may be running on it: only a gateway changes the tables.
  const ledger = await openLedger({ databaseUrl, keys, log: QUIET, poolSize: 4, version: 'check' }).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code === 'ledger_unavailable')
      throw new GatewayError(error.code, `PostgreSQL is not reached: ${error.message}; start it or set DATABASE_URL`, { cause: error })
    throw error
  })
  try {
    return await work(ledger)
  } finally {
    await ledger.close()
  }
}
