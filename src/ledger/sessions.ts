import type { AccountRow, OwnSession, Sessions, SignInTries } from './account-rows.ts'
import { ACCOUNT } from './accounts.ts'
import type { Database } from './database.ts'
import { isUuid } from './uuid.ts'

export function openSessions(database: Database): Sessions {
  return {
    async start({ tokenHash, accountId, csrf, address, agent, endsAt }) {
      await database.query('delete from sessions where ends_at < now()', [])
      const [row] = await database.query<{ id: string }>(
        'insert into sessions (token_hash, account_id, csrf, address, agent, ends_at) values ($1, $2, $3, $4, $5, $6) returning id',
        [tokenHash, accountId, csrf, address, agent, endsAt],
      )
      return row?.id ?? ''
    },
    async see(tokenHash, idleMs, use = true) {
      const [row] = await database.query<AccountRow & { session: string; csrf: string }>(
        `with seen as (select ${ACCOUNT}, s.csrf, s.id as session, s.seen_at from sessions s join accounts a on a.id = s.account_id
           where s.token_hash = $1 and a.disabled_at is null and ${OPEN}),
         noted as (update sessions set seen_at = now() where token_hash = $1 and $3 and exists (select 1 from seen where seen_at < now() - interval '${NOTE_EVERY}'))
         select * from seen`,
        [tokenHash, idleMs, use],
      )
      if (!row) return null
      const { session, csrf, ...account } = row
      return { id: session, csrf, account }
    },
    async end(tokenHash) {
      await database.query('delete from sessions where token_hash = $1', [tokenHash])
    },
    of: (accountId, idleMs) =>
      database.query<OwnSession>(
        `select s.id, s.address, s.agent, s.started_at as "startedAt", s.seen_at as "seenAt" from sessions s
         where s.account_id = $1 and ${OPEN} order by s.seen_at desc, s.id limit 100`,
        [accountId, idleMs],
      ),
    async endOne(accountId, id) {
      if (!isUuid(id)) return false
      const rows = await database.query('delete from sessions where account_id = $1 and id = $2 returning 1', [accountId, id])
      return rows.length === 1
    },
    async endOthers(accountId, exceptId) {
      const rows = await database.query('delete from sessions where account_id = $1 and ($2::uuid is null or id <> $2) returning 1', [
        accountId,
        exceptId,
      ])
      return rows.length
    },
  }
}

/** Often enough for an idle time of an hour, and no write with every request. */
const NOTE_EVERY = '30 seconds'
const OPEN = `s.ends_at > now() and s.seen_at > now() - $2 * interval '1 millisecond'`

export function openSignInTries(database: Database): SignInTries {
  return {
    async count(keys, windowMs) {
      await database.query(`delete from sign_in_tries where since < now() - interval '1 day'`, [])
      // In one order, so that two cannot wait for each other.
      return database.query(
        `insert into sign_in_tries as t (key, tries, since) select key, 1, now() from unnest($1::text[]) as key order by key
         on conflict (key) do update set
           tries = case when t.since < now() - $2 * interval '1 millisecond' then 1 else t.tries + 1 end,
           since = case when t.since < now() - $2 * interval '1 millisecond' then now() else t.since end
         returning key, tries, (extract(epoch from since - now()) * 1000 + $2)::int as "endsInMs"`,
        [keys, windowMs],
      )
    },
    async forgive(names, address) {
      await database.query('delete from sign_in_tries where key = any($1)', [names])
      if (address !== null) await database.query('update sign_in_tries set tries = greatest(tries - 1, 0) where key = $1', [address])
    },
  }
}
