import type { CentralStore } from '../../src/contract/central.ts'
import type { GuardedHttp, Log } from '../../src/contract/connector.ts'
import type { CentralSettings } from '../../src/contract/settings.ts'
import { openCentre } from './call.ts'
import { inspectCase, readCase } from './case-state.ts'
import { addFollowup } from './followup.ts'
import { readMasters } from './masters.ts'
import { probeCentre } from './probe.ts'
import { submitComplaint } from './submit.ts'

export interface LaporStoreOptions {
  /** Asked anew for every call, so that a changed configuration is in force at once. */
  readonly settings: () => CentralSettings
  readonly http: GuardedHttp
  readonly log: Log
  readonly now: () => Date
  /** How long a lost answer may still be on its way to being committed, before the case is read a second time. Default 3,000. */
  readonly graceMs?: number
}

/** SP4N-LAPOR! v3, as it is called over SPLP. The quirks and why they are met as they are: README.md beside this file. */
export function createLaporStore({ settings, http, log, now, graceMs = 3_000 }: LaporStoreOptions): CentralStore {
  const centre = () => openCentre({ settings: settings(), http, log, now, graceMs })
  return {
    kind: 'lapor',
    submit: (dispatch, saga) => submitComplaint(centre(), dispatch, saga),
    addFollowup: (update, saga) => addFollowup(centre(), update, saga),
    follow: (receipt) => readCase(centre(), receipt.laporId),
    inspect: (laporId) => inspectCase(centre(), laporId),
    masters: () => readMasters(centre()),
    probe: () => probeCentre(centre()),
  }
}
