import type { ConfigProblem, HandOnRule, RegionSettings } from '../contract/settings.ts'
import { nearest } from './nearest.ts'
import type { Prepared } from './prepare-file.ts'
import type { RegionFile } from './region-schema.ts'
import { contactProblems, contactSettings } from './settings-of-alerts.ts'

/** Hand-on rules by file; null: the file has never been good. */
export type Crosswalks = ReadonlyMap<string, readonly HandOnRule[] | null>

export type BuiltRegion = { readonly built: RegionSettings } | { readonly problems: readonly ConfigProblem[] }

/** Builds a region from its file and the crosswalk that it names. */
export function buildRegion(name: string, prepared: Prepared, crosswalks: Crosswalks): BuiltRegion {
  const file = prepared.value as RegionFile
  if (file.code !== name)
    return { problems: [prepared.problem('/code', `the code must be the name of the file; write code: "${name}", or rename the file`)] }
  const isProvince = file.level === 'province'
  if (isProvince === file.code.includes('.'))
    return {
      problems: [
        prepared.problem(
          '/level',
          isProvince ? `${file.code} is no province's code; write kota or kabupaten` : `${file.code} is a province's code; write province`,
        ),
      ],
    }
  const { retention, handOn, handOnFrom, contacts = [], ...rest } = file
  const faults = contactProblems(contacts, '/contacts', prepared)
  if (faults.length > 0) return { problems: faults }
  const more = handOnFrom === undefined ? [] : crosswalks.get(handOnFrom)
  if (!more) return { problems: [prepared.problem('/handOnFrom', crosswalkFault(String(handOnFrom), crosswalks))] }
  return {
    built: {
      ...rest,
      retention: { days: retention.days, legalHold: retention.legalHold ?? false },
      handOn: [...(handOn ?? []), ...more],
      contacts: contacts.map(contactSettings),
    } satisfies RegionSettings,
  }
}

function crosswalkFault(file: string, crosswalks: ReadonlyMap<string, unknown>): string {
  if (crosswalks.has(file)) return `${file} has faults; fix them, or remove handOnFrom`
  const close = nearest(file, crosswalks.keys())
  return `${file} does not exist; ${close ? `did you mean ${close}?` : 'make it, or remove handOnFrom'}`
}
