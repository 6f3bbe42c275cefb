import type { Scope } from '../contract/access.ts'
import { type BlindIndex, EMAIL_PLACE, PHONE_PLACE } from './blind-index.ts'
import { foldEmail } from './contacts.ts'
import type { SearchFilter } from './search.ts'

export interface SearchPage {
  /** Id of the last row of the page before. */
  readonly after: string | null
  readonly limit: number
  /** Nothing older than this id; null: no limit. */
  readonly since: string | null
}

/**
 * Of many regions each would give a page of its own, and nearly all of it would be thrown away. So the newest are looked through first, back to some day;
 * only when these are too few, further back, and in the end everything. Gives the first id of each stretch; null: no limit.
 */
export function stretches(filter: SearchFilter, after: string | null): (string | null)[] {
  if (!isByRegion(filter, { since: '' })) return [null]
  const newest = after === null ? Math.min(filter.to?.getTime() ?? Number.POSITIVE_INFINITY, Date.now()) : timeOfId(after)
  const days = (filter.by === undefined ? STRETCHES_DAYS : STRETCHES_DAYS.slice(0, 1)).filter(
    (count) => newest - count * DAY_MS > (filter.from?.getTime() ?? 0),
  )
  return [...days.map((count) => firstIdAt(newest - count * DAY_MS)), null]
}

/** Each about so much longer that all that were in vain cost little beside the last one. */
const STRETCHES_DAYS = [1, 12]
const DAY_MS = 86_400_000

/** One row more than the page holds, so that it is known whether there is another. */
export async function searchQuery(
  blind: Pick<BlindIndex, 'known'>,
  filter: SearchFilter,
  page: SearchPage,
): Promise<{ sql: string; params: unknown[] }> {
  const params: unknown[] = []
  const from = await sourceOf(blind, filter, page, (value) => `$${params.push(value)}`)
  return { sql: `${SELECT} ${from}`, params }
}

const SELECT = `select c.id, c.region, c.app, c.channel, c.ticket, c.complaint ->> 'title' as title, c.accepted_at as "acceptedAt", c.delivery, c.reason,
  c.status, c.status_native as "statusNative", c.lapor_id as "laporId"`

type Put = (value: unknown) => string

/** Each way reads an index from its newest end and stops at the page's last row; over several regions, as many rows of each. */
async function sourceOf(blind: Pick<BlindIndex, 'known'>, filter: SearchFilter, page: SearchPage, put: Put): Promise<string> {
  const { by, regions, channel } = filter
  const limit = put(page.limit + 1)
  const where = conditions(filter, put)
  const ids = idsOf(filter, page)
  const newestFirst = `order by c.id desc limit ${limit}`
  const inRegions = () => (regions === null ? '' : ` and c.region = any(${put(regions)}::text[])`)
  if (isByRegion(filter, page)) {
    const wanted = regions === null ? REGIONS_IN_FLIGHT : `unnest(${put(regions)}::text[]) as one (region)`
    const [texts, says] =
      by !== undefined && 'text' in by
        ? ['join search_texts s on s.complaint_id = c.id', `and s.words @@ ${wordsOf(by.text, put)}`]
        : ['', '']
    const rows = `select c.* from complaints c ${texts} where ${page.since === null ? within('region', 'one.region', ids, put) : `c.region = one.region and ${idsWithin('c.id', ids, put)}`} and ${where} ${says}`
    // What a region has behind a bound is read as a whole: in the order of the ids the planner would go through what all regions have, once for each.
    const newest =
      page.since === null ? `${rows} order by c.region desc, c.id desc` : `select * from (${rows} offset 0) c order by c.id desc`
    return `from ${wanted} cross join lateral (${newest} limit ${limit}) c ${newestFirst}`
  }
  if (by !== undefined && 'text' in by) return textSource(by.text, regions, where, ids, limit, put)
  if (by !== undefined) {
    const [column, place, value] =
      'phone' in by ? ['phone_index', PHONE_PLACE, by.phone] : ['email_index', EMAIL_PLACE, foldEmail(by.email)]
    return `from unnest(${put(await blind.known(place, value))}::bytea[]) as key (index) cross join lateral (
        select c.* from sealed_parts s join complaints c on c.id = s.complaint_id
        where s.${column} = key.index and ${idsWithin('s.complaint_id', ids, put)} and ${where}${inRegions()} order by s.complaint_id desc limit ${limit}) c ${newestFirst}`
  }
  if (channel !== undefined)
    return `from complaints c where ${within('channel', put(channel), ids, put)} and ${where}${inRegions()} order by c.channel desc, c.id desc limit ${limit}`
  return `from complaints c where ${idsWithin('c.id', ids, put)} and ${where}${inRegions()} ${newestFirst}`
}

