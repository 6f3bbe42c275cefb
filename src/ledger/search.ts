import type { Scope } from '../contract/access.ts'
import type { Delivery, Status } from '../contract/complaint.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { BlindIndex } from './blind-index.ts'
import type { Database } from './database.ts'
import { searchQuery, stretches } from './search-query.ts'
import { isUuid } from './uuid.ts'

/** Complaints as staff look for them, newest first, in the regions that may be seen. */
export interface Search {
  /** `after`: the id of the last row of the page before. A row more than `limit` is never given; `next` null: there is none. */
  find(
    filter: SearchFilter,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<{ rows: FoundComplaint[]; next: string | null }>
  /** Those of these complaints and updates that may be seen. */
  visible(ids: readonly string[], regions: Scope): Promise<string[]>
}

export interface SearchFilter {
  /** null: all. */
  readonly regions: Scope
  readonly by?: SearchBy
  readonly delivery?: Delivery
  readonly status?: Status
  readonly channel?: string
  /** Accepted at or after, before. */
  readonly from?: Date
  readonly to?: Date
}

export type SearchBy =
  /** Words of title, body and place; "…" a phrase, -word without it, or. */
  | { readonly text: string }
  /** E.164. */
  | { readonly phone: string }
  | { readonly email: string }

export interface FoundComplaint {
  readonly id: string
  readonly region: string
  readonly app: string
  readonly channel: string
  readonly ticket: string
  /** null: an arrival that could not be mapped. */
  readonly title: string | null
  readonly acceptedAt: Date
  readonly delivery: Delivery
  readonly reason: ErrorCode | null
  readonly status: Status
  readonly statusNative: string | null
  readonly laporId: string | null
}

export function openSearch(database: Database, blind: BlindIndex): Search {
  return {
    async visible(ids, regions) {
      const rows = await database.query<{ id: string }>(
        `select id from complaints where id = any($1::uuid[]) and ($2::text[] is null or region = any($2))
         union all select u.id from updates u join complaints c on c.id = u.complaint_id where u.id = any($1::uuid[]) and ($2::text[] is null or c.region = any($2))`,
        [ids.filter(isUuid), regions],
      )
      return rows.map(({ id }) => id)
    },
    async find(filter, page) {
      for (const since of stretches(filter, page.after)) {
        const { sql, params } = await searchQuery(blind, filter, { ...page, since })
        const found = await database.query<FoundComplaint>(sql, params)
        const rows = found.slice(0, page.limit)
        if (found.length > page.limit) return { rows, next: rows.at(-1)?.id ?? null }
        if (since === null) return { rows, next: null }
      }
      throw new Error('the last stretch has no beginning')
    },
  }
}
