import type { Database } from './database.ts'
import { toJson } from './json.ts'
import type { Audit } from './running-state.ts'

export function openAudit(database: Database): Audit {
  return {
    async add(actor, action, subject, detail = {}) {
      await database.query('insert into audit (actor, action, subject, detail) values ($1, $2, $3, $4)', [
        actor,
        action,
        subject,
        toJson(detail),
      ])
    },
    of: (subject) => database.query('select at, actor, action, detail from audit where subject = $1 order by seq', [subject]),
  }
}
