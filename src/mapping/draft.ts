import type { Attachment, Complaint } from '../contract/complaint.ts'
import type { FieldError } from '../contract/errors.ts'
import { fieldFault } from '../contract/field-fault.ts'
import type { Target } from './targets.ts'
import { settlePosition } from './transforms/coordinate.ts'
import { HEADLINE_UNITS } from './transforms/headline.ts'
import { foldSpace } from './transforms/line.ts'

/** A complaint while it is being read. */
export interface Draft {
  readonly values: Map<Target, unknown>
  /** Where each value was read, as a pointer into the payload. */
  readonly sources: Map<string, string>
  readonly attachments: Attachment[]
  readonly errors: FieldError[]
  /** What was there and could not be read, in fields that may be left out. */
  readonly unread: FieldError[]
  /** Files that came with the request. */
  readonly fileCount: number
  /** The title as it was, when it had to be shortened. */
  fullTitle?: string
}

/** The complaint of a draft without faults. The schema is checked afterwards. */
export function assembleComplaint(draft: Draft): Complaint {
  const { values } = draft
  const complaint: Record<string, unknown> = {
    title: values.get('title'),
    body: wholeBody(draft),
    class: values.get('class') ?? 'complaint',
    attachments: draft.attachments,
    anonymous: values.get('anonymous') ?? false,
    secret: values.get('secret') ?? false,
    tags: values.get('tags') ?? [],
  }
  for (const target of ['receivedAt', 'occurredOn'] as const) {
    if (values.has(target)) complaint[target] = values.get(target)
  }
  const category = group(values, CATEGORY)
  if (category) complaint.category = category
  const location = locate(values)
  if (location) complaint.location = location
  const reporter = group(values, REPORTER)
  if (reporter) complaint.reporter = reporter
  return complaint as Complaint
}

/** Where a mapping asks for a position, a pair that is none (0,0, beyond the poles) is a fault. */
export function refuseNoPosition(_payload: unknown, { values, sources, errors }: Draft): void {
  const lat = values.get('location.lat')
  const lng = values.get('location.lng')
  if (typeof lat !== 'number' || typeof lng !== 'number' || settlePosition(lat, lng) !== null) return
  errors.push(
    fieldFault(
      sources.get('location.lat') ?? '',
      `${lat}, ${lng} bukan posisi; yang diharapkan: lintang dan bujur dalam derajat`,
      `${lat}, ${lng} is no position; expected: latitude and longitude in degrees`,
    ),
  )
}

/** A title that was shortened is put before the body, unless the body says it: nothing that a citizen wrote is lost. */
function wholeBody({ values, fullTitle }: Draft): unknown {
  const body = values.get('body')
  if (fullTitle === undefined || typeof body !== 'string' || fullTitle.length <= HEADLINE_UNITS) return body
  return foldSpace(body).includes(fullTitle) ? body : `${fullTitle}\n\n${body}`
}

type Named = readonly (readonly [Target, string])[]
const CATEGORY: Named = [
  ['category.native', 'native'],
  ['category.lapor', 'lapor'],
]
const PLACE: Named = [
  ['location.address', 'address'],
  ['location.province', 'province'],
  ['location.city', 'city'],
  ['location.district', 'district'],
  ['location.village', 'village'],
  ['location.code', 'code'],
]
const REPORTER: Named = [
  ['reporter.name', 'name'],
  ['reporter.phone', 'phone'],
  ['reporter.email', 'email'],
  ['reporter.handle', 'handle'],
  ['reporter.nationalId', 'nationalId'],
  ['reporter.address', 'address'],
  ['reporter.gender', 'gender'],
]

function group(values: Draft['values'], names: Named): Record<string, unknown> | null {
  let found: Record<string, unknown> | null = null
  for (const [target, name] of names) {
    if (!values.has(target)) continue
    found ??= {}
    found[name] = values.get(target)
  }
  return found
}

function locate(values: Draft['values']): Record<string, unknown> | null {
  const place = group(values, PLACE)
  const position = settlePosition(values.get('location.lat') as number | undefined, values.get('location.lng') as number | undefined)
  return position === null ? place : { ...position, ...place }
}
