import type { Delivery } from '../contract/complaint.ts'
import type { Log } from '../contract/connector.ts'
import { readReference } from '../contract/reference.ts'
import { readBalance, readBalanceByRegionAndDay } from './balance.ts'
import { type BlindIndex, senderPlace } from './blind-index.ts'
import { recordCase } from './case-changes.ts'
import { openChannelCounts } from './channel-counts.ts'
import { insertComplaints } from './complaint-insert.ts'
import { listComplaints } from './complaint-list.ts'
import { remapComplaint } from './complaint-remap.ts'
import { readComplaint, SELECT_COMPLAINT, type StoredComplaint } from './complaint-rows.ts'
import { contactIndexesOf } from './contacts.ts'
import { type Database, NOW } from './database.ts'
import { deliverComplaints, type NewDelivery } from './delivered.ts'
import type { EventKind } from './event-kinds.ts'
import { readInFlight } from './in-flight.ts'
import { toJson } from './json.ts'
import type { Complaints, Inserted, Reason } from './ledger.ts'
import { type PreparedComplaint, prepareComplaint } from './prepared-complaint.ts'
import { reasonDetail } from './reason.ts'
import type { SealingKeys } from './sealing.ts'
import { shareStatement } from './shared-statement.ts'
import { takeUpComplaints } from './taken-up.ts'
import { isUuid } from './uuid.ts'

export function openComplaints(
  database: Database,
  byKey: Database,
  keys: SealingKeys,
  blind: BlindIndex,
  log: Log,
): Complaints & { settle(): Promise<void> } {
  const inserts = shareStatement<PreparedComplaint, Inserted>((batch) => insertComplaints(byKey, batch), {
    rows: 100,
    // PostgreSQL works on the first of a burst while the others are mapped and sealed.
    ripe: 24,
    atOnce: MOST_AT_ONCE,
    bytes: { of: ({ sizeBytes }) => sizeBytes, each: 4 * 1024 * 1024, waiting: 128 * 1024 * 1024 },
    waiting: 5_000,
  })
  const takenUp = shareStatement((ids: readonly string[]) => takeUpComplaints(byKey, keys, log, ids), {
    rows: 100,
    atOnce: MOST_AT_ONCE,
  })
  const delivered = shareStatement((batch: readonly NewDelivery[]) => deliverComplaints(byKey, batch), {
    rows: 100,
    atOnce: MOST_AT_ONCE,
    apart: ({ id }) => id,
  })

  const countByChannel = openChannelCounts(database)

  /** From the given states only, so that nothing is delivered twice; its event is written with it. */
  async function settle(
    id: string,
    from: readonly Delivery[],
    set: string,
    params: readonly unknown[],
    kind: EventKind,
    data: object,
  ): Promise<boolean> {
    const rows = await database.query(
      `with settled as (update complaints set ${set} where id = $1 and delivery = any($2) returning id)
       insert into events (complaint_id, kind, data) select id, $3, $4 from settled returning 1`,
      [id, from, kind, toJson(data), ...params],
    )
    return rows.length === 1
  }

  async function readAll(sql: string, params: readonly unknown[]) {
    const rows = await database.query<StoredComplaint>(`${SELECT_COMPLAINT} ${sql}`, params)
    return rows.map(readComplaint)
  }

  return {
    async insert(complaint) {
      const { person, origin } = complaint
      const [senderIndex] = person ? await blind.of(senderPlace(origin.channel), person.sender) : []
      return inserts.call(prepareComplaint(complaint, keys, await contactIndexesOf(blind, complaint.reporter), senderIndex))
    },
    settle: inserts.settle,
    async get(id, scope = null) {
      return isUuid(id) ? ((await readAll(`where id = $1 and ${IN_SCOPE}`, [id, scope]))[0] ?? null) : null
    },
    async findByTicket(channel, ticket) {
      return (await readAll('where channel = $1 and ticket = $2', [channel, ticket]))[0] ?? null
    },
    find: (reference, scope = null) =>
      readAll(
        // Each by its own index: joined by OR they would be looked for row by row.
        `where ${IN_SCOPE} and id in (select $1::uuid union all select id from complaints where ticket = $3 union all select id from complaints where lapor_id = $3
           union all select id from complaints where tracking_id = $3 union all select complaint_id from people where people.reference = $4) order by id limit 100`,
        [isUuid(reference) ? reference : null, scope, reference, readReference(reference)],
      ),
    newest: (channel, scope, limit) =>
      readAll('where channel = $1 and ($2::text[] is null or region = any($2)) order by id desc limit $3', [channel, scope, limit]),
    list: (channel, filter) => listComplaints(database, channel, filter),
    takeUp: (id) => takenUp.call(id),
    markDelivered: (id, receipt, followAt, along = {}) => delivered.call({ id, receipt, followAt, ...along }),
    markParked: (id, reason) =>
      settle(id, ['accepted', 'unknown'], `delivery = 'parked', reason = $5, reason_detail = $6`, reasonParams(reason), 'parked', reason),
    markUnknown: (id, reason) =>
      settle(id, ['accepted'], `delivery = 'unknown', reason = $5, reason_detail = $6`, reasonParams(reason), 'unknown', reason),
    async remap(id, complaint) {
      const contacts = await contactIndexesOf(blind, complaint.reporter)
      return remapComplaint(database, prepareComplaint({ ...complaint, id }, keys, contacts))
    },
    inFlight: (most) => readInFlight(database, most),
    async claimDueFollows(limit, claimMs) {
      const rows = await database.query<{ id: string }>(
        `update complaints set follow_at = clock_timestamp() + $2 * interval '1 millisecond'
         where id in (select id from complaints where follow_at <= ${NOW} order by follow_at limit $1 for update skip locked) returning id`,
        [limit, claimMs],
      )
      return rows.map((row) => row.id)
    },
    recordCase: (id, change) => database.transaction((tx) => recordCase(tx, id, change)),
    balance: (filter) => readBalance(database, filter),
    balanceByRegionAndDay: (from, to) => readBalanceByRegionAndDay(database, from, to),
    countByChannel: (scope = null) => countByChannel(scope),
  }
}

/** Leaves connections of the pool for everything else. */
const MOST_AT_ONCE = 3

const IN_SCOPE = '($2::text[] is null or region = any($2))'

function reasonParams(reason: Reason): unknown[] {
  return [reason.code, reasonDetail(reason)]
}
