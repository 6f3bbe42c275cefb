import type { Scope } from '../contract/access.ts'
import { addDecision } from './audit.ts'
import type { Database } from './database.ts'
import type { Parked, ParkedFilter, ParkedGroup, ParkedItem } from './decisions.ts'
import { addEvent } from './events.ts'
import { type ReasonColumns, readReason } from './reason.ts'
import { isUuid } from './uuid.ts'

export function openParked(database: Database): Parked {
  return {
    async groups(filter, scope) {
      const rows = await database.query<ParkedGroup & { exampleId: string; exampleMessage: string | null }>(
        // Groups are counted from an index alone; only the example of each is read.
        `select g.*, e.reason_detail ->> 'message' as "exampleMessage" from (
           select c.reason, c.channel, c.region, (count(*) filter (where d.complaint_id is null))::int as count,
             count(d.complaint_id)::int as discarded, min(c.accepted_at) as oldest,
             coalesce(min(c.id::text) filter (where d.complaint_id is null), min(c.id::text))::uuid as "exampleId"
           from complaints c left join discards d on d.complaint_id = c.id where ${CONDITION}
           group by c.reason, c.channel, c.region) g
         join complaints e on e.id = g."exampleId" order by g.count desc, g.reason, g.channel, g.region`,
        params({ ...filter, discarded: true }, scope),
      )
      return rows.map(({ exampleId, exampleMessage, ...group }) => ({
        ...group,
        example: { id: exampleId, message: exampleMessage ?? '' },
      }))
    },
    async page(filter, scope, after, limit) {
      const rows = await database.query<Omit<ParkedItem, 'reason'> & ReasonColumns>(
        `select c.id, c.region, c.app, c.channel, c.ticket, c.complaint ->> 'title' as title, c.accepted_at as "acceptedAt", c.reason, c.reason_detail
         from complaints c left join discards d on d.complaint_id = c.id
         where ${CONDITION} and ($9::uuid is null or c.id > $9) order by c.id limit $10`,
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
         where ${CONDITION} and ($9::uuid is null or c.id > $9) order by c.id limit $10`,
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

const CONDITION = `c.delivery = 'parked' and ($1::uuid[] is null or c.id = any($1)) and ($2::text is null or c.reason = $2)
  and ($3::text is null or c.channel = $3) and ($4::text is null or c.region = $4)
  and ($5::timestamptz is null or c.accepted_at >= $5) and ($6::timestamptz is null or c.accepted_at < $6)
  and ($7 or d.complaint_id is null) and ($8::text[] is null or c.region = any($8))`

/** Discarded ones only when they are named. */
function params(filter: ParkedFilter & { discarded?: boolean }, scope: Scope): unknown[] {
  const { ids, reason, channel, region, from, to, discarded = ids !== undefined } = filter
  return [ids?.filter(isUuid) ?? null, reason ?? null, channel ?? null, region ?? null, from ?? null, to ?? null, discarded, scope]
}
