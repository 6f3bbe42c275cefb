import type { Dispatch } from '../../src/contract/central.ts'

/**
 * What stands in `content`: what the citizen said, and the place, which LAPOR! v3 has no field for. Nothing of the reporter. The place's free-text address
 * goes along only where the region says so (`filing.place: address`): in many apps people write their home there.
 */
export function statementOf({ complaint, filing }: Pick<Dispatch, 'complaint' | 'filing'>): string {
  const place = filing.place ?? 'area'
  const { location } = complaint
  if (place === 'none' || location === undefined) return complaint.body
  const words = [place === 'address' ? location.address : undefined, location.village, location.district, location.city, location.province]
  const area = words.filter((word) => word !== undefined).join(', ')
  const point = location.lat === undefined || location.lng === undefined ? '' : `(${location.lat}, ${location.lng})`
  const line = [area, point].filter((word) => word !== '').join(' ')
  return line === '' ? complaint.body : `${complaint.body}\n\nLokasi: ${line}`
}
