import { findArea } from '../areas/areas.ts'
import { type Role, requirePermission, type Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { AccountRow, Rights } from '../ledger/account-rows.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { hashPassword, newPassword } from './passwords.ts'

export interface AccountPage {
  readonly items: readonly AccountRow[]
  /** Send it back for those behind; null: that was all. */
  readonly cursor: string | null
}

/** A password that was made for the person: shown once, and nowhere kept but as its hash. */
export interface Handed {
  readonly account: AccountRow
  readonly password: string
}

/** Who works at the console: for the whole country only. Every change is in the audit. Throws `not_permitted`, `account_unknown`. */
export interface AccountOperations {
  list(viewer: Viewer, after: string | null, limit: number): Promise<AccountPage>
  get(viewer: Viewer, id: string): Promise<AccountRow>
  /** By the name that is typed to sign in. */
  find(viewer: Viewer, name: string): Promise<AccountRow>
  /** Throws `account_taken`; `schema_violation` when name, role and region do not go together. */
  create(viewer: Viewer, given: { name: string; role: Role; home: string | null }): Promise<Handed>
  /** What is left out stays. Throws `last_administrator`. */
  change(viewer: Viewer, id: string, given: Partial<Rights>): Promise<AccountRow>
  /** Ends all its sessions. */
  resetPassword(viewer: Viewer, id: string): Promise<Handed>
}

export function openAccountOperations(ledger: Pick<Ledger, 'accounts' | 'sessions' | 'audit'>): AccountOperations {
  const { accounts, sessions, audit } = ledger

  async function get(viewer: Viewer, id: string): Promise<AccountRow> {
    requirePermission(viewer, 'manage_accounts')
    const account = UUID.test(id) ? await accounts.get(id) : null
    return account ?? refuseUnknown(id)
  }

  const find = async (viewer: Viewer, name: string): Promise<AccountRow> => {
    requirePermission(viewer, 'manage_accounts')
    return (await accounts.findByName(name))?.account ?? refuseUnknown(name)
  }

  const tell = (viewer: Viewer, action: string, of: AccountRow, change: { before?: Rights; after?: Rights } = {}) =>
    audit.add({ actor: viewer.name, action, subject: of.name, address: viewer.address, region: of.home, ...change })

  return {
    async list(viewer, after, limit) {
      requirePermission(viewer, 'manage_accounts')
      const rows = await accounts.list(after ?? '', limit + 1)
      const items = rows.slice(0, limit)
      return { items, cursor: rows.length > limit ? (items.at(-1)?.name ?? null) : null }
    },
    get,
    find,
    async create(viewer, { name: given, role, home }) {
      requirePermission(viewer, 'manage_accounts')
      const name = checkName(given)
      checkRights({ role, home })
      const password = newPassword()
      if (!(await accounts.create({ name, role, home, password: await hashPassword(password), temporary: true })))
        throw new GatewayError('account_taken', `there is an account ${name} already`)
      const account = await find(viewer, name)
      await tell(viewer, 'account.create', account, { after: rightsOf(account) })
      return { account, password }
    },
    async change(viewer, id, given) {
      const now = await get(viewer, id)
      const rights = { ...rightsOf(now), ...given }
      checkRights(rights)
      const changed = await accounts.change(id, rights)
      if (changed.outcome === 'absent') return refuseUnknown(id)
      if (changed.outcome === 'last')
        throw new GatewayError('last_administrator', `${now.name} is the last who manages accounts; make another one first`)
      const after = await get(viewer, id)
      const before = rightsOf(changed.before)
      if (JSON.stringify(before) !== JSON.stringify(rightsOf(after)))
        await tell(viewer, actionOf(before, rights), after, { before, after: rightsOf(after) })
      return after
    },
    async resetPassword(viewer, id) {
      const account = await get(viewer, id)
      if (account.subject !== null)
        throw new GatewayError('account_elsewhere', `${account.name} signs in with the identity provider; its password is there`)
      const password = newPassword()
      await accounts.setPassword(id, await hashPassword(password), true)
      await sessions.endOthers(id, null)
      await tell(viewer, 'account.reset', account)
      return { account, password }
    },
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const rightsOf = ({ role, home, disabledAt }: AccountRow): Rights => ({ role, home, disabled: disabledAt !== null })

function actionOf(before: Rights, after: Rights): string {
  if (before.disabled === after.disabled) return 'account.change'
  return after.disabled ? 'account.disable' : 'account.enable'
}

/** As the audit names people; what stands there for programs is no name. */
function checkName(given: string): string {
  const name = given.trim().toLowerCase()
  if (/^[a-z0-9][a-z0-9._@-]{1,63}$/.test(name) && !RESERVED.has(name)) return name
  throw new GatewayError(
    'schema_violation',
    `a name has 2 to 64 of a-z, 0-9 and . _ @ -, and begins with a letter or number; ${[...RESERVED].join(', ')} are not given`,
    { at: '/name' },
  )
}

/** What the audit calls programs. */
export const RESERVED: ReadonlySet<string> = new Set(['admin', 'gateway'])

/** Throws `schema_violation`. */
export function checkRights({ role, home }: { role: Role; home: string | null }): void {
  const refuse = (why: string) => new GatewayError('schema_violation', why, { at: '/home' })
  if (role === 'national' && home !== null) throw refuse('an account for the whole country is of no region')
  if (home === null && role !== 'national' && role !== 'reader') throw refuse('say of which province or region it is')
  if (home === null) return
  const area = findArea(home)
  if (area === null) throw refuse(`there is no region ${home.slice(0, 20)}; write a Kemendagri code such as 32 or 32.73`)
  if (role === 'province' && area.level !== 'province') throw refuse(`${home} is no province; write a code such as 32`)
}

function refuseUnknown(named: string): never {
  throw new GatewayError('account_unknown', `there is no account ${named.slice(0, 64)}`)
}
