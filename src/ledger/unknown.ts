import type { Scope } from '../contract/access.ts'
import { CREATE_STEP, FINISH_STEP } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import { addDecision } from './audit.ts'
import type { Database, Queryable } from './database.ts'
import type { UnknownFilter, UnknownGroup, UnknownOutcome, UnknownOutcomes } from './decisions.ts'
import type { EventKind } from './event-kinds.ts'
import { addEvent } from './events.ts'
import { toJson } from './json.ts'
import { type ReasonColumns, readReason } from './reason.ts'
import { isUuid } from './uuid.ts'

export function openUnknown(database: Database): UnknownOutcomes {
  async function read(where: string, params: readonly unknown[]): Promise<UnknownOutcome[]> {
    const rows = await database.query<StoredOutcome>(`${SELECT} ${where}`, params)
    return rows.map(({ reason, reason_detail, ...row }) => ({
      ...row,
      reason: readReason({ reason, reason_detail }) ?? { code: 'outcome_unknown', message: '' },
    }))
  }

  return {
    list: ({ region, limit }, scope) =>
      read('where ($1::text is null or region = $1) and ($2::text[] is null or region = any($2)) order by "acceptedAt", id limit $3', [
        region ?? null,
        scope,
        limit,
      ]),
    get: async (id, scope) =>
      isUuid(id) ? ((await read('where id = $1 and ($2::text[] is null or region = any($2))', [id, scope]))[0] ?? null) : null,
    holdersOf: (laporId, exceptId) => holdersOf(database, laporId, exceptId),
    confirm: (id, { laporId, trackingId, institution }, followAt, who, detail = {}) =>
      database.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`lapor_id ${laporId}`])
        const [holder] = await holdersOf(tx, laporId, id)
        if (holder !== undefined)
          throw new GatewayError('lapor_id_taken', `LAPOR! id ${laporId} is that of complaint ${holder}; look again for the right one`)
        const rows = await tx.query(
          `update complaints set delivery = 'delivered', reason = null, reason_detail = null, delivered_at = clock_timestamp(),
             lapor_id = $2, tracking_id = $3, institution = $4, follow_at = $5 where id = $1 and delivery = 'unknown' returning 1`,
          [id, laporId, trackingId, institution, followAt],
        )
        if (rows.length === 0) return false
        await tx.query(
          `insert into steps (subject, name, state, result, done_at) values ($1, $2, 'done', $3, clock_timestamp())
           on conflict (subject, name) do update set state = 'done', result = excluded.result, done_at = excluded.done_at`,
          [id, CREATE_STEP, toJson({ laporId, trackingId })],
        )
        await tx.query(`insert into steps (subject, name, state) values ($1, $2, 'sent') on conflict do nothing`, [id, FINISH_STEP])
        await addEvent(tx, id, 'reconciled', { laporId, decidedBy: 'a person' })
        await addEvent(tx, id, 'delivered', { laporId, trackingId, institution })
        await addDecision(tx, 'unknown.confirm', id, who, { ...CONFIRMED, detail: { laporId, ...detail } })
        return true
      }),
    confirmUpdate: (id, who) =>
      database.transaction(async (tx) => {
        const set = `delivery = 'delivered', reason = null, reason_detail = null, delivered_at = clock_timestamp()`
        if (!(await changeUpdate(tx, id, set, 'update_delivered', { decidedBy: 'a person' }))) return false
        await addDecision(tx, 'unknown.confirm', id, who, CONFIRMED)
        return true
      }),
    resend: (id, who) =>
      database.transaction(async (tx) => {
        const rows = await tx.query(
          `update complaints set delivery = 'accepted', reason = null, reason_detail = null where id = $1 and delivery = 'unknown' returning 1`,
          [id],
        )
        if (rows.length === 0) return false
        await takeBackSteps(tx, id)
        await addEvent(tx, id, 'resent', { decidedBy: 'a person' })
        await addDecision(tx, 'unknown.resend', id, who, RESENT)
        return true
      }),
    resendUpdate: (id, who) =>
      database.transaction(async (tx) => {
        const set = `delivery = 'accepted', reason = null, reason_detail = null`
        if (!(await changeUpdate(tx, id, set, 'resent', { decidedBy: 'a person' }))) return false
        await takeBackSteps(tx, id)
        await addDecision(tx, 'unknown.resend', id, who, RESENT)
        return true
      }),
    groups: (filter, scope) =>
      database.query<UnknownGroup>(
        `select reason, kind, channel, region, count(*)::int as count, min("acceptedAt") as oldest from (${SELECT}) as one
         where ${FILTER} group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3`,
        filterParams(filter, scope),
      ),
    page: (filter, scope, after, limit) =>
      read(`where ${FILTER} and ($8::uuid is null or id > $8) order by id limit $9`, [...filterParams(filter, scope), after, limit]),
    async count(filter, scope) {
      const [row] = await database.query<{ count: number }>(
        `select count(*)::int as count from (${SELECT}) as one where ${FILTER}`,
        filterParams(filter, scope),
      )
      return row?.count ?? 0
    },
    toFinish: (limit) =>
      database.query(
        `select c.id, c.region from steps s join complaints c on c.id = s.subject
         where s.name = 'finish' and s.state = 'sent' and c.delivery = 'delivered' order by s.subject limit $1`,
        [limit],
      ),
  }
}

