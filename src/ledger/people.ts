import type { Status } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import type { CaseSearch, OwnCase, Recipient } from '../contract/people.ts'
import { readReference } from '../contract/reference.ts'
import { type Admit, openAdmissions } from './admissions.ts'
import { type BlindIndex, messagePlace, sealedOf, senderPlace } from './blind-index.ts'
import { type Database, NOW } from './database.ts'
import { toJson } from './json.ts'
import type { SealingKeys } from './sealing.ts'
import { isUuid } from './uuid.ts'

/** The person of a new complaint, on a channel of people. Stored with it, or not at all. */
export interface NewPerson {
  readonly sender: string
  readonly replyTo: unknown
  /** The receipt that the person gets: under which id, in the region's word; readable: the channel cannot be called. */
  readonly receipt: { readonly id: string; readonly statusOrigin: string; readonly state: 'pending' | 'readable' }
}

/** People as the ledger knows them, by channel. A sender is sealed and looked up by a blind index. */
export interface PeopleRows {
  readonly admit: Admit
  /** To whom a complaint's feedback goes. null: it is not of a channel of people, or the person was erased. Throws `config_invalid` while the key is not here. */
  recipient(complaintId: string): Promise<Recipient | null>
  /**
   * The ticket under which these words of this sender are kept: the given one, or that of the same words at most `withinMs` ago. The same ticket is told the same
   * again. `otherWords`: this ticket came before, with other words or from another sender.
   */
  keptUnder(
    channel: string,
    sender: string,
    words: string,
    ticket: string,
    withinMs: number,
  ): Promise<{ ticket: string; otherWords: boolean }>
  /** How an update is named that came as this message. */
  messageReference(channel: string, messageId: string): Promise<string>
  isOwn(channel: string, sender: string, complaintId: string): Promise<boolean>
  cases(channel: string, sender: string, limit: number): Promise<OwnCase[]>
  find(channel: string, sender: string, by: CaseSearch): Promise<OwnCase | null>
  /** Into the history of the case whose feedback was sent as this message; once. false: no such message. */
  noteDelivery(channel: string, message: string, outcome: 'delivered' | 'failed', detail: string): Promise<boolean>
  /** Forgets counts and words that are over, one bounded batch of each; how many. */
  sweep(limit: number): Promise<number>
}

