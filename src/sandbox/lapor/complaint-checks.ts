import type { Query } from '../database.ts'
import { type Fault, shown } from '../refusal.ts'

const LIMITS = { title: 255, content: 10_000, photos: 10 } as const
/** Ids of service accounts that this sandbox knows. */
const LAST_USER = 99_999

type Payload = Readonly<Record<string, unknown>>

/** Everything that is wrong with a create, at once. */
export async function checkComplaint(payload: Payload, query: Query): Promise<Fault[]> {
  return [
    ...checkText(payload, 'title', LIMITS.title),
    ...checkText(payload, 'content', LIMITS.content),
    ...checkReporter(payload),
    ...checkIds(payload, ['channel', 'classification_id', 'category_id', 'location_id']),
    ...checkFlags(payload, ['is_inbox', 'is_disposisi_slider', 'is_anonymous', 'is_secret', 'is_approval', 'is_priority']),
    ...checkDay(payload.date_of_incident),
    ...checkTags(payload.tags_raw),
    ...(await checkInstitution(payload, query)),
    ...(await checkAttachments(payload.attachments, query)),
  ]
}

/** The ids in the string "[1,2]"; null when it is none. `false` means that there are no files. */
export function fileIdsOf(value: unknown): number[] | null {
  if (value === false) return []
  if (typeof value !== 'string' || !/^\s*\[\s*([0-9]{1,15}(\s*,\s*[0-9]{1,15})*)?\s*\]\s*$/.test(value)) return null
  return (value.match(/[0-9]+/g) ?? []).map(Number)
}

function checkText(payload: Payload, field: string, most: number): Fault[] {
  const value = payload[field]
  const expected = `a text of 1 to ${most} characters`
  if (typeof value !== 'string' || value.trim() === '') return [{ field, came: shown(value), expected }]
  if (value.length > most) return [{ field, came: `a text of ${value.length} characters`, expected }]
  if (value.includes('\u0000') || !value.isWellFormed())
    return [{ field, came: 'a text with NUL or half a character', expected: 'whole Unicode characters, without U+0000' }]
  return []
}

function checkReporter(payload: Payload): Fault[] {
  const { is_new_user_slider: isNew } = payload
  if (typeof isNew !== 'boolean')
    return [{ field: 'is_new_user_slider', came: shown(isNew), expected: 'true or false (not "true", not 1)' }]
  if (isNew) return checkNewUser(payload)
  const { user_id: userId } = payload
  const known = Number.isInteger(userId) && Number(userId) >= 1 && Number(userId) <= LAST_USER
  return known
    ? []
    : [
        {
          field: 'user_id',
          came: shown(userId),
          expected: `the id of a known user: this sandbox knows 1 to ${LAST_USER}; or is_new_user_slider true with nameUser, emailUser, phoneUser`,
        },
      ]
}

function checkNewUser(payload: Payload): Fault[] {
  const faults: Fault[] = []
  const filled = (field: string) => typeof payload[field] === 'string' && payload[field].trim() !== ''
  if (!filled('nameUser')) faults.push({ field: 'nameUser', came: shown(payload.nameUser), expected: 'the name of the new user' })
  if (!filled('emailUser') && !filled('phoneUser'))
    faults.push({ field: 'phoneUser', came: shown(payload.phoneUser), expected: 'a phone or an e-mail (emailUser) of the new user' })
  if (filled('emailUser') && !String(payload.emailUser).includes('@'))
    faults.push({ field: 'emailUser', came: 'a text without @', expected: 'an e-mail address' })
  return faults
}

function checkIds(payload: Payload, fields: readonly string[]): Fault[] {
  return fields
    .filter((field) => !(Number.isSafeInteger(payload[field]) && Number(payload[field]) > 0))
    .map((field) => ({ field, came: shown(payload[field]), expected: "a whole number above 0: one of LAPOR!'s own ids" }))
}

function checkFlags(payload: Payload, fields: readonly string[]): Fault[] {
  return fields
    .filter((field) => typeof payload[field] !== 'boolean')
    .map((field) => ({ field, came: shown(payload[field]), expected: 'true or false (not "true", not 1)' }))
}

function checkDay(value: unknown): Fault[] {
  const day = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : null
  if (day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(String(value))) return []
  return [{ field: 'date_of_incident', came: shown(value), expected: 'a day as YYYY-MM-DD' }]
}

function checkTags(value: unknown): Fault[] {
  if (value === null || value === undefined || (typeof value === 'string' && value.length <= 255)) return []
  return [{ field: 'tags_raw', came: shown(value), expected: 'null, or a text such as "#jabarquickresponse"' }]
}

async function checkInstitution({ is_disposisi_slider: chosen, disposition_id: id }: Payload, query: Query): Promise<Fault[]> {
  if (chosen === false && (id === null || id === undefined)) return []
  const expected = 'the id of an institution from GET /masters/institutions/external'
  if (!Number.isSafeInteger(id)) return [{ field: 'disposition_id', came: shown(id), expected }]
  const { rowCount } = await query.query('select 1 from institutions where id = $1', [id])
  return rowCount === 1 ? [] : [{ field: 'disposition_id', came: shown(id), expected }]
}

async function checkAttachments(value: unknown, query: Query): Promise<Fault[]> {
  const ids = fileIdsOf(value)
  const field = 'attachments'
  if (ids === null)
    return [
      {
        field,
        came: shown(value),
        expected: 'a STRING that holds the list of file ids, such as "[4199656]" or "[1,2]"; false when there are none',
      },
    ]
  if (ids.length > LIMITS.photos) return [{ field, came: `${ids.length} files`, expected: `at most ${LIMITS.photos} files` }]
  if (new Set(ids).size < ids.length) return [{ field, came: shown(value), expected: 'each id once' }]
  const { rows } = await query.query<{ id: string }>('select id from files where id = any($1::bigint[])', [ids])
  const known = new Set(rows.map(({ id }) => Number(id)))
  return ids
    .filter((id) => !known.has(id))
    .map((id) => ({ field, came: `id ${id}, which is unknown`, expected: 'ids that POST /complaints/complaint/file answered' }))
}
