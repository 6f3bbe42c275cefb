import type { Viewer } from '../../contract/access.ts'
import type { BulkAction, BulkFilter, ParkedFilter, ParkedItem, ReplayRow, UnknownFilter, UnknownOutcome } from '../../ledger/decisions.ts'
import type { OperationsParts } from '../parts.ts'
import { startBulk } from './bulk.ts'
import { type FollowedCase, followOne } from './follow.ts'
import { type Identity, readIdentity } from './identity.ts'
import { type Asked, type Found, findCases } from './search.ts'
import { type AdvisedUnknown, listUnknownGroups } from './unknown-groups.ts'

/** One page of a list: `after` is the `next` of the page before. */
export interface PageOf {
  readonly after: string | null
  readonly limit: number
}

export interface Listed<Row> {
  readonly rows: readonly Row[]
  /** null: it is the last. */
  readonly next: string | null
}

/** Complaints one by one and in lists, for a person. What is outside the scope is not there. */
export interface CaseOperations {
  /** Newest first. */
  find(viewer: Viewer, asked: Asked, page: PageOf): Promise<Found>
  /** All that is known of one, but the person. Throws `complaint_unknown`. */
  follow(viewer: Viewer, id: string): Promise<FollowedCase>
  /** Who reported. It is in the audit and in the history before it is opened. Throws `not_permitted`, `complaint_unknown`, `schema_violation`. */
  identity(viewer: Viewer, id: string, reason: string): Promise<Identity>
  parked(viewer: Viewer, filter: ParkedFilter, page: PageOf): Promise<Listed<ParkedItem>>
  unknownGroups(viewer: Viewer): Promise<AdvisedUnknown[]>
  unknown(viewer: Viewer, filter: UnknownFilter, page: PageOf): Promise<Listed<UnknownOutcome>>
  /** Many at once, in the background: one after the other, each as if it were decided alone. Its progress is that of a replay. */
  startBulk(viewer: Viewer, action: Exclude<BulkAction, 'replay'>, filter: BulkFilter, reason: string): Promise<ReplayRow>
}

export function openCaseOperations(parts: OperationsParts): CaseOperations {
  const { ledger } = parts
  return {
    find: (viewer, asked, page) => findCases(parts, viewer, asked, page),
    follow: (viewer, id) => followOne(parts, viewer, id),
    identity: (viewer, id, reason) => readIdentity(parts, viewer, id, reason),
    parked: async ({ scope }, filter, { after, limit }) => listed(await ledger.parked.page(filter, scope, after, limit + 1), limit),
    unknownGroups: ({ scope }) => listUnknownGroups(parts, scope),
    unknown: async ({ scope }, filter, { after, limit }) => listed(await ledger.unknown.page(filter, scope, after, limit + 1), limit),
    startBulk: (viewer, action, filter, reason) => startBulk(parts, viewer, action, filter, reason),
  }
}

function listed<Row extends { readonly id: string }>(rows: readonly Row[], limit: number): Listed<Row> {
  const shown = rows.slice(0, limit)
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}
