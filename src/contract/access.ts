import { GatewayError } from './errors.ts'

/** Who works at the console: for the whole country, for a province with its regencies and cities, for one region, or only to read. */
export const ROLES = ['national', 'province', 'region', 'reader'] as const
export type Role = (typeof ROLES)[number]

/** Codes of the regions that may be seen; null: all. What is outside it does not exist for whoever has it, and every query of the ledger on behalf of a person takes it. */
export type Scope = readonly string[] | null

export const LANGUAGES = ['id', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export const ZONES = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const
export type Zone = (typeof ZONES)[number]

/** A person at the console, or a program with the administrator's token. */
export interface Viewer {
  /** null: a program with the token, or the command line; it may name the person who decided. */
  readonly account: string | null
  /** As the audit names them. */
  readonly name: string
  readonly role: Role
  /** The region or province that the account is of; null: the whole country. */
  readonly home: string | null
  readonly scope: Scope
  readonly language: Language
  readonly timezone: Zone
  /** From where the request came; null: not over the network. */
  readonly address: string | null
}

/** What a role may do beside reading, in its scope. */
const PERMISSIONS = {
  /** Replay, resend, confirm, discard. */
  decide: ['national', 'province', 'region'],
  /** Read who reported, with a reason. */
  unseal: ['national', 'province', 'region'],
  /** Pause and resume a channel, send a test message, set a maintenance window. */
  run_channels: ['national', 'province', 'region'],
  /** Erase, restrict, hold. */
  keep_privacy: ['national'],
  /** Stop and resume all sending; compare with the centre. */
  run_gateway: ['national'],
  manage_accounts: ['national'],
} as const satisfies Record<string, readonly Role[]>
export type Permission = keyof typeof PERMISSIONS

export function may(viewer: Pick<Viewer, 'role'>, permission: Permission): boolean {
  return PERMISSIONS[permission].some((role) => role === viewer.role)
}

/** Throws `not_permitted`. */
export function requirePermission(viewer: Pick<Viewer, 'role'>, permission: Permission): void {
  if (!may(viewer, permission)) throw new GatewayError('not_permitted', `the role ${viewer.role} may not do this (${permission})`)
}

export const sees = (scope: Scope, region: string): boolean => scope === null || scope.includes(region)
