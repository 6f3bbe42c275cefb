import { createHash, randomBytes } from 'node:crypto'
import type { Language, Viewer, Zone } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Settings } from '../contract/settings.ts'
import type { Account } from '../ledger/accounts.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { hashPassword, passwordFits } from './passwords.ts'
import { scopeOf } from './scope.ts'

/** A session that is open now. */
export interface Session {
  readonly accountId: string
  readonly viewer: Viewer
  /** Must come with whatever changes something. */
  readonly csrf: string
}

export interface Access {
  /** The token goes into the cookie, and nowhere else. Throws `sign_in_refused`. */
  signIn(given: { name: string; password: string; address: string | null }): Promise<{ token: string; session: Session }>
  /** null: it has ended. */
  sessionOf(token: string, address: string | null): Promise<Session | null>
  signOut(token: string): Promise<void>
  setPreferences(session: Session, preferences: { language?: Language; timezone?: Zone }): Promise<void>
  /** On the first start: an account for the whole country. The password is shown once; null: there are accounts. */
  createFirst(): Promise<{ name: string; password: string } | null>
}

export interface AccessOptions {
  readonly ledger: Pick<Ledger, 'accounts' | 'sessions' | 'audit'>
  readonly settings: () => Pick<Settings, 'regions'>
}

/** Not `admin`: so the audit names programs that come with the administrator's token. */
const FIRST = 'administrator'
const IDLE_MS = 60 * 60_000
const MOST_MS = 12 * 60 * 60_000

export function openAccess({ ledger, settings }: AccessOptions): Access {
  const viewerOf = (account: Account, address: string | null): Viewer => ({
    account: account.id,
    name: account.name,
    role: account.role,
    home: account.home,
    scope: scopeOf(account, settings()),
    language: account.language,
    timezone: account.timezone,
    address,
  })

  return {
    async signIn({ name, password, address }) {
      const found = await ledger.accounts.findByName(name.trim())
      const fits = await passwordFits(password, found?.password ?? null)
      if (!found || !fits || found.account.disabledAt !== null)
        throw new GatewayError('sign_in_refused', 'the name or the password is wrong')
      const token = randomBytes(32).toString('base64url')
      const csrf = randomBytes(24).toString('base64url')
      await ledger.sessions.start({
        tokenHash: hashOf(token),
        accountId: found.account.id,
        csrf,
        address,
        endsAt: new Date(Date.now() + MOST_MS),
      })
      await ledger.audit.add({
        actor: found.account.name,
        action: 'signed_in',
        subject: found.account.name,
        address,
        region: found.account.home,
      })
      return { token, session: { accountId: found.account.id, viewer: viewerOf(found.account, address), csrf } }
    },
    async sessionOf(token, address) {
      const row = await ledger.sessions.see(hashOf(token), IDLE_MS)
      return row && { accountId: row.account.id, viewer: viewerOf(row.account, address), csrf: row.csrf }
    },
    signOut: (token) => ledger.sessions.end(hashOf(token)),
    setPreferences: ({ accountId }, preferences) => ledger.accounts.setPreferences(accountId, preferences),
    async createFirst() {
      if (!(await ledger.accounts.isEmpty())) return null
      const password = randomBytes(12).toString('base64url')
      const made = await ledger.accounts.createFirst({
        name: FIRST,
        role: 'national',
        home: null,
        password: await hashPassword(password),
      })
      return made ? { name: FIRST, password } : null
    },
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
