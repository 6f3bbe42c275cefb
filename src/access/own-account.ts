import { GatewayError } from '../contract/errors.ts'
import type { AccountRow, OwnSession } from '../ledger/account-rows.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Session } from './open-access.ts'
import { checkNewPassword, hashPassword } from './passwords.ts'

/** What a person does with the account that they are signed in with. */
export interface OwnAccount {
  get(session: Session): Promise<AccountRow>
  /** Open ones; the one that asks is among them. */
  sessions(session: Session): Promise<OwnSession[]>
  /** Throws `session_unknown`. */
  endSession(session: Session, id: string): Promise<void>
  /** Gives how many. */
  endOtherSessions(session: Session): Promise<number>
  /** Ends all other sessions. Throws `sign_in_refused` when `current` is wrong, `schema_violation` for a weak one, `throttled`, `not_permitted` when this account signs in elsewhere. */
  changePassword(session: Session, given: { current: string; next: string }): Promise<void>
}

type Check = (name: string, password: string, address: string | null) => Promise<AccountRow | null>

export function openOwnAccount(ledger: Pick<Ledger, 'accounts' | 'sessions' | 'audit'>, check: Check, idleMs: number): OwnAccount {
  const told = ({ viewer }: Session, action: string, detail: object = {}) =>
    ledger.audit.add({ actor: viewer.name, action, subject: viewer.name, address: viewer.address, region: viewer.home, detail })

  async function get({ accountId }: Session): Promise<AccountRow> {
    const account = await ledger.accounts.get(accountId)
    if (account) return account
    throw new GatewayError('account_unknown', 'the account is gone')
  }

  return {
    get,
    sessions: ({ accountId }) => ledger.sessions.of(accountId, idleMs),
    async endSession(session, id) {
      if (!(await ledger.sessions.endOne(session.accountId, id)))
        throw new GatewayError('session_unknown', 'this account has no such session; it may have ended')
      await told(session, 'session.end', { sessions: 1 })
    },
    async endOtherSessions(session) {
      const sessions = await ledger.sessions.endOthers(session.accountId, session.id)
      if (sessions > 0) await told(session, 'session.end', { sessions })
      return sessions
    },
    async changePassword(session, { current, next }) {
      const account = await get(session)
      if (!account.hasPassword) throw new GatewayError('not_permitted', 'this account has no password here: it signs in elsewhere')
      if (!(await check(account.name, current, session.viewer.address)))
        throw new GatewayError('sign_in_refused', 'the present password is wrong')
      checkNewPassword(next, account.name)
      if (next === current) throw new GatewayError('schema_violation', 'this is the present password', { at: '/password' })
      await ledger.accounts.setPassword(account.id, await hashPassword(next), false)
      await ledger.sessions.endOthers(account.id, session.id)
      await told(session, 'password.change')
    },
  }
}
