import { requirePermission, type Viewer } from '../contract/access.ts'
import type { ParkedFilter, Pause, ReplayRow, UnknownOutcome } from '../ledger/decisions.ts'
import type { Balance } from '../ledger/ledger.ts'
import { type AuditOperations, openAuditOperations } from './audit.ts'
import { type BalanceOf, type BalanceReport, readBalance, reportBalance } from './balance.ts'
import { type CaseOperations, openCaseOperations } from './cases/open-cases.ts'
import { type ChannelPageOperations, openChannelPages } from './channel-pages.ts'
import { type ChannelOperations, openChannelOperations } from './channels.ts'
import { type ComparedWith, type Comparison, compareWithCentre } from './compare-with-centre.ts'
import { type MappingBench, openMappingBench } from './mapping-bench.ts'
import { type OverviewOperations, openOverview } from './overview.ts'
import { type AdvisedGroup, discardParked, listParked } from './parked.ts'
import { checkWho, type OperationsParts } from './parts.ts'
import { openRegionOperations, type RegionOperations } from './regions.ts'
import { previewReplay, type ReplayPreview, replayStatus, startReplay, stopReplay } from './replays.ts'
import { confirmUnknown, resendUnknown } from './unknown-outcomes.ts'

/**
 * Every decision of a person, for the pages, the command line and /admin/v1. Nothing outside the scope of the viewer is shown or done: it is not
 * there. What is refused is thrown as a GatewayError with a status for HTTP; `not_permitted` when the role may not. Each decision is in the audit.
 */
export interface Operations {
  readonly channels: ChannelOperations
  readonly audit: AuditOperations
  readonly regions: RegionOperations
  readonly channelPages: ChannelPageOperations
  readonly overview: OverviewOperations
  readonly mappingBench: MappingBench
  readonly cases: CaseOperations
  balance(viewer: Viewer, of: BalanceOf): Promise<Balance>
  balanceByRegion(viewer: Viewer, of: BalanceOf): Promise<BalanceReport>
  listUnknown(viewer: Viewer, filter: { region?: string; limit: number }): Promise<UnknownOutcome[]>
  confirmUnknown(viewer: Viewer, id: string, given: { laporId?: string; force?: boolean }, reason: string): Promise<UnknownOutcome>
  resendUnknown(viewer: Viewer, id: string, reason: string): Promise<UnknownOutcome>
  listParked(viewer: Viewer, filter: ParkedFilter): Promise<AdvisedGroup[]>
  discardParked(viewer: Viewer, id: string, reason: string): Promise<void>
  previewReplay(viewer: Viewer, filter: ParkedFilter, limit: number): Promise<ReplayPreview>
  startReplay(viewer: Viewer, filter: ParkedFilter, perSecond: number, reason: string): Promise<ReplayRow>
  /** Those of which the viewer may see all that they take. */
  listReplays(viewer: Viewer, limit: number): Promise<ReplayRow[]>
  replayStatus(viewer: Viewer, id: string): ReturnType<typeof replayStatus>
  stopReplay(viewer: Viewer, id: string, reason: string): Promise<ReplayRow>
  /** What concerns every region is shown to everybody. */
  listPauses(): Promise<Pause[]>
  /** false: it was so already. */
  pauseForwarding(viewer: Viewer, reason: string): Promise<boolean>
  resumeForwarding(viewer: Viewer, reason: string): Promise<boolean>
  compareWithCentre(viewer: Viewer, asked: ComparedWith): Promise<Comparison>
}

export function openOperations(parts: OperationsParts): Operations {
  const { ledger } = parts
  const setForwarding = async (viewer: Viewer, paused: boolean, reason: string) =>
    ledger.pauses.set('forward', paused, checkWho(viewer, reason, 'run_gateway'))
  const channels = openChannelOperations(parts)
  return {
    audit: openAuditOperations(ledger),
    channels,
    channelPages: openChannelPages(parts, channels),
    regions: openRegionOperations(parts),
    overview: openOverview(parts),
    mappingBench: openMappingBench(parts),
    cases: openCaseOperations(parts),
    balance: (viewer, of) => readBalance(ledger, viewer, of),
    balanceByRegion: (viewer, of) => reportBalance(ledger, viewer, of),
    listUnknown: ({ scope }, filter) => ledger.unknown.list(filter, scope),
    confirmUnknown: (viewer, id, given, reason) => confirmUnknown(parts, viewer, id, given, reason),
    resendUnknown: (viewer, id, reason) => resendUnknown(parts, viewer, id, reason),
    listParked: ({ scope }, filter) => listParked(parts, filter, scope),
    discardParked: (viewer, id, reason) => discardParked(parts, viewer, id, reason),
    previewReplay: (viewer, filter, limit) => previewReplay(parts, viewer, filter, limit),
    startReplay: (viewer, filter, perSecond, reason) => startReplay(parts, viewer, filter, perSecond, reason),
    listReplays: ({ scope }, limit) => ledger.replays.all(limit, scope),
    replayStatus: ({ scope }, id) => replayStatus(parts, id, scope),
    stopReplay: (viewer, id, reason) => stopReplay(parts, viewer, id, reason),
    listPauses: () => ledger.pauses.all(),
    pauseForwarding: (viewer, reason) => setForwarding(viewer, true, reason),
    resumeForwarding: (viewer, reason) => setForwarding(viewer, false, reason),
    compareWithCentre: async (viewer, asked) => {
      requirePermission(viewer, 'run_gateway')
      return compareWithCentre(parts, asked, viewer.scope)
    },
  }
}
