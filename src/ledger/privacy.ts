import type { Delivery } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import { addAudit } from './audit.ts'
import type { Database, Queryable } from './database.ts'
import type { EventKind } from './event-kinds.ts'
import { addEvent } from './events.ts'
import { toJson } from './json.ts'
import { openPrivacyCounts } from './privacy-counts.ts'
import type { AuditEntry } from './running-state.ts'
import { forgetText } from './search-texts.ts'

/** Who did it and why; the why goes into the audit only. */
export interface ByWhom {
  readonly actor: string
  readonly reason: string
  /** From where; absent: not over the network. */
  readonly address?: string | null
}

export interface Erased {
  readonly reporter: boolean
  readonly raw: boolean
  readonly attachments: number
  readonly text: boolean
}

export interface PrivacyCounts {
  readonly erased: number
  readonly held: number
  /** Of those that are not erased. */
  readonly restricted: number
}

/** What the law asks of a complaint's person. Each is audited and stands in the complaint's history. */
export interface Privacy {
  /** Ids of a region's complaints whose retention is over: closed, withdrawn before they were sent, or discarded by a person, before `before`; without what is held or erased already. */
  due(
    rules: readonly { readonly region: string; readonly before: Date }[],
    endStatuses: readonly string[],
    limit: number,
  ): Promise<{ id: string; region: string }[]>
  /**
   * Removes the sealed parts and the attachments; with `text` also what was said. The case and its history stay. null: it is held, and nothing was
   * done. Throws `complaint_unknown`.
   */
  erase(id: string, by: ByWhom, options: { readonly why: 'retention' | 'request'; readonly text?: boolean }): Promise<Erased | null>
  /** Nothing of it is sent to the centre until it is released. false: it was restricted before. */
  restrict(id: string, by: ByWhom): Promise<boolean>
  /** Parks what is restricted and was not sent yet, with its updates; resolves with its delivery now. */
  parkRestricted(id: string): Promise<Delivery>
  /** What was parked as restricted is in flight again. false: it was not restricted. */
  release(id: string, by: ByWhom): Promise<boolean>
  /** false: it was so before. */
  hold(id: string, held: boolean, by: ByWhom): Promise<boolean>
  /** Before who reported is opened for a person: in the audit and in the history. Throws `complaint_unknown`. */
  noteRead(id: string, by: ByWhom): Promise<void>
  isRestricted(id: string): Promise<boolean>
  count(): Promise<PrivacyCounts>
  /** Files that lost their last row before `before`, oldest first; `inUse`: something refers to it again. */
  removableBlobs(before: Date, limit: number): Promise<{ sha256: string; inUse: boolean }[]>
  forgetRemovable(sha256: string): Promise<void>
}

export const RESTRICTED_MESSAGE = 'its processing is restricted; release it when it may go on'
const REMOVED_TEXT = '(dihapus atas permintaan pelapor)'

