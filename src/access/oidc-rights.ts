import type { Role } from '../contract/access.ts'
import type { OidcSettings } from '../contract/console-settings.ts'
import { GatewayError } from '../contract/errors.ts'
import { checkRights } from './accounts.ts'
import type { Identity } from './oidc.ts'

/** What the mapping makes of a person's claims: the first row that fits. Throws `role_missing`. */
export function rightsOfClaims({ claims }: Identity, settings: OidcSettings): { role: Role; home: string | null } {
  const held = new Set(wordsOf(claimAt(claims, settings.roleClaim)))
  for (const { value, role, home, homeClaim } of settings.roles) {
    if (!held.has(value)) continue
    const rights = { role, home: homeClaim === null ? home : (wordsOf(claimAt(claims, homeClaim))[0] ?? null) }
    try {
      checkRights(rights)
      return rights
    } catch {
      throw new GatewayError('role_missing', `the identity provider names no region for the role ${role} that there is`)
    }
  }
  throw new GatewayError('role_missing', 'the identity provider gives no role here to this account')
}

/** As the audit names people; what does not stand in a name becomes a hyphen. */
export function nameOfClaims({ claims, subject }: Identity, { nameClaim }: OidcSettings): string {
  const [given = ''] = wordsOf(claimAt(claims, nameClaim))
  const [, sub = ''] = subject.split(' ')
  const name = plain(given) || plain(sub)
  return name.length >= 2 ? name : `${name}-oidc`
}

const plain = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9._@-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64)

/** 'realm_access.roles' leads into objects; a claim whose own name has a dot or a colon, such as an address, is taken as it is. */
function claimAt(claims: Readonly<Record<string, unknown>>, path: string): unknown {
  if (path in claims) return claims[path]
  return path.split('.').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), claims)
}

/** A word, a list of words, or an object whose keys are the words. */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string')
  return isObject(value) ? Object.keys(value) : []
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
