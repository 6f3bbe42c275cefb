import { CREATE_STEP } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import { addDecision } from './audit.ts'
import type { BlindIndex } from './blind-index.ts'
import { insertAttachments, putSealedPart } from './complaint-remap.ts'
import { contactIndexesOf } from './contacts.ts'
import type { Database, Queryable } from './database.ts'
import type { ReplayRow, Replays } from './decisions.ts'
import { addEvent } from './events.ts'
import { toJson } from './json.ts'
import { type PreparedComplaint, prepareComplaint } from './prepared-complaint.ts'
import type { SealingKeys } from './sealing.ts'
import { indexText } from './search-texts.ts'
import { takeBackSteps } from './unknown.ts'
import { insertUpdate } from './updates.ts'
import { isUuid } from './uuid.ts'

export function openReplays(database: Database, keys: SealingKeys, blind: BlindIndex): Replays {
  return {
    start: ({ id, filter, scope, perSecond, total, region, action = 'replay' }, who) =>
      database.transaction(async (tx) => {
        await tx.query(
          // What is parked from now on is not meant: a replay must come to an end.
          `insert into replays (id, filter, reason, actor, per_second, state, total, scope, action)
           values ($1, case when $2::jsonb ?| array['ids', 'to'] then $2::jsonb else $2::jsonb || jsonb_build_object('to', clock_timestamp()) end, $3, $4, $5, 'running', $6, $7, $8)`,
          [id, toJson(filter), who.reason, who.by, perSecond, total, scope, action],
        )
        await addDecision(tx, `${action}.start`, id, who, { region, detail: { filter, perSecond, total } })
      }),
    get: async (id, scope) =>
      isUuid(id) ? ((await database.query<ReplayRow>(`${SELECT} where id = $1 and ${WITHIN}`, [id, scope]))[0] ?? null) : null,
    all: (limit, scope) => database.query<ReplayRow>(`${SELECT} where ${WITHIN} order by id desc limit $1`, [limit, scope]),
    running: () => database.query<ReplayRow>(`${SELECT} where state = 'running' order by id`),
    stop: (id, who) =>
      database.transaction(async (tx) => {
        if (!isUuid(id)) return false
        const [stopped] = await tx.query<{ action: string }>(
          `update replays set state = 'stopped', finished_at = now() where id = $1 and state = 'running' returning action`,
          [id],
        )
        if (stopped === undefined) return false
        const [started] = await tx.query<{ region: string | null }>('select region from audit where subject = $1 and action = $2', [
          id,
          `${stopped.action}.start`,
        ])
        const change = { before: { state: 'running' }, after: { state: 'stopped' } }
        await addDecision(tx, `${stopped.action}.stop`, id, who, { region: started?.region ?? null, ...change })
        return true
      }),
    async finish(id) {
      await database.query(
        `with finished as (update replays set state = 'done', finished_at = now() where id = $1 and state = 'running' returning *)
         insert into audit (actor, action, subject, region, detail)
         select actor, action || '.done', id::text, (select region from audit where subject = finished.id::text and audit.action = finished.action || '.start'),
           jsonb_build_object('replayed', replayed, 'refused', refused) from finished`,
        [id],
      )
    },
    check: (complaintId) => database.transaction(async (tx) => void (await refuseWhatIsNotReplayed(tx, complaintId))),
    noteDone: (id, subject) => database.transaction((tx) => advance(tx, id, subject, 'replayed')),
    noteRefused: (id, complaintId, { code, message }) =>
      database.transaction(async (tx) => {
        if (!(await advance(tx, id, complaintId, 'refused'))) return false
        await tx.query(
          `insert into replay_refusals (replay_id, complaint_id, code, message) values ($1, $2, $3, $4) on conflict do nothing`,
          [id, complaintId, code, message.slice(0, 500)],
        )
        return true
      }),
    refusals: (id, limit) =>
      database.query(
        `select complaint_id as "complaintId", code, message from replay_refusals where replay_id = $1 order by complaint_id limit $2`,
        [id, limit],
      ),
    async apply(replayId, complaintId, complaint) {
      const contacts = await contactIndexesOf(blind, complaint.reporter)
      const prepared = prepareComplaint({ ...complaint, id: complaintId }, keys, contacts)
      return database.transaction(async (tx) => {
        if (!(await advance(tx, replayId, complaintId, 'replayed'))) return false
        await becomeAnew(tx, complaintId, prepared)
        await addEvent(tx, complaintId, 'replayed', { replayId, mapping: complaint.mapping })
        return true
      })
    },
  }
}

