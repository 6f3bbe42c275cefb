import { codesUnder } from '../areas/areas.ts'
import type { Role, Scope } from '../contract/access.ts'
import type { Settings } from '../contract/settings.ts'

/** A province sees itself and its regencies and cities; who reads sees what the province or region sees that the account is of. */
export function scopeOf({ role, home }: { role: Role; home: string | null }, { regions }: Pick<Settings, 'regions'>): Scope {
  if (home === null) return null
  if (role === 'region' || home.includes('.')) return [home]
  // Also those that are configured under a code that the list of areas does not have, or no longer: their complaints stay.
  return [...new Set([...codesUnder(home), ...[...regions.keys()].filter((code) => code.startsWith(`${home}.`))])]
}
