import type { Log } from '../contract/connector.ts'
import { openAccounts } from './accounts.ts'
import { openAlerts } from './alerts.ts'
import { openAttachments } from './attachments.ts'
import { openAudit } from './audit.ts'
import { openBlindIndex } from './blind-index.ts'
import { openChannelHealth, openProbes } from './channel-health.ts'
import { openChannelConfigs, openChannelErrors } from './channel-records.ts'
import { openChannelStates } from './channel-states.ts'
import { openComplaints } from './complaints.ts'
import { openContacts } from './contacts.ts'
import { openCursors } from './cursors.ts'
import { openDatabase } from './database.ts'
import { openEvents } from './events.ts'
import { openExchanges } from './exchanges.ts'
import { openFeedback } from './feedback.ts'
import { openFigures } from './figures.ts'
import { openFlow } from './flow.ts'
import { openIgnored } from './ignored.ts'
import { openLeases } from './leases.ts'
import type { Ledger } from './ledger.ts'
import { openMaintenance } from './maintenance.ts'
import { openMasters } from './masters.ts'
import { openMemory } from './memory.ts'
import { openMessages } from './messages.ts'
import { checkVersion, migrate } from './migrate.ts'
import { openNotices } from './notices.ts'
import { openParked } from './parked.ts'
import { openPauses } from './pauses.ts'
import { openPeople } from './people.ts'
import { openPrivacy } from './privacy.ts'
import { openReconciliation } from './reconciliation.ts'
import { openReplays } from './replays.ts'
import { openRhythm } from './rhythm.ts'
import { openSealedParts } from './sealed-parts.ts'
import type { SealingKeys } from './sealing.ts'
import { openSearch } from './search.ts'
import { openSearchTexts } from './search-texts.ts'
import { openSessions, openSignInTries } from './sessions.ts'
import { openSigns } from './signs.ts'
import { openSteps } from './steps.ts'
import { openUnknown } from './unknown.ts'
import { openUpdates } from './updates.ts'
import { openWaiting } from './waiting.ts'

export interface LedgerOptions {
  /** postgres://user:password@host:port/database, or postgres://user@/database?host=/folder/of/the/socket */
  readonly databaseUrl: string
  readonly keys: SealingKeys
  readonly log: Log
  /** Connections at most; as many again for the way of a complaint, so that it never waits for a page of the console. Default 10. */
  readonly poolSize?: number
  /** check: nothing is changed, and a database of another version is refused. Default migrate. */
  readonly version?: 'migrate' | 'check'
}

/** Brings the database up to date and opens it. Throws `config_invalid` (one line for the operator) or `ledger_unavailable`. */
export async function openLedger({ databaseUrl, keys, log, poolSize = 10, version = 'migrate' }: LedgerOptions): Promise<Ledger> {
  await (version === 'migrate' ? migrate : checkVersion)(databaseUrl)
  const database = openDatabase({ databaseUrl, poolSize, log })
  const byKey = openDatabase({ databaseUrl, poolSize, log, byKey: true })
  const blind = openBlindIndex(database, keys, log)
  const channelErrors = openChannelErrors(database)
  const complaints = openComplaints(database, byKey, keys, blind, log)
  return {
    complaints,
    sealed: openSealedParts(database, keys, log),
    events: openEvents(database),
    steps: openSteps(database, byKey),
    attachments: openAttachments(database),
    updates: openUpdates(database),
    feedback: openFeedback(database, blind),
    messages: openMessages(database),
    cursors: openCursors(database),
    leases: openLeases(database, byKey),
    masters: openMasters(database),
    channelStates: openChannelStates(database, channelErrors),
    channelConfigs: openChannelConfigs(database),
    channelErrors,
    alerts: openAlerts(database),
    ignored: openIgnored(database),
    audit: openAudit(database),
    accounts: openAccounts(database),
    sessions: openSessions(database),
    signInTries: openSignInTries(database),
    privacy: openPrivacy(database),
    contacts: openContacts(database, keys, blind, log),
    searchTexts: openSearchTexts(database),
    search: openSearch(database, blind),
    exchanges: openExchanges(database, byKey),
    people: openPeople(database, keys, blind),
    memory: openMemory(database, keys, blind, log),
    pauses: openPauses(database),
    unknown: openUnknown(database),
    parked: openParked(database),
    replays: openReplays(database, keys, blind),
    flow: openFlow(database),
    waiting: openWaiting(database),
    reconciliation: openReconciliation(database),
    channelHealth: openChannelHealth(database),
    probes: openProbes(database),
    signs: openSigns(database),
    rhythm: openRhythm(database),
    figures: openFigures(database),
    notices: openNotices(database),
    maintenance: openMaintenance(database),
    ping: database.ping,
    async close() {
      await complaints.settle()
      await Promise.all([database.close(), byKey.close()])
    },
  }
}
