import type { ParkedFilter, Pause, ReplayRow, UnknownOutcome, Who } from '../ledger/decisions.ts'
import { type ComparedWith, type Comparison, compareWithCentre } from './compare-with-centre.ts'
import { type AdvisedGroup, discardParked, listParked } from './parked.ts'
import { checkWho, type OperationsParts } from './parts.ts'
import { previewReplay, type ReplayPreview, replayStatus, startReplay, stopReplay } from './replays.ts'
import { confirmUnknown, resendUnknown } from './unknown-outcomes.ts'

/** Every decision of a person, for the command line and for /admin/v1. What is refused is thrown as a GatewayError with a status for HTTP. */
export interface Operations {
  listUnknown(filter: { region?: string; limit: number }): Promise<UnknownOutcome[]>
  confirmUnknown(id: string, given: { laporId?: string; force?: boolean }, who: Who): Promise<UnknownOutcome>
  resendUnknown(id: string, who: Who): Promise<UnknownOutcome>
  listParked(filter: ParkedFilter): Promise<AdvisedGroup[]>
  discardParked(id: string, who: Who): Promise<void>
  previewReplay(filter: ParkedFilter, limit: number): Promise<ReplayPreview>
  startReplay(filter: ParkedFilter, perSecond: number, who: Who): Promise<ReplayRow>
  listReplays(limit: number): Promise<ReplayRow[]>
  replayStatus(id: string): ReturnType<typeof replayStatus>
  stopReplay(id: string, who: Who): Promise<ReplayRow>
  listPauses(): Promise<Pause[]>
  /** false: it was so already. */
  pauseForwarding(who: Who): Promise<boolean>
  resumeForwarding(who: Who): Promise<boolean>
  compareWithCentre(asked: ComparedWith): Promise<Comparison>
}

export function openOperations(parts: OperationsParts): Operations {
  const { ledger } = parts
  return {
    listUnknown: (filter) => ledger.unknown.list(filter),
    confirmUnknown: (id, given, who) => confirmUnknown(parts, id, given, who),
    resendUnknown: (id, who) => resendUnknown(parts, id, who),
    listParked: (filter) => listParked(parts, filter),
    discardParked: (id, who) => discardParked(parts, id, who),
    previewReplay: (filter, limit) => previewReplay(parts, filter, limit),
    startReplay: (filter, perSecond, who) => startReplay(parts, filter, perSecond, who),
    listReplays: (limit) => ledger.replays.all(limit),
    replayStatus: (id) => replayStatus(parts, id),
    stopReplay: (id, who) => stopReplay(parts, id, who),
    listPauses: () => ledger.pauses.all(),
    pauseForwarding: async (who) => ledger.pauses.set('forward', true, checkWho(who)),
    resumeForwarding: async (who) => ledger.pauses.set('forward', false, checkWho(who)),
    compareWithCentre: (asked) => compareWithCentre(parts, asked),
  }
}
