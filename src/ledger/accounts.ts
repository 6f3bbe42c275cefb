import type { Language, Role, Zone } from '../contract/access.ts'
import type { Database } from './database.ts'
import { newId } from './uuid.ts'

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly home: string | null
  readonly language: Language
  readonly timezone: Zone
  readonly disabledAt: Date | null
  readonly createdAt: Date
}

export interface NewAccount {
  readonly name: string
  readonly role: Role
  readonly home: string | null
  /** As src/access hashes it; null: signs in elsewhere. */
  readonly password: string | null
}

export interface SessionRow {
  readonly account: Account
  readonly csrf: string
  readonly address: string | null
}

/** Who works at the console. */
export interface Accounts {
  /** null: there is none of this name. The hash goes nowhere but to the check of a password. */
  findByName(name: string): Promise<{ readonly account: Account; readonly password: string | null } | null>
  isEmpty(): Promise<boolean>
  /** false: the name is taken. */
  create(account: NewAccount): Promise<boolean>
  /** Creates it only when there is no account at all; false: there is one. Several gateways may try at once. */
  createFirst(account: NewAccount): Promise<boolean>
  setPreferences(id: string, preferences: { language?: Language; timezone?: Zone }): Promise<void>
}

export interface Sessions {
  start(session: { tokenHash: Buffer; accountId: string; csrf: string; address: string | null; endsAt: Date }): Promise<void>
  /** null: unknown, ended, not seen for `idleMs`, or its account is disabled. It is seen now. */
  see(tokenHash: Buffer, idleMs: number): Promise<SessionRow | null>
  end(tokenHash: Buffer): Promise<void>
}

const ACCOUNT = `a.id, a.name, a.role, a.home, a.language, a.timezone, a.disabled_at as "disabledAt", a.created_at as "createdAt"`

export function openAccounts(database: Database): Accounts {
  const insert = `insert into accounts (id, name, role, home, password) select $1::uuid, $2, $3, $4, $5`
  const values = ({ name, role, home, password }: NewAccount) => [newId(), name, role, home, password]
  return {
    async findByName(name) {
      const [row] = await database.query<Account & { password: string | null }>(
        `select ${ACCOUNT}, a.password from accounts a where a.name = lower($1)`,
        [name],
      )
      if (!row) return null
      const { password, ...account } = row
      return { account, password }
    },
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
    async setPreferences(id, { language, timezone }) {
      await database.query('update accounts set language = coalesce($2, language), timezone = coalesce($3, timezone) where id = $1', [
        id,
        language ?? null,
        timezone ?? null,
      ])
    },
  }
}

export function openSessions(database: Database): Sessions {
  return {
    async start({ tokenHash, accountId, csrf, address, endsAt }) {
      await database.query('insert into sessions (token_hash, account_id, csrf, address, ends_at) values ($1, $2, $3, $4, $5)', [
        tokenHash,
        accountId,
        csrf,
        address,
        endsAt,
      ])
    },
    async see(tokenHash, idleMs) {
      const [row] = await database.query<Account & { csrf: string; address: string | null }>(
        `update sessions s set seen_at = now() from accounts a
         where s.token_hash = $1 and a.id = s.account_id and a.disabled_at is null
           and s.ends_at > now() and s.seen_at > now() - $2 * interval '1 millisecond'
         returning ${ACCOUNT}, s.csrf, s.address`,
        [tokenHash, idleMs],
      )
      if (!row) return null
      const { csrf, address, ...account } = row
      return { account, csrf, address }
    },
    async end(tokenHash) {
      await database.query('delete from sessions where token_hash = $1', [tokenHash])
    },
  }
}