export function openPrivacy(database: Database): Privacy {
  /** A mark on the complaint, its event and its line in the audit, as one. */
  async function mark(id: string, set: string, where: string, event: EventKind, by: ByWhom): Promise<boolean> {
    return database.transaction(async (tx) => {
      const changed = await tx.query(`update complaints set ${set} where id = $1 and ${where} returning 1`, [id])
      if (changed.length === 0) {
        await requireComplaint(tx, id)
        return false
      }
      await addEvent(tx, id, event, {})
      await addChange(tx, id, event, by)
      return true
    })
  }

  return {
    due: (rules, endStatuses, limit) =>
      database.query(
        // What was discarded is gone through once, and not again for each region.
        `select own.id, rule.region from unnest($1::text[], $2::timestamptz[]) as rule (region, before)
         cross join lateral (
           (select id from complaints where region = rule.region and erased_at is null and held_at is null and delivery = 'delivered' and follow_at is null
              and status = any($3) and status_at < rule.before order by status_at limit $4)
           union
           (select id from complaints where region = rule.region and erased_at is null and held_at is null and delivery = 'parked'
              and restricted_at is not null and restricted_at < rule.before order by restricted_at limit $4)) own
         union all
         (select id, region from discards join complaints on complaint_id = id
          where erased_at is null and held_at is null and delivery = 'parked' and at < ($5::jsonb ->> region)::timestamptz
            and (restricted_at is null or restricted_at >= ($5::jsonb ->> region)::timestamptz) order by at limit $4)
         limit $4`,
        [
          rules.map(({ region }) => region),
          rules.map(({ before }) => before),
          endStatuses,
          limit,
          toJson(Object.fromEntries(rules.map(({ region, before }) => [region, before.toISOString()]))),
        ],
      ),
    erase: (id, by, { why, text = false }) => database.transaction((tx) => eraseIn(tx, id, by, why, text)),
    restrict: (id, by) => mark(id, 'restricted_at = clock_timestamp()', 'restricted_at is null', 'restricted', by),
    parkRestricted: (id) => database.transaction((tx) => parkIn(tx, id)),
    async release(id, by) {
      return database.transaction(async (tx) => {
        const changed = await tx.query(
          'update complaints set restricted_at = null where id = $1 and restricted_at is not null returning 1',
          [id],
        )
        if (changed.length === 0) {
          await requireComplaint(tx, id)
          return false
        }
        await tx.query(
          `update complaints set delivery = 'accepted', reason = null, reason_detail = null
           where id = $1 and delivery = 'parked' and reason = 'restricted' and complaint is not null`,
          [id],
        )
        await tx.query(
          `update updates set delivery = 'accepted', reason = null, reason_detail = null where complaint_id = $1 and delivery = 'parked' and reason = 'restricted'`,
          [id],
        )
        await addEvent(tx, id, 'released', {})
        await addChange(tx, id, 'released', by)
        return true
      })
    },
    hold: (id, held, by) =>
      held
        ? mark(id, 'held_at = clock_timestamp()', 'held_at is null', 'hold_set', by)
        : mark(id, 'held_at = null', 'held_at is not null', 'hold_released', by),
    noteRead: (id, by) =>
      database.transaction(async (tx) => {
        await requireComplaint(tx, id)
        await addEvent(tx, id, 'identity_read', {})
        await addChange(tx, id, 'identity_read', by)
      }),
    async isRestricted(id) {
      const rows = await database.query('select 1 from complaints where id = $1 and restricted_at is not null', [id])
      return rows.length > 0
    },
    count: openPrivacyCounts(database),
    removableBlobs: (before, limit) =>
      database.query(
        `select sha256, exists (select 1 from attachments a where a.sha256 = blob_removals.sha256) as "inUse"
         from blob_removals where since < $1 order by since limit $2`,
        [before, limit],
      ),
    async forgetRemovable(sha256) {
      await database.query('delete from blob_removals where sha256 = $1', [sha256])
    },
  }
}

async function eraseIn(tx: Queryable, id: string, by: ByWhom, why: 'retention' | 'request', text: boolean): Promise<Erased | null> {
  const [row] = await tx.query<{ held: boolean }>('select held_at is not null as held from complaints where id = $1 for update', [id])
  if (row === undefined) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
  if (row.held) return null
  const parts = await tx.query<{ part: string }>('delete from sealed_parts where complaint_id = $1 returning part', [id])
  const files = await tx.query<{ sha256: string | null }>('delete from attachments where complaint_id = $1 returning sha256', [id])
  await tx.query(
    'insert into blob_removals (sha256) select distinct unnest($1::text[]) on conflict (sha256) do update set since = excluded.since',
    [files.flatMap(({ sha256 }) => sha256 ?? [])],
  )
  // The hash was taken over the person too, and a phone number is soon guessed from it. Empty, it equals whatever comes under this ticket.
  await tx.query(
    `update complaints set erased_at = coalesce(erased_at, clock_timestamp()), content_hash = '',
       complaint = case when complaint is null then null else jsonb_set(complaint, '{attachments}', '[]') end where id = $1`,
    [id],
  )
  await erasePerson(tx, id, why)
  await tx.query('delete from exchanges where complaint_id = $1', [id])
  if (text) await eraseText(tx, id)
  const erased = {
    reporter: parts.some(({ part }) => part === 'reporter'),
    raw: parts.some(({ part }) => part === 'raw'),
    attachments: files.length,
    text,
  }
  await addEvent(tx, id, 'identity_erased', { why, ...erased })
  await addChange(tx, id, 'identity_erased', by, { why, ...erased })
  return erased
}

