import { mapInSlices } from '../contract/in-slices.ts'
import type { Database, Queryable } from './database.ts'
import type { CaseRecord, Judged } from './figures.ts'
import { readFacts } from './figures-facts.ts'
import { toJson } from './json.ts'

/** So many cases are judged in a row. */
const SLICE = 25

/** One batch: what each complaint counts for now is written, and the sums change by the difference to what it counted for before. */
export function keepFigures(database: Database, judge: (record: CaseRecord) => Judged, now: Date, limit: number): Promise<number> {
  return database.transaction(async (tx) => {
    await lock(tx)
    const { ids, taken } = await takeIds(tx, now, limit)
    if (taken === 0) return 0
    const records = await readFacts(tx, ids)
    const judged = await mapInSlices(records, SLICE, (record) => ({ record, judged: judge(record) }))
    const sums = new Sums()
    for (const row of await tx.query<Counted>(COUNTED, [ids])) sums.add(row, -1)
    const cases = judged.map(rowOf)
    for (const row of cases) sums.add(row, 1)
    const urgent = judged.flatMap(urgentOf)
    const counts = new UrgentCounts()
    for (const row of await tx.query<UrgentRow>('delete from urgent_clocks where complaint_id = any($1) returning region, channel, state', [
      ids,
    ]))
      counts.add(row, -1)
    for (const row of urgent) counts.add(row, 1)
    await tx.query(WRITE_CASES, [toJson(cases)])
    if (urgent.length > 0) await tx.query(WRITE_URGENT, [toJson(urgent)])
    await tx.query(ADD_FIGURES, [toJson(sums.rows())])
    await tx.query(ADD_COUNTS, [toJson(counts.rows())])
    return taken
  })
}

/** Puts the next complaints into `touched`. */
export function backfill(database: Database, rules: string, limit: number): Promise<boolean> {
  return database.transaction(async (tx) => {
    await lock(tx)
    await tx.query(
      `insert into figures_progress (rules, done) values ($1, false)
       on conflict (one) do update set rules = excluded.rules, cursor = null, done = false where figures_progress.rules <> excluded.rules`,
      [rules],
    )
    const [progress] = await tx.query<{ cursor: string | null; done: boolean }>('select cursor, done from figures_progress', [])
    if (progress === undefined || progress.done) return true
    const rows = await tx.query<{ id: string }>('select id from complaints where $1::uuid is null or id > $1 order by id limit $2', [
      progress.cursor,
      limit,
    ])
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await tx.query('insert into touched (complaint_id) select * from unnest($1::uuid[])', [ids])
    const done = ids.length < limit
    await tx.query('update figures_progress set cursor = coalesce($1, cursor), done = $2', [ids.at(-1) ?? null, done])
    return done
  })
}

