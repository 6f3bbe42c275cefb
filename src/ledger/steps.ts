import { GatewayError } from '../contract/errors.ts'
import type { Database } from './database.ts'
import { toJson } from './json.ts'
import type { Steps } from './ledger.ts'

export function openSteps(database: Database): Steps {
  return {
    async get(subject, name) {
      const [row] = await database.query<{ state: 'sent' | 'done'; result: unknown }>(
        'select state, result from steps where subject = $1 and name = $2',
        [subject, name],
      )
      return row ?? null
    },
    async markSent(subject, name, first = false) {
      const rows = await database.query(
        `insert into steps (subject, name, state) values ($1, $2, 'sent')
         on conflict (subject, name) do update set sent_at = clock_timestamp() where steps.state = 'sent' and not $3 returning 1`,
        [subject, name, first],
      )
      if (rows.length === 0 && first)
        throw new GatewayError(
          'outcome_unknown',
          `step ${name} of ${subject} was sent at this very moment by another run; it is not sent twice`,
        )
      if (rows.length === 0) throw new GatewayError('internal_error', `step ${name} of ${subject} is done and must not be sent again`)
    },
    async markDone(subject, name, result) {
      await database.query(
        `insert into steps (subject, name, state, result, done_at) values ($1, $2, 'done', $3, clock_timestamp())
         on conflict (subject, name) do update set state = 'done', result = excluded.result, done_at = excluded.done_at where steps.state = 'sent'`,
        [subject, name, toJson(result)],
      )
    },
    async takeBack(subject, name) {
      await database.query(`delete from steps where subject = $1 and name = $2 and state = 'sent'`, [subject, name])
    },
    of: (subject) =>
      database.query(`select name, state, sent_at as "sentAt", done_at as "doneAt" from steps where subject = $1 order by sent_at, name`, [
        subject,
      ]),
  }
}
