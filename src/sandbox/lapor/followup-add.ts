import type { FastifyInstance } from 'fastify'
import type { Database, Query } from '../database.ts'
import { inTransaction } from '../database.ts'
import { type Fault, Refusal, refuseFaults, shown } from '../refusal.ts'
import { findCase } from './case.ts'
import { checkFile, keepFile } from './files.ts'
import { type Form, isForm } from './form.ts'

const LONGEST = 1_000
const FIELDS = [
  'user_id',
  'institution_from_id',
  'institution_to_id',
  'complaint_id',
  'template_code',
  'rating',
  'is_secret',
  'content',
] as const

/** `POST /complaints/followup/add` */
export function serveFollowupAdd(app: FastifyInstance, database: Database): void {
  app.post('/complaints/followup/add', { config: { call: 'followup-add' } }, async (request) => {
    if (!isForm(request.body)) throw new Refusal(415, 'Kirim multipart/form-data (send multipart/form-data)')
    const form = request.body
    refuseFaults(await checkFollowup(form, database))
    const id = await inTransaction(database, async (query) => {
      const row = await findCase(query, form.fields.complaint_id ?? '', true)
      const fileIds = []
      for (const file of form.files) fileIds.push((await keepFile(file, query)).id)
      const { rows } = await query.query<{ id: string }>(
        `insert into followups (complaint_id, source, from_name, to_name, template_code, content, fields, file_ids)
         values ($1, 'channel', coalesce((select name from institutions where id = $2), 'Kanal'), coalesce((select name from institutions where id = $3), ''), $4, $5, $6, $7) returning id`,
        [
          row.id,
          idOrNull(form.fields.institution_from_id),
          idOrNull(form.fields.institution_to_id),
          form.fields.template_code,
          form.fields.content,
          form.fields,
          fileIds,
        ],
      )
      return rows[0]?.id
    })
    return { success: true, results: { id: Number(id) } }
  })
}

async function checkFollowup({ fields, files }: Form, query: Query): Promise<Fault[]> {
  const faults: Fault[] = FIELDS.filter((field) => fields[field] === undefined).map((field) => ({
    field,
    came: 'nothing',
    expected: field === 'rating' ? 'the field, empty when there is no rating' : 'the field',
  }))
  for (const [field, value] of Object.entries(fields)) {
    if (value.includes('\u0000')) faults.push({ field, came: 'a text with U+0000', expected: 'a text without NUL' })
  }
  const { content = '', is_secret: secret = '0', complaint_id: complaintId = '', template_code: template = '' } = fields
  if (content.trim() === '' || content.length > LONGEST)
    faults.push({ field: 'content', came: `a text of ${content.length} characters`, expected: `a text of 1 to ${LONGEST} characters` })
  if (!['0', '1', 'true', 'false'].includes(secret)) faults.push({ field: 'is_secret', came: shown(secret), expected: '1 or 0' })
  if (!/^[0-9]{1,15}$/.test(complaintId))
    faults.push({ field: 'complaint_id', came: shown(complaintId), expected: 'the id that POST /complaints/complaint answered' })
  if (!/^[1-9][0-9]{0,4}$/.test(fields.user_id ?? ''))
    faults.push({ field: 'user_id', came: shown(fields.user_id), expected: 'the id of a known user: 1 to 99999' })
  for (const field of ['institution_from_id', 'institution_to_id'])
    faults.push(...(await checkInstitution(field, fields[field] ?? '', query)))
  const { rowCount } = await query.query('select 1 from templates where code = $1', [template.replaceAll('\u0000', '')])
  if (rowCount !== 1) faults.push({ field: 'template_code', came: shown(template), expected: 'a code from GET /masters/templates' })
  return [...faults, ...files.flatMap((file) => checkFile(file, /^attachment\[[0-9]{1,2}\]$/))]
}

async function checkInstitution(field: string, value: string, query: Query): Promise<Fault[]> {
  const { rowCount } = await query.query('select 1 from institutions where id = $1', [idOrNull(value)])
  return rowCount === 1 ? [] : [{ field, came: shown(value), expected: 'the id of an institution from GET /masters/institutions/external' }]
}

const idOrNull = (value: string | undefined) => (value !== undefined && /^[0-9]{1,15}$/.test(value) ? value : null)
