import { createHash, randomBytes } from 'node:crypto'
import type { Language, Viewer, Zone } from '../contract/access.ts'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Settings } from '../contract/settings.ts'
import type { AccountRow } from '../ledger/account-rows.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type AccountOperations, openAccountOperations } from './accounts.ts'
import { type OwnAccount, openOwnAccount } from './own-account.ts'
import { hashPassword, newPassword, passwordFits } from './passwords.ts'
import { openProvider, type Provider } from './provider.ts'
import { scopeOf } from './scope.ts'
import { admitTry, forgiveTry, SIGN_IN_LIMITS, type SignInLimits } from './sign-in-limit.ts'

/** A session that is open now. */
export interface Session {
  readonly id: string
  readonly accountId: string
  readonly viewer: Viewer
  /** Must come with whatever changes something. */
  readonly csrf: string
  /** The password was made for the person, who should choose another. */
  readonly temporary: boolean
  /** Signed in with the identity provider. */
  readonly elsewhere: boolean
}

/** From where a request came, and how its browser calls itself. */
export interface From {
  readonly address: string | null
  readonly agent?: string | null
}

export interface SignedIn {
  /** Goes into the cookie, and nowhere else. */
  readonly token: string
  readonly session: Session
}

export interface Access {
  /** Throws `sign_in_refused`; `throttled` after too many tries with this name or from this address. */
  signIn(given: { name: string; password: string } & From): Promise<SignedIn>
  /** null: it has ended. `use` false: a page that goes on by itself asks, which keeps no session open. */
  sessionOf(token: string, address: string | null, use?: boolean): Promise<Session | null>
  signOut(token: string, address: string | null): Promise<void>
  setPreferences(session: Session, preferences: { language?: Language; timezone?: Zone }): Promise<void>
  /** On the first start: an account for the whole country. The password is shown once; null: there are accounts. */
  createFirst(): Promise<FirstAccount | null>
  readonly own: OwnAccount
  readonly provider: Provider
  readonly accounts: AccountOperations
}

export interface FirstAccount {
  readonly name: string
  readonly password: string
}

export interface AccessOptions {
  readonly ledger: Pick<Ledger, 'accounts' | 'sessions' | 'signInTries' | 'audit'>
  readonly settings: () => Pick<Settings, 'regions' | 'gateway'>
  readonly log: Log
  readonly limits?: SignInLimits
}

/** Not `admin`: so the audit names programs that come with the administrator's token. */
const FIRST = 'administrator'
export const IDLE_MS = 60 * 60_000
const MOST_MS = 12 * 60 * 60_000

export function openAccess({ ledger, settings, log, limits = SIGN_IN_LIMITS }: AccessOptions): Access {
  const viewerOf = (account: AccountRow, address: string | null): Viewer => ({
    account: account.id,
    name: account.name,
    role: account.role,
    home: account.home,
    scope: scopeOf(account, settings()),
    language: account.language,
    timezone: account.timezone,
    address,
  })
  const told = (account: AccountRow, action: string, address: string | null) =>
    ledger.audit.add({ actor: account.name, action, subject: account.name, address, region: account.home })

  /** Whether this is the password of the account. Throws `throttled`. */
  async function check(name: string, password: string, address: string | null): Promise<AccountRow | null> {
    const found = await ledger.accounts.findByName(name)
    // Not awaited: whether a name is known must not show in the time that the answer takes.
    const tellFull = () => void (found && told(found.account, 'sign_in_locked', address).catch(() => undefined))
    await admitTry(ledger, limits, { name, address }, tellFull)
    const fits = await passwordFits(password, found?.password ?? null)
    if (!found || !fits || found.account.disabledAt !== null) return null
    await forgiveTry(ledger, { name, address })
    return found.account
  }

  async function begin(account: AccountRow, { address, agent = null }: From): Promise<SignedIn> {
    const token = randomBytes(32).toString('base64url')
    const csrf = randomBytes(24).toString('base64url')
    const endsAt = new Date(Date.now() + MOST_MS)
    const started = { tokenHash: hashOf(token), accountId: account.id, csrf, address, agent: agent?.slice(0, 200) ?? null, endsAt }
    const id = await ledger.sessions.start(started)
    await ledger.accounts.noteSignIn(account.id)
    await told(account, 'signed_in', address)
    return {
      token,
      session: {
        id,
        accountId: account.id,
        viewer: viewerOf(account, address),
        csrf,
        temporary: account.temporary,
        elsewhere: account.subject !== null,
      },
    }
  }

  return {
    async signIn({ name, password, ...from }) {
      const account = await check(name.trim(), password, from.address)
      if (account === null) throw new GatewayError('sign_in_refused', 'the name or the password is wrong')
      return begin(account, from)
    },
    async sessionOf(token, address, use = true) {
      const row = await ledger.sessions.see(hashOf(token), IDLE_MS, use)
      if (row === null) return null
      const { id, account, csrf } = row
      return {
        id,
        accountId: account.id,
        viewer: viewerOf(account, address),
        csrf,
        temporary: account.temporary,
        elsewhere: account.subject !== null,
      }
    },
    async signOut(token, address) {
      const row = await ledger.sessions.see(hashOf(token), IDLE_MS)
      await ledger.sessions.end(hashOf(token))
      if (row) await told(row.account, 'signed_out', address)
    },
    setPreferences: ({ accountId }, preferences) => ledger.accounts.setPreferences(accountId, preferences),
    async createFirst() {
      if (!(await ledger.accounts.isEmpty())) return null
      const password = newPassword()
      const first = { name: FIRST, role: 'national', home: null, password: await hashPassword(password), temporary: true } as const
      return (await ledger.accounts.createFirst(first)) ? { name: FIRST, password } : null
    },
    provider: openProvider({ ledger, settings, log, begin }),
    own: openOwnAccount(ledger, check, IDLE_MS),
    accounts: openAccountOperations(ledger),
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
