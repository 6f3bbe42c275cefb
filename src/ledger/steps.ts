import { GatewayError } from '../contract/errors.ts'
import type { Database, Prepared } from './database.ts'
import { toJson } from './json.ts'
import type { Step, Steps } from './ledger.ts'
import { RESTRICTED_MESSAGE } from './privacy.ts'
import { shareStatement } from './shared-statement.ts'

export function openSteps(database: Database, byKey: Database): Steps {
  const marks = shareStatement((batch: readonly Mark[]) => markAll(byKey, batch), {
    rows: 100,
    atOnce: 3,
    apart: ({ subject, name }) => `${subject} ${name}`,
  })

  return {
    async get(subject, name) {
      const [row] = await database.query<Step>('select state, result from steps where subject = $1 and name = $2', [subject, name])
      return row ?? null
    },
    async known(subject) {
      const rows = await database.query<Step & { name: string }>('select name, state, result from steps where subject = $1', [subject])
      return new Map(rows.map(({ name, state, result }) => [name, { state, result }]))
    },
    async markSent(subject, name, { first = false, complaintId = subject } = {}) {
      const outcome = await marks.call({ subject, name, first, complaintId })
      if (outcome === 'restricted') throw new GatewayError('restricted', RESTRICTED_MESSAGE)
      if (outcome === 'refused' && first)
        throw new GatewayError(
          'outcome_unknown',
          `step ${name} of ${subject} was sent at this very moment by another run; it is not sent twice`,
        )
      if (outcome === 'refused') throw new GatewayError('internal_error', `step ${name} of ${subject} is done and must not be sent again`)
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

interface Mark {
  readonly subject: string
  readonly name: string
  readonly first: boolean
  readonly complaintId: string
}

async function markAll(database: Database, batch: readonly Mark[]): Promise<Outcome[]> {
  const rows = await database.query<{ outcome: Outcome }>(MARK_SENT, [
    batch.map(({ subject }) => subject),
    batch.map(({ name }) => name),
    batch.map(({ first }) => first),
    batch.map(({ complaintId }) => complaintId),
  ])
  return rows.map(({ outcome }) => outcome)
}

type Outcome = 'sent' | 'refused' | 'restricted'

/**
 * The share lock makes whoever restricts one of the complaints wait until the marks are there to be seen; and a restriction that came first is seen here,
 * since a locked row is read as it is now.
 */
const MARK_SENT: Prepared = {
  name: 'mark-sent',
  text: `
with given as (
  select * from unnest($1::uuid[], $2::text[], $3::boolean[], $4::uuid[]) with ordinality as mark (subject, name, first, complaint_id, at)
), restricted as (
  select id, restricted_at is not null as yes from complaints where id = any($4) order by id for share
), open as (
  select given.* from given left join restricted on id = complaint_id where yes is not true order by subject, name
), begun as (
  insert into steps (subject, name, state) select subject, name, 'sent' from open where first on conflict (subject, name) do nothing returning subject, name
), again as (
  insert into steps (subject, name, state) select subject, name, 'sent' from open where not first
  on conflict (subject, name) do update set sent_at = clock_timestamp() where steps.state = 'sent' returning subject, name
), marked as (
  select * from begun union all select * from again
)
select case when yes then 'restricted' when marked.subject is null then 'refused' else 'sent' end as outcome
from given left join restricted on id = complaint_id left join marked using (subject, name) order by at`,
}