/** Each region gives its newest. What waits for a person is little enough for an index over all of them, and so are words of which the newest days have few. */
function isByRegion({ by, regions, delivery, channel }: SearchFilter, { since }: Pick<SearchPage, 'since'>): boolean {
  if (channel !== undefined || delivery === 'parked' || delivery === 'unknown') return false
  if (by === undefined) return regions !== null || delivery === 'accepted'
  return 'text' in by && regions !== null && since !== null
}

/** Those that have something in flight: one step through an index for each. */
const REGIONS_IN_FLIGHT = `(
  with recursive step (region) as (
    select min(region) from complaints where delivery = 'accepted'
    union all select (select min(region) from complaints where delivery = 'accepted' and region > step.region) from step where region is not null
  ) select region from step where region is not null) as one`

/**
 * Of words that few have, all that have them are read by the index of words, and then put in order. Words that many have are met soon enough when complaints are walked
 * from the newest; the planner cannot tell the two apart by itself.
 */
function textSource(text: string, regions: Scope, where: string, ids: Ids, limit: string, put: Put): string {
  const words = wordsOf(text, put)
  const bounded = regions === null ? words : `(${words} && ${put(regionQuery(regions))}::tsquery)`
  const match = `s.words @@ ${bounded} and numnode(${words}) > 0 and ${idsWithin('s.complaint_id', ids, put)}`
  const inRegions = regions === null ? '' : ` and c.region = any(${put(regions)}::text[])`
  return `from (
      with few as materialized (select s.complaint_id from search_texts s where ${match} limit ${FEW}), counted as materialized (select count(*) < ${FEW} as "all" from few)
      (select c.* from few cross join lateral (select * from complaints c where c.id = few.complaint_id and ${where}${inRegions} limit 1) c
        where (select "all" from counted) order by c.id desc limit ${limit})
      union all
      (select c.* from search_texts s join complaints c on c.id = s.complaint_id
        where not (select "all" from counted) and ${match} and ${where}${inRegions} order by s.complaint_id desc limit ${limit})
    ) c order by c.id desc limit ${limit}`
}

const wordsOf = (text: string, put: Put) => `websearch_to_tsquery('pg_catalog.indonesian', ${put(text.slice(0, MOST_WORDS))})`

const MOST_WORDS = 500
/** Read and sorted within a few milliseconds. */
const FEW = 5_000

function conditions({ delivery, status, channel, from, to }: SearchFilter, put: Put): string {
  return [
    'true',
    delivery !== undefined && `c.delivery = ${put(delivery)}`,
    status !== undefined && `c.status = ${put(status)}`,
    channel !== undefined && `c.channel = ${put(channel)}`,
    from !== undefined && `c.accepted_at >= ${put(from)}`,
    to !== undefined && `c.accepted_at < ${put(to)}`,
  ]
    .filter((condition) => condition !== false)
    .join(' and ')
}

/** Of complaints that may be shown: at or behind `first`, before `end`. */
interface Ids {
  readonly first: string | null
  readonly end: string | null
}

function idsOf({ from, to }: SearchFilter, { after, since }: SearchPage): Ids {
  const firsts = [since, from === undefined ? null : firstIdAt(from.getTime() - SLACK_MS)].filter((id) => id !== null)
  const ends = [after?.toLowerCase() ?? null, to === undefined ? null : firstIdAt(to.getTime() + SLACK_MS)].filter((id) => id !== null)
  return { first: firsts.sort().at(-1) ?? null, end: ends.sort()[0] ?? null }
}

function idsWithin(column: string, { first, end }: Ids, put: Put): string {
  return `true${first === null ? '' : ` and ${column} >= ${put(first)}::uuid`}${end === null ? '' : ` and ${column} < ${put(end)}::uuid`}`
}

/**
 * The complaints of one region or channel, as a range of the index over (column, id): with `=` the planner may walk all complaints once for each region, and a bound of the
 * id alone would be a filter over all that the region has.
 */
function within(column: 'region' | 'channel', is: string, { first, end }: Ids, put: Put): string {
  const from = first === null ? `c.${column} >= ${is}` : `(c.${column}, c.id) >= (${is}, ${put(first)}::uuid)`
  return `${from} and ${end === null ? `c.${column} <= ${is}` : `(c.${column}, c.id) < (${is}, ${put(end)}::uuid)`}`
}

/** Ids carry the gateway's clock, and the moment of acceptance is the database's. */
const SLACK_MS = DAY_MS

function firstIdAt(ms: number): string {
  const hex = Math.min(Math.max(Math.floor(ms), 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Of a UUIDv7, in milliseconds since 1970. */
const timeOfId = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

/** Regions are lexemes with a space before them; no word of a text has one. */
function regionQuery(regions: readonly string[]): string {
  return regions.length === 0 ? "' '" : regions.map((code) => `' ${code.replaceAll(/['\\]/g, '')}'`).join(' | ')
}