/** Takes the replay's row, so that stopping waits for the one at work and nothing follows it. */
async function advance(tx: Queryable, id: string, complaintId: string, count: 'replayed' | 'refused'): Promise<boolean> {
  const rows = await tx.query(
    `update replays set cursor = $2, ${count} = ${count} + 1 where id = $1 and state = 'running' and (cursor is null or cursor < $2) returning 1`,
    [id, complaintId],
  )
  return rows.length === 1
}

async function becomeAnew(tx: Queryable, id: string, prepared: PreparedComplaint): Promise<void> {
  const { unmapped } = await refuseWhatIsNotReplayed(tx, id)
  const { row, sealParts, attachments, contentHash, ticket, channel, firstAnswer } = prepared
  const [other] = await tx.query<{ id: string }>('select id from complaints where ticket = $1 and channel = $2 and id <> $3', [
    ticket,
    channel,
    id,
  ])
  if (other !== undefined)
    throw new GatewayError('ticket_conflict', `its ticket is that of complaint ${other.id}, which came in by itself; discard this one`)
  await tx.query(
    `update complaints set complaint = given.complaint, mapping = given.mapping, content_hash = $3, ticket = $4,
       origin_state = case when complaints.complaint is null then given.origin_state else complaints.origin_state end,
       delivery = 'accepted', reason = null, reason_detail = null
     from jsonb_to_record($2::jsonb) as given (complaint jsonb, mapping text, origin_state jsonb) where complaints.id = $1`,
    [id, row, contentHash, ticket],
  )
  await indexText(tx, id)
  // What arrived stays as it was sealed; who reported is read anew.
  await tx.query(`delete from sealed_parts where complaint_id = $1 and part = 'reporter'`, [id])
  for (const part of sealParts()) if (part.part === 'reporter') await putSealedPart(tx, id, part)
  await insertAttachments(tx, id, attachments)
  await takeBackSteps(tx, id)
  await tx.query('delete from discards where complaint_id = $1', [id])
  if (unmapped && firstAnswer !== null)
    await insertUpdate(tx, { ...firstAnswer, complaintId: id, source: 'origin', delivery: 'accepted', reason: null })
}

async function refuseWhatIsNotReplayed(tx: Queryable, id: string): Promise<{ unmapped: boolean }> {
  const [row] = await tx.query<{ delivery: string; lapor_id: string | null; unmapped: boolean; restricted: boolean; erased: boolean }>(
    'select delivery, lapor_id, complaint is null as unmapped, restricted_at is not null as restricted, erased_at is not null as erased from complaints where id = $1 for update',
    [id],
  )
  if (row?.delivery !== 'parked')
    throw new GatewayError('replay_refused', `it is ${row?.delivery ?? 'not there'}; only what is parked can be replayed`)
  if (row.erased) throw new GatewayError('replay_refused', 'who reported it and what arrived were erased')
  if (row.restricted) throw new GatewayError('replay_refused', 'its processing is restricted; release it (gateway restrict release)')
  const [create] = await tx.query<{ state: string }>('select state from steps where subject = $1 and name = $2', [id, CREATE_STEP])
  if (create !== undefined || row.lapor_id !== null)
    throw new GatewayError('replay_refused', `LAPOR! ${create?.state === 'sent' ? 'may have' : 'has'} it: it would be there twice`)
  return { unmapped: row.unmapped }
}

/** Of which a person may see all that it takes. */
const WITHIN = '($2::text[] is null or scope <@ $2)'

const SELECT = `select action, id, filter, scope, reason, actor, per_second as "perSecond", state, total, cursor, replayed, refused,
  started_at as "startedAt", finished_at as "finishedAt" from replays`
