import type { Role } from '../contract/access.ts'
import type { AccountRow, Accounts, NewAccount } from './account-rows.ts'
import type { Database, Queryable } from './database.ts'
import { newId } from './uuid.ts'

export function openAccounts(database: Database): Accounts {
  const insert = `insert into accounts (id, name, role, home, password, temporary, subject) select $1::uuid, $2, $3, $4, $5, $6, $7`
  const values = ({ name, role, home, password, temporary = false, subject = null }: NewAccount) => [
    newId(),
    name,
    role,
    home,
    password,
    temporary,
    subject,
  ]
  async function find(tx: Queryable, where: string, params: readonly unknown[]): Promise<AccountRow | null> {
    return (await tx.query<AccountRow>(`select ${ACCOUNT} from accounts a where ${where}`, params))[0] ?? null
  }

  return {
    async findByName(name) {
      const [row] = await database.query<AccountRow & { password: string | null }>(
        `select ${ACCOUNT}, a.password from accounts a where a.name = lower($1)`,
        [name],
      )
      if (!row) return null
      const { password, ...account } = row
      return { account, password }
    },
    get: (id) => find(database, 'a.id = $1', [id]),
    findBySubject: (subject) => find(database, 'a.subject = $1', [subject]),
    list: (after, limit) =>
      database.query<AccountRow>(`select ${ACCOUNT} from accounts a where a.name > $1 order by a.name limit $2`, [after, limit]),
    async isEmpty() {
      const rows = await database.query('select 1 from accounts limit 1', [])
      return rows.length === 0
    },
    async create(account) {
      const rows = await database.query(`${insert} on conflict (name) do nothing returning id`, values(account))
      return rows.length === 1
    },
    createFirst: (account) =>
      database.transaction(async (tx) => {
        await tx.query('lock table accounts in share row exclusive mode')
        const rows = await tx.query(`${insert} where not exists (select 1 from accounts) returning id`, values(account))
        return rows.length === 1
      }),
    change: (id, { role, home, disabled }) =>
      database.transaction(async (tx) => {
        // One after the other, so that two changes cannot take the last administrator away together.
        await tx.query('lock table accounts in share row exclusive mode')
        const before = await find(tx, 'a.id = $1', [id])
        if (before === null) return { outcome: 'absent' }
        if (isAdministrator(before) && (role !== 'national' || disabled)) {
          const [other] = await tx.query(`select 1 from accounts where role = 'national' and disabled_at is null and id <> $1 limit 1`, [
            id,
          ])
          if (other === undefined) return { outcome: 'last' }
        }
        await tx.query(
          `update accounts set role = $2, home = $3, disabled_at = case when $4 then coalesce(disabled_at, now()) end where id = $1`,
          [id, role, home, disabled],
        )
        if (disabled) await tx.query('delete from sessions where account_id = $1', [id])
        return { outcome: 'changed', before }
      }),
    async setPassword(id, password, temporary) {
      await database.query('update accounts set password = $2, temporary = $3 where id = $1', [id, password, temporary])
    },
    async noteSignIn(id) {
      await database.query('update accounts set signed_in_at = now() where id = $1', [id])
    },
    async setPreferences(id, { language, timezone }) {
      await database.query('update accounts set language = coalesce($2, language), timezone = coalesce($3, timezone) where id = $1', [
        id,
        language ?? null,
        timezone ?? null,
      ])
    },
  }
}

const isAdministrator = ({ role, disabledAt }: { role: Role; disabledAt: Date | null }): boolean =>
  role === 'national' && disabledAt === null

/** Of the table `accounts` as `a`. */
export const ACCOUNT = `a.id, a.name, a.role, a.home, a.language, a.timezone, a.temporary, a.subject, a.password is not null as "hasPassword",
  a.disabled_at as "disabledAt", a.created_at as "createdAt", a.signed_in_at as "signedInAt"`
