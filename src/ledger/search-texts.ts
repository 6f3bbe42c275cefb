import type { Database, Queryable } from './database.ts'

/** The index of what complaints say. It is filled behind them: a new complaint is found by its words a second later. */
export interface SearchTexts {
  /** Goes on where the last batch ended; how many complaints it looked at. 0: all are in it. */
  fill(limit: number): Promise<number>
}

export function openSearchTexts(database: Database): SearchTexts {
  return {
    fill: (limit) =>
      database.transaction(async (tx) => {
        // Whoever erases or changes a text holds the same lock, so that what is erased never comes back from an older look.
        await tx.query(`select pg_advisory_xact_lock($1), ${BY_INDEX}`, [LOCK])
        const [before] = await tx.query<{ at: string }>(SETTLED)
        const [row] = await tx.query<{ count: number }>(FILL, [limit, before?.at ?? null])
        return row?.count ?? 0
      }),
  }
}

/** After the text of one complaint was changed, in the same transaction. */
export async function indexText(tx: Queryable, id: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [LOCK])
  await tx.query(
    `insert into search_texts (complaint_id, words) select id, search_words(region, complaint) from complaints where id = $1 and complaint is not null
     on conflict (complaint_id) do update set words = excluded.words`,
    [id],
  )
}

/** Before the text of one complaint is erased, in the same transaction. */
export async function forgetText(tx: Queryable, id: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared($1)', [LOCK])
  await tx.query('delete from search_texts where complaint_id = $1', [id])
}

/** Any number that nobody else locks in this database. */
const LOCK = 4_932_260_703

/**
 * The moment before which nothing can be accepted any more: the beginning of the oldest transaction that runs. Asked before the complaints are looked at, or one that is
 * committed in between would be passed over. None of ours lasts a minute; what does (a backup) writes no complaints.
 */
const SETTLED = `select least(now(), min(xact_start))::text as at from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and xact_start > clock_timestamp() - interval '1 minute'`

/**
 * The next ones are read in the order of their index, and no more than are asked for. Of a table that is not yet analyzed PostgreSQL believes that little is due: it
 * would read and sort all of it for each batch, which costs the more the longer a burst was.
 */
const BY_INDEX = ['enable_seqscan', 'enable_bitmapscan', 'enable_sort'].map((setting) => `set_config('${setting}', 'off', true)`).join(', ')

const FILL = `
with place as (
  select accepted_at, id from indexing where what = 'search_texts'
  union all select '-infinity', '00000000-0000-0000-0000-000000000000' where not exists (select 1 from indexing where what = 'search_texts')
), due as (
  select id, accepted_at, region, complaint from complaints
  where accepted_at >= (select accepted_at from place) and accepted_at < $2::timestamptz and (accepted_at, id) > (select accepted_at, id from place)
  order by accepted_at, id limit $1
), stored as (
  insert into search_texts (complaint_id, words) select id, search_words(region, complaint) from due where complaint is not null
  on conflict do nothing
), moved as (
  insert into indexing (what, accepted_at, id) (select 'search_texts', accepted_at, id from due order by accepted_at desc, id desc limit 1)
  on conflict (what) do update set accepted_at = excluded.accepted_at, id = excluded.id
)
select count(*)::int as count from due`
