import { listAudit } from './audit-list.ts'
import type { Database, Queryable } from './database.ts'
import type { Who } from './decisions.ts'
import { toJson } from './json.ts'
import type { Audit, AuditEntry } from './running-state.ts'
import { isUuid } from './uuid.ts'

export function openAudit(database: Database): Audit {
  return {
    add: (entry) => addAudit(database, entry),
    list: (filter, scope) => listAudit(database, filter, scope),
    of: (subject) => database.query('select at, actor, action, detail from audit where subject = $1 order by seq', [subject]),
  }
}

/** One line, in the transaction of what it tells of. */
export async function addAudit(tx: Queryable, entry: AuditEntry): Promise<void> {
  const { actor, action, subject, address = null, region, before, after, detail = {} } = entry
  const complaint = region === undefined && isUuid(subject) ? subject : null
  await tx.query(
    `insert into audit (actor, action, subject, address, before, after, detail, region) values ($1, $2, $3, $4, $5, $6, $7, coalesce($8,
       (select region from complaints where id = $9::uuid),
       (select c.region from updates u join complaints c on c.id = u.complaint_id where u.id = $9::uuid)))`,
    [actor, action, subject, address, toJson(before), toJson(after), toJson(detail), region ?? null, complaint],
  )
}

/** Of a person's decision, with why. */
export function addDecision(
  tx: Queryable,
  action: string,
  subject: string,
  { by, reason, address = null }: Who,
  { detail = {}, ...more }: Pick<AuditEntry, 'region' | 'before' | 'after' | 'detail'> = {},
): Promise<void> {
  return addAudit(tx, { actor: by, action, subject, address, ...more, detail: { reason, ...detail } })
}
