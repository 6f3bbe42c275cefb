import type { Language, Role, Zone } from '../contract/access.ts'

export interface AccountRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly home: string | null
  readonly language: Language
  readonly timezone: Zone
  /** The password was made for the person. */
  readonly temporary: boolean
  /** At the identity provider; null: a local account. */
  readonly subject: string | null
  readonly hasPassword: boolean
  readonly disabledAt: Date | null
  readonly createdAt: Date
  readonly signedInAt: Date | null
}

export interface NewAccount {
  readonly name: string
  readonly role: Role
  readonly home: string | null
  /** As src/access hashes it; null: signs in elsewhere. */
  readonly password: string | null
  readonly temporary?: boolean
  readonly subject?: string | null
}

/** What an account may see and do. */
export interface Rights {
  readonly role: Role
  readonly home: string | null
  readonly disabled: boolean
}

/** Who works at the console. */
export interface Accounts {
  /** null: there is none of this name. The hash goes nowhere but to the check of a password. */
  findByName(name: string): Promise<{ readonly account: AccountRow; readonly password: string | null } | null>
  get(id: string): Promise<AccountRow | null>
  findBySubject(subject: string): Promise<AccountRow | null>
  /** By name, behind `after` ('': from the start). */
  list(after: string, limit: number): Promise<AccountRow[]>
  isEmpty(): Promise<boolean>
  /** false: the name is taken. */
  create(account: NewAccount): Promise<boolean>
  /** Creates it only when there is no account at all; false: there is one. Several gateways may try at once. */
  createFirst(account: NewAccount): Promise<boolean>
  /** Who is disabled has no session any more. last: it would leave nobody for the whole country, and nothing was changed. */
  change(
    id: string,
    rights: Rights,
  ): Promise<{ readonly outcome: 'changed'; readonly before: AccountRow } | { readonly outcome: 'absent' } | { readonly outcome: 'last' }>
  setPassword(id: string, password: string, temporary: boolean): Promise<void>
  noteSignIn(id: string): Promise<void>
  setPreferences(id: string, preferences: { language?: Language; timezone?: Zone }): Promise<void>
}

export interface NewSession {
  readonly tokenHash: Buffer
  readonly accountId: string
  readonly csrf: string
  readonly address: string | null
  readonly agent: string | null
  readonly endsAt: Date
}

export interface SessionRow {
  readonly id: string
  readonly account: AccountRow
  readonly csrf: string
}

/** A session as its person sees it. */
export interface OwnSession {
  readonly id: string
  readonly address: string | null
  readonly agent: string | null
  readonly startedAt: Date
  readonly seenAt: Date
}

export interface Sessions {
  /** Gives its id. Forgets sessions that are over. */
  start(session: NewSession): Promise<string>
  /** null: unknown, ended, not seen for `idleMs`, or its account is disabled. It is seen now, unless `use` is false. */
  see(tokenHash: Buffer, idleMs: number, use?: boolean): Promise<SessionRow | null>
  end(tokenHash: Buffer): Promise<void>
  /** Those that are open, the one seen last first. */
  of(accountId: string, idleMs: number): Promise<OwnSession[]>
  /** false: this account has no such session. */
  endOne(accountId: string, id: string): Promise<boolean>
  /** All but this one; null: all. Gives how many. */
  endOthers(accountId: string, exceptId: string | null): Promise<number>
}

/** How often somebody tried to sign in, counted over all gateways. */
export interface SignInTries {
  /** Counts one more for each key, in its window of `windowMs`; gives the count and when the window is over. */
  count(keys: readonly string[], windowMs: number): Promise<{ key: string; tries: number; endsInMs: number }[]>
  /** It was the right password: the name begins anew, and the address gets its try back. */
  forgive(names: readonly string[], address: string | null): Promise<void>
}
