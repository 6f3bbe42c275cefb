import type { Scope } from '../contract/access.ts'
import type { Delivery, Status } from '../contract/complaint.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { type BlindIndex, EMAIL_PLACE, PHONE_PLACE } from './blind-index.ts'
import { foldEmail } from './contacts.ts'
import type { Database } from './database.ts'
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
      const { sql, params } = await searchQuery(blind, filter, page)
      const found = await database.query<FoundComplaint>(sql, params)
      const rows = found.slice(0, page.limit)
      return { rows, next: found.length > page.limit ? (rows.at(-1)?.id ?? null) : null }
    },
  }
}

/** One row more than the page holds, so that it is known whether there is another. */
export async function searchQuery(
  blind: Pick<BlindIndex, 'known'>,
  filter: SearchFilter,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<{ sql: string; params: unknown[] }> {
  const params: unknown[] = []
  const put = (value: unknown) => `$${params.push(value)}`
  const from = await sourceOf(blind, filter, after, put(limit + 1), put)
  return { sql: `${SELECT} ${from}`, params }
}

const SELECT = `select c.id, c.region, c.app, c.channel, c.ticket, c.complaint ->> 'title' as title, c.accepted_at as "acceptedAt", c.delivery, c.reason,
  c.status, c.status_native as "statusNative", c.lapor_id as "laporId"`

type Put = (value: unknown) => string

/** Each way reads an index from its newest end and stops at the page's last row; over several regions, as many rows of each. */
async function sourceOf(
  blind: Pick<BlindIndex, 'known'>,
  filter: SearchFilter,
  after: string | null,
  limit: string,
  put: Put,
): Promise<string> {
  const { by, regions, delivery } = filter
  const where = conditions(filter, after, put)
  const page = `order by c.id desc limit ${limit}`
  const inRegions = () => (regions === null ? '' : ` and c.region = any(${put(regions)}::text[])`)
  if (by !== undefined && 'text' in by) return textSource(by.text, regions, where, after, limit, put)
  if (by !== undefined) {
    const [column, place, value] =
      'phone' in by ? ['phone_index', PHONE_PLACE, by.phone] : ['email_index', EMAIL_PLACE, foldEmail(by.email)]
    return `from unnest(${put(await blind.known(place, value))}::bytea[]) as key (index) cross join lateral (
        select c.* from sealed_parts s join complaints c on c.id = s.complaint_id
        where s.${column} = key.index and ${where.replaceAll('c.id', 's.complaint_id')}${inRegions()} order by s.complaint_id desc limit ${limit}) c ${page}`
  }
  if (regions === null || delivery === 'parked' || delivery === 'unknown') return `from complaints c where ${where}${inRegions()} ${page}`
  // A range of one region, in the order of the index by region: with `=` the planner may walk all complaints once for each region.
  // As a range, so that the order is that of the index by region: a region with few rows does not make it read those of others.
  return `from unnest(${put(regions)}::text[]) as one (region) cross join lateral (
      select * from complaints c where c.region between one.region and one.region and ${where} order by c.region desc, c.id desc limit ${limit}) c ${page}`
}

/**
 * Of words that few have, all that have them are read by the index of words, and then put in order. Words that many have are met soon enough when complaints are walked
 * from the newest; the planner cannot tell the two apart by itself.
 */
function textSource(text: string, regions: Scope, where: string, after: string | null, limit: string, put: Put): string {
  const words = `websearch_to_tsquery('pg_catalog.indonesian', ${put(text.slice(0, MOST_WORDS))})`
  const bounded = regions === null ? words : `(${words} && ${put(regionQuery(regions))}::tsquery)`
  const match = `s.words @@ ${bounded} and numnode(${words}) > 0${after === null ? '' : ` and s.complaint_id < ${put(after)}::uuid`}`
  const inRegions = regions === null ? '' : ` and c.region = any(${put(regions)}::text[])`
  return `from (
      with few as materialized (select s.complaint_id from search_texts s where ${match} limit ${FEW}), counted as materialized (select count(*) < ${FEW} as "all" from few)
      (select c.* from few cross join lateral (select * from complaints c where c.id = few.complaint_id and ${where}${inRegions} limit 1) c
        where (select "all" from counted) order by c.id desc limit ${limit})
      union all
      (select c.* from search_texts s join complaints c on c.id = s.complaint_id
        where not (select "all" from counted) and ${match} and ${where.replaceAll('c.id', 's.complaint_id')}${inRegions} order by s.complaint_id desc limit ${limit})
    ) c order by c.id desc limit ${limit}`
}

const MOST_WORDS = 500
/** Read and sorted within a few milliseconds. */
const FEW = 5_000

function conditions({ delivery, status, channel, from, to }: SearchFilter, after: string | null, put: Put): string {
  return [
    'true',
    after !== null && `c.id < ${put(after)}::uuid`,
    delivery !== undefined && `c.delivery = ${put(delivery)}`,
    status !== undefined && `c.status = ${put(status)}`,
    channel !== undefined && `c.channel = ${put(channel)}`,
    from !== undefined && `c.accepted_at >= ${put(from)} and c.id >= ${put(firstIdAt(from, -SLACK_MS))}::uuid`,
    to !== undefined && `c.accepted_at < ${put(to)} and c.id < ${put(firstIdAt(to, SLACK_MS))}::uuid`,
  ]
    .filter((condition) => condition !== false)
    .join(' and ')
}

/** Ids carry the gateway's clock, and the moment of acceptance is the database's. */
const SLACK_MS = 86_400_000

function firstIdAt(at: Date, shiftMs: number): string {
  const hex = Math.min(Math.max(at.getTime() + shiftMs, 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Regions are lexemes with a space before them; no word of a text has one. */
function regionQuery(regions: readonly string[]): string {
  return regions.length === 0 ? "' '" : regions.map((code) => `' ${code.replaceAll(/['\\]/g, '')}'`).join(' | ')
}
