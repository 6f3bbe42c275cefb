import { GatewayError } from '../contract/errors.ts'
import type { Queryable } from './database.ts'
import type { Balance, BalanceFilter } from './ledger.ts'

/** accepted = delivered + parked + unknown + in flight, counted from the rows themselves. Days are those of Asia/Jakarta. */
export async function readBalance(database: Queryable, { day, region, scope }: BalanceFilter): Promise<Balance> {
  if (day !== undefined) checkDay(day, '/day')
  const [balance] = await database.query<Balance>(
    `select ${COUNTS} from complaints
     where ${whereAccepted({ day })}`,
    [day ?? null, region ?? null, scope ?? null],
  )
  return balance ?? { accepted: 0, delivered: 0, parked: 0, unknown: 0, inFlight: 0 }
}

/** The same for every region that has complaints. */
export async function readBalanceByRegion(
  database: Queryable,
  { day, region, scope }: BalanceFilter,
): Promise<(Balance & { region: string })[]> {
  if (day !== undefined) checkDay(day, '/day')
  return database.query(`select region, ${COUNTS} from complaints where ${whereAccepted({ day })} group by region order by region`, [
    day ?? null,
    region ?? null,
    scope ?? null,
  ])
}

/** A condition on $1 (a day in Jakarta, or null), $2 (a region, or null) and $3 (the regions of who asks, or null). Without a day none is written, so that PostgreSQL need not plan for one. */
export function whereAccepted({ day }: { day: string | undefined }, alias = 'complaints'): string {
  const ofDay =
    day === undefined ? '$1::date is null' : `${alias}.accepted_at >= ${startOf('$1')} and ${alias}.accepted_at < ${startOf('$1', 1)}`
  return `(${ofDay} and ($2::text is null or ${alias}.region = $2) and ($3::text[] is null or ${alias}.region = any($3)))`
}

export async function readBalanceByRegionAndDay(
  database: Queryable,
  from: string,
  to: string,
): Promise<(Balance & { region: string; day: string })[]> {
  checkDay(from, '/from')
  checkDay(to, '/to')
  return database.query(
    `select region, (accepted_at at time zone 'Asia/Jakarta')::date::text as day, ${COUNTS} from complaints
     where accepted_at >= ${startOf('$1')} and accepted_at < ${startOf('$2', 1)} group by 1, 2 order by 2, 1`,
    [from, to],
  )
}

const COUNTS = `count(*)::int as accepted,
  (count(*) filter (where delivery = 'delivered'))::int as delivered,
  (count(*) filter (where delivery = 'parked'))::int as parked,
  (count(*) filter (where delivery = 'unknown'))::int as unknown,
  (count(*) filter (where delivery = 'accepted'))::int as "inFlight"`

function startOf(param: string, daysLater = 0): string {
  return `(${param}::date + ${daysLater})::timestamp at time zone 'Asia/Jakarta'`
}

function checkDay(day: string, at: string): void {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : null
  if (date === null || Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day || day < '0001-01-01') {
    throw new GatewayError('request_unreadable', 'a day is written YYYY-MM-DD, for instance 2026-11-21', { at })
  }
}
