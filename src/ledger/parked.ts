import type { Scope } from '../contract/access.ts'
import type { FieldError } from '../contract/errors.ts'
import { addDecision } from './audit.ts'
import type { Database } from './database.ts'
import type { Parked, ParkedFilter, ParkedGroup, ParkedItem } from './decisions.ts'
import { addEvent } from './events.ts'
import { type ReasonColumns, readReason } from './reason.ts'
import { isUuid } from './uuid.ts'

export function openParked(database: Database): Parked {
  return {
    async groups(filter, scope) {
      const rows = await database.query<
        ParkedGroup & { exampleId: string; exampleMessage: string | null; exampleErrors: FieldError[] | null }
      >(
        // Groups are counted from an index alone, in its order; only the example of each is read.
        `with parked as (
           select c.reason, c.channel, c.region, count(*)::int as all, min(c.accepted_at) as oldest from complaints c where ${PARKED}
           group by c.reason, c.channel, c.region order by c.reason, c.channel, c.region
         ), gone as (
           select c.reason, c.channel, c.region, count(*)::int as discarded from discards d join complaints c on c.id = d.complaint_id where ${PARKED}
           group by c.reason, c.channel, c.region
         )
         select reason, channel, region, "all" - coalesce(discarded, 0) as count, coalesce(discarded, 0) as discarded, oldest,
           e.id as "exampleId", e.reason_detail ->> 'message' as "exampleMessage", e.reason_detail -> 'errors' as "exampleErrors"
         from parked left join gone using (reason, channel, region) cross join lateral (
           select c.id, c.reason_detail from complaints c left join discards d on d.complaint_id = c.id
           where ${PARKED} and c.reason = parked.reason and c.channel = parked.channel and c.region = parked.region
             and (d.complaint_id is null or "all" = discarded)
           order by c.reason, c.channel, c.region, c.id limit 1) e
         order by count desc, reason, channel, region`,
        params(filter, scope),
      )
      return rows.map(({ exampleId, exampleMessage, exampleErrors, ...group }) => ({
        ...group,
        example: { id: exampleId, message: exampleMessage ?? '', ...(exampleErrors && { errors: exampleErrors }) },
      }))
    },
    async page(filter, scope, after, limit) {
      const rows = await database.query<Omit<ParkedItem, 'reason'> & ReasonColumns>(
        `select c.id, c.region, c.app, c.channel, c.ticket, c.complaint ->> 'title' as title, c.accepted_at as "acceptedAt", c.reason, c.reason_detail
         from complaints c left join discards d on d.complaint_id = c.id
         where ${CONDITION} and ($8::uuid is null or c.id > $8) order by c.id limit $9`,
        [...params(filter, scope), after, limit],
      )
      return rows.map(({ reason, reason_detail, ...row }) => ({
        ...row,
        reason: readReason({ reason, reason_detail }) ?? { code: 'internal_error', message: '' },
      }))
    },
    async ids(filter, scope, after, limit) {
      const rows = await database.query<{ id: string }>(
        `select c.id from complaints c left join discards d on d.complaint_id = c.id
         where ${CONDITION} and ($8::uuid is null or c.id > $8) order by c.id limit $9`,
        [...params(filter, scope), after, limit],
      )
      return rows.map(({ id }) => id)
    },
    async count(filter, scope) {
      const [row] = await database.query<{ count: number }>(
        `select count(*)::int as count from complaints c left join discards d on d.complaint_id = c.id where ${CONDITION}`,
        params(filter, scope),
      )
      return row?.count ?? 0
    },
    discard: (id, who, scope) =>
      database.transaction(async (tx) => {
        const [row] = isUuid(id)
          ? await tx.query<{ delivery: string }>(
              'select delivery from complaints where id = $1 and ($2::text[] is null or region = any($2)) for update',
              [id, scope],
            )
          : []
        if (row?.delivery !== 'parked') return false
        const fresh = await tx.query(
          'insert into discards (complaint_id, reason, actor) values ($1, $2, $3) on conflict do nothing returning 1',
          [id, who.reason, who.by],
        )
        if (fresh.length === 0) return true
        await addEvent(tx, id, 'discarded', {})
        await addDecision(tx, 'parked.discard', id, who, { before: { discarded: false }, after: { discarded: true } })
        return true
      }),
  }
}

const PARKED = `c.delivery = 'parked' and ($1::uuid[] is null or c.id = any($1)) and ($2::text is null or c.reason = $2)
  and ($3::text is null or c.channel = $3) and ($4::text is null or c.region = $4)
  and ($5::timestamptz is null or c.accepted_at >= $5) and ($6::timestamptz is null or c.accepted_at < $6)
  and ($7::text[] is null or c.region = any($7))`

/** Discarded ones only when they are named. */
const CONDITION = `${PARKED} and ($1::uuid[] is not null or d.complaint_id is null)`

function params({ ids, reason, channel, region, from, to }: ParkedFilter, scope: Scope): unknown[] {
  return [ids?.filter(isUuid) ?? null, reason ?? null, channel ?? null, region ?? null, from ?? null, to ?? null, scope]
}