export function openPeople(database: Database, keys: SealingKeys, blind: BlindIndex): PeopleRows {
  async function read(channel: string, sender: string, where: string, params: unknown[], limit: number): Promise<OwnCase[]> {
    const rows = await database.query<CaseRow>(
      `select c.id, p.reference, c.ticket, coalesce(c.complaint ->> 'title', '') as title, c.status, c.status_native as "statusNative", c.institution,
         c.tracking_id as "trackingId", c.accepted_at as "acceptedAt", c.changed_at as "changedAt"
       from people p join complaints c on c.id = p.complaint_id
       where p.channel = $1 and p.sender_index = any($2) and ${where} order by p.complaint_id desc limit ${limit}`,
      [channel, await blind.of(senderPlace(channel), sender), ...params],
    )
    return rows
  }

  return {
    admit: openAdmissions(database, blind),
    async recipient(complaintId) {
      const [row] = await database.query<PersonRow>(
        `select p.*, coalesce(c.complaint ->> 'title', '') as title from people p join complaints c on c.id = p.complaint_id where p.complaint_id = $1`,
        [complaintId],
      )
      if (!row?.sealed || !row.nonce || row.key_id === null) return null
      const plain = keys.open(sealedOf({ key_id: row.key_id, nonce: row.nonce, sealed: row.sealed }), personContext(complaintId))
      if (plain === null)
        throw new GatewayError('config_invalid', `who reported ${complaintId} cannot be opened: put key ${row.key_id} into GATEWAY_KEYS`)
      const { sender, replyTo } = JSON.parse(plain.toString()) as Pick<Recipient, 'sender' | 'replyTo'>
      return { sender, replyTo, reference: row.reference, title: row.title }
    },
    async keptUnder(channel, sender, words, ticket, withinMs) {
      const wordsIndexes = await blind.of(`words/${channel}`, `${sender}\n${fold(words)}`)
      return database.transaction(async (tx) => {
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`words/${wordsIndexes[0].toString('hex')}`])
        const [known] = await tx.query<{ kept_under: string; same: boolean }>(
          'select kept_under, words_index = any($3) as same from said where channel = $1 and ticket = $2',
          [channel, ticket, wordsIndexes],
        )
        if (known !== undefined) return { ticket: known.same ? known.kept_under : ticket, otherWords: !known.same }
        const [first] = await tx.query<{ ticket: string }>(
          `select ticket from said where words_index = any($1) and ticket = kept_under and at > clock_timestamp() - $2 * interval '1 millisecond'
           order by at desc limit 1`,
          [wordsIndexes, withinMs],
        )
        const under = fold(words) === '' ? ticket : (first?.ticket ?? ticket)
        await tx.query('insert into said (channel, ticket, kept_under, words_index) values ($1, $2, $3, $4) on conflict do nothing', [
          channel,
          ticket,
          under,
          wordsIndexes[0],
        ])
        return { ticket: under, otherWords: false }
      })
    },
    async messageReference(channel, messageId) {
      const [index] = await blind.of(`message/${channel}`, messageId)
      return `message:${index.toString('hex')}`
    },
    async isOwn(channel, sender, complaintId) {
      return isUuid(complaintId) && (await read(channel, sender, 'p.complaint_id = $3', [complaintId], 1)).length > 0
    },
    cases: (channel, sender, limit) => read(channel, sender, 'true', [], Math.max(0, Math.min(Math.trunc(limit), 100))),
    async find(channel, sender, by) {
      if ('reference' in by) {
        const reference = readReference(by.reference)
        return reference === null ? null : ((await read(channel, sender, 'p.reference = $3', [reference], 1))[0] ?? null)
      }
      if ('ticket' in by) {
        const where =
          'c.channel = $1 and c.ticket in (select $3::text union all select kept_under from said where channel = $1 and ticket = $3)'
        return (await read(channel, sender, where, [by.ticket], 1))[0] ?? null
      }
      const where = 'p.complaint_id in (select complaint_id from feedback where sent_as && $3::bytea[])'
      return (await read(channel, sender, where, [await blind.of(messagePlace(channel), by.message)], 1))[0] ?? null
    },
    async noteDelivery(channel, message, outcome, detail) {
      const rows = await database.query<{ noted: boolean }>(
        `with told as (
           select f.id, f.complaint_id from feedback f join people p using (complaint_id) where f.sent_as && $2::bytea[] and p.channel = $1 limit 1),
         noted as (
           insert into events (complaint_id, kind, data) select complaint_id, $3, $4::jsonb || jsonb_build_object('feedbackId', id) from told
           where not exists (select 1 from events e where e.complaint_id = told.complaint_id and e.kind = $3
             and e.data = $4::jsonb || jsonb_build_object('feedbackId', told.id)) returning 1)
         select exists (select 1 from noted) as noted from told`,
        [
          channel,
          await blind.of(messagePlace(channel), message),
          outcome === 'delivered' ? 'message_delivered' : 'message_failed',
          toJson({ detail: detail.slice(0, 200) }),
        ],
      )
      return rows.length > 0
    },
    async sweep(limit) {
      let swept = 0
      for (const [table, key, days] of SWEPT) {
        const rows = await database.query(
          `delete from ${table} where (${key}) in (
             select ${key} from ${table} where at < ${NOW} - interval '${days} days' order by at limit $1 for update skip locked) returning 1`,
          [limit],
        )
        swept += rows.length
      }
      return swept
    },
  }
}

/** Words are known for long: a message that was not acknowledged may be delivered again weeks later. */
const SWEPT = [
  ['admissions', 'channel, message_index', 2],
  ['sender_counts', 'channel, sender_index', 2],
  ['said', 'channel, ticket', 60],
] as const

export const personContext = (complaintId: string): string => `${complaintId.toLowerCase()}/person`

/** One line, single spaces, without regard to case. */
function fold(words: string): string {
  return words.normalize('NFKC').replace(/\s+/g, ' ').trim().toLocaleLowerCase('id')
}

type CaseRow = OwnCase & { readonly status: Status }

interface PersonRow {
  reference: string
  title: string
  key_id: string | null
  nonce: Buffer | null
  sealed: Buffer | null
}
