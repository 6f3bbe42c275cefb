import type { Settings } from '../../contract/settings.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { type Finding, warn } from './check.ts'

/** Institutions that regions and channels name, against those that LAPOR! listed last. */
export async function checkInstitutions(
  ledger: Pick<Ledger, 'masters'>,
  settings: Pick<Settings, 'regions' | 'channels'> | null,
): Promise<Finding[]> {
  const known = new Set((await ledger.masters.all('institutions')).map(({ id }) => id))
  if (known.size === 0 || !settings) return []
  const unknownOf = (ids: readonly number[]) => [...new Set(ids.map(String))].filter((id) => !known.has(id))
  const listed = (unknown: readonly string[]) =>
    `LAPOR! lists ${known.size} institutions, and not ${unknown.length === 1 ? 'this one' : 'these'}`
  const own = [
    ...[...settings.regions.values()].map(({ code, filing }) => ({
      name: `filing of region ${code}`,
      file: `regions/${code}.yaml`,
      filing,
    })),
    ...[...settings.channels.values()]
      .filter(({ filing, region }) => filing.identity.dispositionId !== region.filing.identity.dispositionId)
      .map(({ id, filing }) => ({ name: `filing of channel ${id}`, file: `channels/${id}.yaml`, filing })),
  ].flatMap(({ name, file, filing }) => {
    const id = filing.identity.dispositionId
    const unknown = unknownOf(id === undefined ? [] : [id])
    if (unknown.length === 0) return []
    return [warn(name, `its dispositionId is ${id}; ${listed(unknown)}`, `correct filing.identity.dispositionId in ${file}`)]
  })
  const others = [...settings.regions.values()].flatMap(({ code, handOn }) => {
    const unknown = unknownOf(handOn.map(({ institutionId }) => institutionId))
    if (unknown.length === 0) return []
    const shown = unknown.slice(0, 10).join(', ') + (unknown.length > 10 ? ` and ${unknown.length - 10} more` : '')
    return [
      warn(
        `region ${code}`,
        `it hands on to ${shown}; ${listed(unknown)}`,
        `correct handOn in regions/${code}.yaml or its table in crosswalks/`,
      ),
    ]
  })
  return [...own, ...others]
}