/** One writer at a time, also when a lease was lost in the middle. */
async function lock(tx: Queryable): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('figures'))`, [])
}

/** `taken`: how many were waiting, of which one complaint may be several, and then more than `limit`. */
async function takeIds(tx: Queryable, now: Date, limit: number): Promise<{ ids: string[]; taken: number }> {
  const touched = await tx.query<{ id: string }>(TAKE_TOUCHED, [limit])
  const due = await tx.query<{ id: string }>('select complaint_id as id from case_times where look_at <= $1 order by look_at limit $2', [
    now,
    Math.max(0, limit - touched.length),
  ])
  const waiting = [...touched, ...due]
  return { ids: [...new Set(waiting.map(({ id }) => id))], taken: waiting.length }
}

/** The longest waiting, with all that waits of the same complaints. By array, as the table is small one moment and full the next: a join read the whole of it. */
const TAKE_TOUCHED = `
delete from touched where complaint_id = any(array(select complaint_id from touched order by seq limit $1)) returning complaint_id as id`

/** What a complaint counts for. */
interface Counted {
  readonly region: string
  readonly channel: string
  readonly day: string
  readonly delivery: string
  readonly followed_up: boolean
  readonly resolved: boolean
  readonly missed_any: boolean
}

const COUNTED = `select region, channel, day::text, delivery, followed_up_at is not null as followed_up, resolved, missed <> '{}' as missed_any
  from case_times where complaint_id = any($1)`

interface CaseRow extends Counted {
  readonly complaint_id: string
  readonly verified_at: Date | null
  readonly followed_up_at: Date | null
  readonly answered_at: Date | null
  readonly settled_at: Date | null
  readonly missed: readonly string[]
  readonly look_at: Date | null
}

interface JudgedRecord {
  readonly record: CaseRecord
  readonly judged: Judged
}

function rowOf({ record: { id, region, channel, day, delivery }, judged }: JudgedRecord): CaseRow {
  return {
    complaint_id: id,
    region,
    channel,
    day,
    delivery,
    verified_at: judged.verifiedAt,
    followed_up_at: judged.followedUpAt,
    answered_at: judged.answeredAt,
    settled_at: judged.settledAt,
    resolved: judged.resolved,
    missed: judged.missed,
    look_at: judged.lookAt,
    followed_up: judged.followedUpAt !== null,
    missed_any: judged.missed.length > 0,
  }
}

interface UrgentRow {
  readonly region: string
  readonly channel: string
  readonly state: 'soon' | 'missed'
}

function urgentOf({ record: { id, region, channel }, judged }: JudgedRecord): (UrgentRow & object)[] {
  return judged.urgent.map(({ clock, state, startedAt, dueAt }) => ({
    complaint_id: id,
    clock,
    region,
    channel,
    state,
    started_at: startedAt,
    due_at: dueAt,
  }))
}

/** Differences, by span, start, region and channel. */
class Sums {
  readonly #rows = new Map<string, Record<string, string | number>>()

  add(counted: Counted, sign: 1 | -1): void {
    for (const [span, start] of [
      ['day', counted.day],
      ['week', mondayOf(counted.day)],
      ['month', `${counted.day.slice(0, 7)}-01`],
    ] as const) {
      const row = this.#row(span, start, counted)
      const count = (name: string, holds: boolean) => {
        if (holds) row[name] = Number(row[name]) + sign
      }
      count('accepted', true)
      count('delivered', counted.delivery === 'delivered')
      count('parked', counted.delivery === 'parked')
      count('unknown', counted.delivery === 'unknown')
      count('followed_up', counted.followed_up)
      count('resolved', counted.resolved)
      count('missed', counted.missed_any)
    }
  }

  rows(): object[] {
    return changed(this.#rows)
  }

  #row(span: string, start: string, { region, channel }: Counted): Record<string, string | number> {
    const key = JSON.stringify([span, start, region, channel])
    const row = this.#rows.get(key) ?? {
      ...{ span, start, region, channel },
      ...{ accepted: 0, delivered: 0, parked: 0, unknown: 0, followed_up: 0, resolved: 0, missed: 0 },
    }
    this.#rows.set(key, row)
    return row
  }
}

class UrgentCounts {
  readonly #rows = new Map<string, Record<string, string | number>>()

  add({ region, channel, state }: UrgentRow, sign: 1 | -1): void {
    const key = JSON.stringify([region, channel])
    const row = this.#rows.get(key) ?? { region, channel, soon: 0, missed: 0 }
    this.#rows.set(key, row)
    row[state] = Number(row[state]) + sign
  }

  rows(): object[] {
    return changed(this.#rows)
  }
}

function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}

function changed(rows: ReadonlyMap<string, Record<string, string | number>>): object[] {
  return [...rows.values()].filter((row) => Object.values(row).some((value) => typeof value === 'number' && value !== 0))
}

const CASE_COLUMNS =
  'complaint_id, region, channel, day, delivery, verified_at, followed_up_at, answered_at, settled_at, resolved, missed, look_at'

const WRITE_CASES = `insert into case_times (${CASE_COLUMNS})
  select ${CASE_COLUMNS} from jsonb_to_recordset($1::jsonb) as row (complaint_id uuid, region text, channel text, day date, delivery text,
    verified_at timestamptz, followed_up_at timestamptz, answered_at timestamptz, settled_at timestamptz, resolved boolean, missed text[], look_at timestamptz)
  on conflict (complaint_id) do update set delivery = excluded.delivery, verified_at = excluded.verified_at, followed_up_at = excluded.followed_up_at,
    answered_at = excluded.answered_at, settled_at = excluded.settled_at, resolved = excluded.resolved, missed = excluded.missed, look_at = excluded.look_at`

const WRITE_URGENT = `insert into urgent_clocks (complaint_id, clock, region, channel, state, started_at, due_at)
  select complaint_id, clock, region, channel, state, started_at, due_at from jsonb_to_recordset($1::jsonb)
    as row (complaint_id uuid, clock text, region text, channel text, state text, started_at timestamptz, due_at timestamptz)`

const NUMBERS = ['accepted', 'delivered', 'parked', 'unknown', 'followed_up', 'resolved', 'missed']

const ADD_FIGURES = `insert into figures (span, start, region, channel, ${NUMBERS.join(', ')})
  select span, start, region, channel, ${NUMBERS.join(', ')} from jsonb_to_recordset($1::jsonb)
    as row (span text, start date, region text, channel text, ${NUMBERS.map((name) => `${name} int`).join(', ')})
  on conflict (span, start, region, channel) do update set ${NUMBERS.map((name) => `${name} = figures.${name} + excluded.${name}`).join(', ')}`

const ADD_COUNTS = `insert into urgent_counts (region, channel, soon, missed)
  select region, channel, soon, missed from jsonb_to_recordset($1::jsonb) as row (region text, channel text, soon int, missed int)
  on conflict (region, channel) do update set soon = urgent_counts.soon + excluded.soon, missed = urgent_counts.missed + excluded.missed`
