import type { OpenComplaint } from '../contract/complaint.ts'
import type { HandOnRule, RegionSettings } from '../contract/settings.ts'

/** The institution with the authority, where the region's configuration names another than its own. First rule that matches wins. */
export function findAuthority(
  complaint: OpenComplaint,
  region: Pick<RegionSettings, 'handOn'>,
): { institutionId: number; reason: string } | null {
  const rule = region.handOn.find((candidate) => matches(candidate.when, complaint))
  return rule ? { institutionId: rule.institutionId, reason: rule.reason } : null
}

function matches(when: HandOnRule['when'], complaint: OpenComplaint): boolean {
  const { location, category } = complaint
  return (
    same(when.category, category?.native) &&
    same(when.city, location?.city) &&
    same(when.district, location?.district) &&
    (when.code === undefined || `${location?.code ?? ''}.`.startsWith(`${when.code}.`))
  )
}

function same(wanted: string | undefined, seen: string | undefined): boolean {
  return wanted === undefined || wanted.trim().toLowerCase() === seen?.trim().toLowerCase()
}
