import { isDeepStrictEqual } from 'node:util'
import type { Log } from '../contract/connector.ts'
import type { OidcSettings } from '../contract/console-settings.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Settings } from '../contract/settings.ts'
import type { AccountRow, Rights } from '../ledger/account-rows.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { RESERVED, rightsOf } from './accounts.ts'
import { type Identity, type OidcClient, openOidcClient } from './oidc.ts'
import { nameOfClaims, rightsOfClaims } from './oidc-rights.ts'
import type { From, SignedIn } from './open-access.ts'

/** Signing in with the identity provider of the configuration in force. */
export interface Provider {
  /** On the button; null: none is configured. */
  name(): string | null
  /** Throws `not_found` when none is configured, `provider_unavailable`. */
  begin(redirectUri: string): ReturnType<OidcClient['begin']>
  /**
   * Makes the account at the first sign-in, and gives it the role and region of the mapping at each. Throws `role_missing` (its sessions end),
   * `account_taken`, `last_administrator`, and what OidcClient throws.
   */
  finish(answered: URL, flow: string, from: From): Promise<SignedIn>
  endUrl(returnTo: string): Promise<string | null>
  close(): void
}

export interface ProviderParts {
  readonly ledger: Pick<Ledger, 'accounts' | 'sessions' | 'audit'>
  readonly settings: () => Pick<Settings, 'gateway'>
  readonly log: Log
  readonly begin: (account: AccountRow, from: From) => Promise<SignedIn>
}

export function openProvider({ ledger, settings, log, begin }: ProviderParts): Provider {
  let open: { readonly settings: OidcSettings; readonly client: OidcClient } | null = null

  function current(): { readonly settings: OidcSettings; readonly client: OidcClient } {
    const { oidc } = settings().gateway.console
    if (oidc === null) throw new GatewayError('not_found', 'no identity provider is configured')
    if (open && isDeepStrictEqual(open.settings, oidc)) return open
    open?.client.close()
    open = { settings: oidc, client: openOidcClient(oidc, log) }
    return open
  }

  async function accountOf(identity: Identity, oidc: OidcSettings, address: string | null): Promise<AccountRow> {
    const known = await ledger.accounts.findBySubject(identity.subject)
    try {
      const rights = rightsOfClaims(identity, oidc)
      return known ? await update(known, rights, address) : await make(identity, oidc, rights, address)
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'role_missing') await tellRefused(identity, oidc, known, address)
      throw error
    }
  }

  async function make(
    identity: Identity,
    oidc: OidcSettings,
    rights: Omit<Rights, 'disabled'>,
    address: string | null,
  ): Promise<AccountRow> {
    const name = nameOfClaims(identity, oidc)
    if (RESERVED.has(name) || !(await ledger.accounts.create({ name, ...rights, password: null, subject: identity.subject })))
      throw new GatewayError('account_taken', `another account has the name ${name}; an administrator must rename or remove one of the two`)
    const made = await ledger.accounts.findBySubject(identity.subject)
    if (made === null) throw new GatewayError('account_unknown', `the account ${name} is gone`)
    const after = rightsOf(made)
    await ledger.audit.add({ actor: oidc.issuer, action: 'account.create', subject: name, address, region: made.home, after })
    return made
  }

  async function update(known: AccountRow, rights: Omit<Rights, 'disabled'>, address: string | null): Promise<AccountRow> {
    const before = rightsOf(known)
    const after = { ...rights, disabled: before.disabled }
    if (before.role === after.role && before.home === after.home) return known
    const changed = await ledger.accounts.change(known.id, after)
    if (changed.outcome === 'last')
      throw new GatewayError(
        'last_administrator',
        `${known.name} is the last who manages accounts and would not be any more; make another one first`,
      )
    const { issuer } = current().settings
    await ledger.audit.add({ actor: issuer, action: 'account.change', subject: known.name, address, region: after.home, before, after })
    return { ...known, ...rights }
  }

  /** Who lost the role is signed out as well. */
  async function tellRefused(identity: Identity, oidc: OidcSettings, known: AccountRow | null, address: string | null): Promise<void> {
    if (known) await ledger.sessions.endOthers(known.id, null)
    const subject = known?.name ?? nameOfClaims(identity, oidc)
    await ledger.audit.add({ actor: oidc.issuer, action: 'sign_in_without_role', subject, address, region: known?.home ?? null })
  }

  return {
    name: () => settings().gateway.console.oidc?.name ?? null,
    begin: async (redirectUri) => current().client.begin(redirectUri),
    async finish(answered, flow, from) {
      const { client, settings: oidc } = current()
      const account = await accountOf(await client.finish(answered, flow), oidc, from.address)
      if (account.disabledAt !== null) throw new GatewayError('sign_in_refused', 'the account is disabled')
      return begin(account, from)
    },
    endUrl: async (returnTo) => current().client.endUrl(returnTo),
    close: () => open?.client.close(),
  }
}
