import type { Reporter } from '../contract/complaint.ts'
import type { Log } from '../contract/connector.ts'
import { type BlindIndex, EMAIL_PLACE, PHONE_PLACE, sealedOf } from './blind-index.ts'
import type { Database } from './database.ts'
import { sealingContext } from './sealed-parts.ts'
import type { SealingKeys } from './sealing.ts'

/** By which a reporter is found again without being opened. */
export interface ContactIndexes {
  readonly phoneIndex: Buffer | null
  readonly emailIndex: Buffer | null
}

export interface Contacts {
  /**
   * Indexes reporters that were sealed before there were indexes, one bounded batch behind `after`. What does not open is left, for when its key is back.
   * `next` null: it was the last.
   */
  indexOlder(limit: number, after: string | null): Promise<{ indexed: number; unreadable: number; next: string | null }>
}

export const NO_INDEXES: ContactIndexes = { phoneIndex: null, emailIndex: null }

export async function contactIndexesOf(blind: BlindIndex, reporter: Reporter | null): Promise<ContactIndexes> {
  if (reporter === null) return NO_INDEXES
  const { phone, email } = reporter
  const [phoneIndex = null] = phone === undefined ? [] : await blind.of(PHONE_PLACE, phone)
  const [emailIndex = null] = email === undefined ? [] : await blind.of(EMAIL_PLACE, foldEmail(email))
  return { phoneIndex, emailIndex }
}

export const foldEmail = (email: string): string => email.trim().toLowerCase()

export function openContacts(database: Database, keys: SealingKeys, blind: BlindIndex, log: Log): Contacts {
  return {
    indexOlder: (limit, after) =>
      database.transaction(async (tx) => {
        const rows = await tx.query<Row>(
          `select complaint_id, key_id, nonce, sealed from sealed_parts
           where part = 'reporter' and not contacts_indexed and ($1::uuid is null or complaint_id > $1)
           order by complaint_id limit $2 for update skip locked`,
          [after, limit],
        )
        const ready: { id: string; indexes: ContactIndexes }[] = []
        for (const row of rows) {
          const plain = keys.open(sealedOf(row), sealingContext(row.complaint_id, 'reporter'))
          if (plain === null)
            log.error({ complaintId: row.complaint_id, keyId: row.key_id }, 'a reporter cannot be opened, and was not indexed')
          else ready.push({ id: row.complaint_id, indexes: await contactIndexesOf(blind, JSON.parse(plain.toString()) as Reporter) })
        }
        await tx.query(
          `update sealed_parts set phone_index = found.phone_index, email_index = found.email_index, contacts_indexed = true
           from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as found (id, phone_index, email_index)
           where complaint_id = found.id and part = 'reporter'`,
          [ready.map(({ id }) => id), ready.map(({ indexes }) => indexes.phoneIndex), ready.map(({ indexes }) => indexes.emailIndex)],
        )
        return {
          indexed: ready.length,
          unreadable: rows.length - ready.length,
          next: rows.length < limit ? null : (rows.at(-1)?.complaint_id ?? null),
        }
      }),
  }
}

interface Row {
  complaint_id: string
  key_id: string
  nonce: Buffer
  sealed: Buffer
}