const FILTER = `($1::uuid[] is null or id = any($1)) and ($2::text is null or reason = $2) and ($3::text is null or kind = $3)
  and ($4::text is null or channel = $4) and ($5::text is null or region = $5) and ($6::text[] is null or region = any($6))
  and ($7::timestamptz is null or "sentAt" is null or "sentAt" < $7)`

function filterParams({ ids, reason, kind, channel, region, to }: UnknownFilter, scope: Scope): unknown[] {
  return [ids?.filter(isUuid) ?? null, reason ?? null, kind ?? null, channel ?? null, region ?? null, scope, to ?? null]
}

const CONFIRMED = { before: { delivery: 'unknown' }, after: { delivery: 'delivered' } }
const RESENT = { before: { delivery: 'unknown' }, after: { delivery: 'accepted' } }

/** What was sent and not answered, and what counts its repeats (steps named below it). */
export async function takeBackSteps(tx: Queryable, subject: string): Promise<void> {
  await tx.query(
    `delete from steps where subject = $1 and (state = 'sent'
       or exists (select 1 from steps up where up.subject = $1 and up.state = 'sent' and starts_with(steps.name, up.name || ':')))`,
    [subject],
  )
}

async function changeUpdate(tx: Queryable, id: string, set: string, kind: EventKind, data: object): Promise<boolean> {
  const [row] = await tx.query<{ complaint_id: string }>(
    `update updates set ${set} where id = $1 and delivery = 'unknown' returning complaint_id`,
    [id],
  )
  if (row === undefined) return false
  await addEvent(tx, row.complaint_id, kind, { updateId: id, ...data })
  return true
}

async function holdersOf(tx: Queryable, laporId: string, exceptId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>('select id from complaints where lapor_id = $1 and id <> $2 order by id', [laporId, exceptId])
  return rows.map(({ id }) => id)
}

type StoredOutcome = Omit<UnknownOutcome, 'reason'> & ReasonColumns

const SELECT = `select * from (
  select c.id, 'complaint' as kind, c.id as "complaintId", c.region, c.app, c.channel, c.ticket, c.lapor_id as "laporId", c.reason, c.reason_detail,
    c.accepted_at as "acceptedAt", (select max(sent_at) from steps s where s.subject = c.id and s.state = 'sent') as "sentAt"
  from complaints c where c.delivery = 'unknown'
  union all
  select u.id, 'update', c.id, c.region, c.app, c.channel, c.ticket, c.lapor_id, u.reason, u.reason_detail,
    u.accepted_at, (select max(sent_at) from steps s where s.subject = u.id and s.state = 'sent')
  from updates u join complaints c on c.id = u.complaint_id where u.delivery = 'unknown'
) as outcome`