/**
 * The ticket number stays. What was remembered of the conversation goes with it, unless time alone took one of several cases. On request a mark stays for two days, with the counts of the
 * sender: a message of before that is delivered again does not bring the person back.
 */
async function erasePerson(tx: Queryable, id: string, why: 'retention' | 'request'): Promise<void> {
  const [person] = await tx.query<{ channel: string; index: Buffer; last: boolean }>(
    `select channel, sender_index as index, not exists (
       select 1 from people o where o.channel = p.channel and o.sender_index = p.sender_index and o.complaint_id <> p.complaint_id) as last
     from people p where complaint_id = $1 and sender_index is not null`,
    [id],
  )
  if (person === undefined) return
  await tx.query('update people set sender_index = null, key_id = null, nonce = null, sealed = null where complaint_id = $1', [id])
  if (why === 'retention' && !person.last) return
  await tx.query('delete from memory where channel = $1 and about @> array[$2::bytea]', [person.channel, person.index])
  if (why !== 'request') return
  await tx.query(
    `insert into sender_counts (channel, sender_index, spans)
     values ($1, $2, jsonb_build_object('erasedAt', ceil(extract(epoch from clock_timestamp()) * 1000)))
     on conflict (channel, sender_index) do update set spans = sender_counts.spans || excluded.spans, at = clock_timestamp()`,
    [person.channel, person.index],
  )
}

async function eraseText(tx: Queryable, id: string): Promise<void> {
  await forgetText(tx, id)
  await tx.query(
    `update complaints set origin_state = origin_state - 'answer',
       complaint = case when complaint is null then null else
         jsonb_set(jsonb_set((complaint #- '{location,address}' #- '{location,lat}' #- '{location,lng}') || '{"tags":[]}', '{title}', $2), '{body}', $2) end
     where id = $1`,
    [id, JSON.stringify(REMOVED_TEXT)],
  )
  await tx.query(
    `update updates set body = case when body is null then null else $2 end, state = state - 'answer' where complaint_id = $1`,
    [id, REMOVED_TEXT],
  )
  await tx.query(
    `update feedback set answer = answer || jsonb_build_object('text', $2::text, 'attachments', '[]'::jsonb) where complaint_id = $1 and answer is not null`,
    [id, REMOVED_TEXT],
  )
}

/** What was begun at the centre is not parked: it is settled as delivered or unknown by whoever works on it. */
async function parkIn(tx: Queryable, id: string): Promise<Delivery> {
  const detail = toJson({ message: RESTRICTED_MESSAGE })
  const parked = await tx.query(
    `update complaints set delivery = 'parked', reason = 'restricted', reason_detail = $2 where id = $1 and delivery = 'accepted' and restricted_at is not null
       and not exists (select 1 from steps where subject = $1 and name = 'create') returning 1`,
    [id, detail],
  )
  if (parked.length > 0) await addEvent(tx, id, 'parked', { code: 'restricted', message: RESTRICTED_MESSAGE })
  await tx.query(
    `update updates set delivery = 'parked', reason = 'restricted', reason_detail = $2 where complaint_id = $1 and delivery = 'accepted'
       and exists (select 1 from complaints where id = $1 and restricted_at is not null) and not exists (select 1 from steps where subject = updates.id)`,
    [id, detail],
  )
  const [row] = await tx.query<{ delivery: Delivery }>('select delivery from complaints where id = $1', [id])
  if (row === undefined) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
  return row.delivery
}

async function requireComplaint(tx: Queryable, id: string): Promise<void> {
  const rows = await tx.query('select 1 from complaints where id = $1', [id])
  if (rows.length === 0) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
}

function addChange(
  tx: Queryable,
  id: string,
  action: string,
  { actor, reason, address = null }: ByWhom,
  detail: object = {},
): Promise<void> {
  return addAudit(tx, { actor, action, subject: id, address, ...CHANGES[action], detail: { reason, ...detail } })
}

const CHANGES: Readonly<Record<string, Pick<AuditEntry, 'before' | 'after'>>> = {
  restricted: { before: { restricted: false }, after: { restricted: true } },
  released: { before: { restricted: true }, after: { restricted: false } },
  hold_set: { before: { held: false }, after: { held: true } },
  hold_released: { before: { held: true }, after: { held: false } },
  identity_erased: { before: { erased: false }, after: { erased: true } },
}
