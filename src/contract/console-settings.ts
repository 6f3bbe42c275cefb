import type { Role } from './access.ts'

/** How people sign in. */
export interface ConsoleSettings {
  /** Where browsers reach the gateway; null: as they ask. */
  readonly url: string | null
  /** null: local accounts only. */
  readonly oidc: OidcSettings | null
}

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** How it is sent to the provider. */
  readonly clientAuth: 'basic' | 'post'
  /** CIDR blocks of private addresses at which the provider may live. */
  readonly allowAddresses: readonly string[]
  /** On the button. */
  readonly name: string
  readonly scopes: string
  readonly nameClaim: string
  /** Dots lead into objects. */
  readonly roleClaim: string
  /** The first whose value the person has. */
  readonly roles: readonly OidcRole[]
}

export interface OidcRole {
  readonly value: string
  readonly role: Role
  readonly home: string | null
  /** Names the home in place of `home`. */
  readonly homeClaim: string | null
}
