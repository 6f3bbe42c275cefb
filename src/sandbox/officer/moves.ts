import { type Static, Type } from 'typebox'
import type { Database, Query } from '../database.ts'
import { inTransaction } from '../database.ts'
import { type CaseRow, dispose, findCase } from '../lapor/case.ts'
import { keepFile } from '../lapor/files.ts'
import { LAPOR_STATUSES, LAST_STATUSES, type LaporStatus, readStatus } from '../lapor/statuses.ts'
import { type Fault, Refusal, refuseFaults, shown } from '../refusal.ts'
import { photoOf } from '../sample-files.ts'

export const MoveSchema = Type.Object(
  {
    status: Type.Optional(Type.String({ maxLength: 100 })),
    answer: Type.Optional(Type.String({ minLength: 1, maxLength: 10_000, pattern: '^[^\\u0000]*$' })),
    institution: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.String({ minLength: 1, maxLength: 255 })])),
    attachments: Type.Optional(Type.Array(Type.String({ pattern: '^[\\w. -]{1,100}\\.(jpg|png|pdf)$' }), { maxItems: 10 })),
  },
  { additionalProperties: false },
)
export type Move = Static<typeof MoveSchema>

/** What an officer does next when not told: verify and hand on, work and answer, finish, close. */
const NEXT: Readonly<Record<string, Move>> = {
  'Belum Terverifikasi': { status: 'Terdisposisi' },
  Terdisposisi: {
    status: 'Dalam Proses',
    answer: 'Terima kasih atas laporannya. Tim kami meninjau lokasi hari ini.',
    attachments: ['tinjauan.jpg'],
  },
  'Dalam Proses': { status: 'Selesai', answer: 'Laporan telah selesai kami tangani. Terima kasih.' },
  Selesai: { status: 'Ditutup oleh Sistem' },
}

export async function moveCase(database: Database, id: string, asked: Move): Promise<object> {
  return inTransaction(database, async (query) => {
    const row = await findCase(query, id, true)
    const move = Object.keys(asked).length === 0 ? nextMove(row) : asked
    const status = statusOf(move, row)
    const institution = await institutionOf(move, query)
    if (institution !== null && institution !== row.disposition_id) {
      await dispose(query, row, {
        content: '{{institution_from}} meneruskan ke {{institution_to}}',
        from: row.disposition_name,
        toId: institution,
        status,
      })
    } else if (status !== row.status_name) {
      await dispose(query, row, dispositionOf(row, status))
    }
    if (move.answer !== undefined) await answer(query, id, move.answer, move.attachments ?? [])
    const now = await findCase(query, id)
    return {
      id: Number(id),
      from: row.status_name,
      status: now.status_name,
      institution: now.disposition_name,
      answered: move.answer !== undefined,
    }
  })
}

function nextMove(row: CaseRow): Move {
  const next = NEXT[row.status_name]
  if (next !== undefined) return next
  if (LAST_STATUSES.some((last) => last === row.status_name)) {
    throw new Refusal(409, `Laporan sudah ${row.status_name} (the case has ended; name a status to move it all the same)`)
  }
  return { status: 'Dalam Proses' }
}

function statusOf({ status, answer: text, attachments }: Move, row: CaseRow): string {
  const faults: Fault[] = []
  const read = status === undefined ? (row.status_name as LaporStatus) : readStatus(status)
  if (read === null) faults.push({ field: 'status', came: shown(status), expected: `one of: ${allowedWords()}` })
  if (attachments !== undefined && attachments.length > 0 && text === undefined)
    faults.push({ field: 'attachments', came: shown(attachments), expected: 'an answer beside them' })
  refuseFaults(faults)
  return read ?? row.status_name
}

function allowedWords(): string {
  return Object.entries(LAPOR_STATUSES)
    .flatMap(([native, { ours }]) => [native, ...ours])
    .join(', ')
}

async function institutionOf({ institution }: Move, query: Query): Promise<string | null> {
  if (institution === undefined) return null
  const { rows } = await query.query<{ id: string }>('select id from institutions where id::text = $1 or lower(name) = lower($1)', [
    String(institution).replaceAll('\u0000', ''),
  ])
  const id = rows[0]?.id
  refuseFaults(
    id === undefined
      ? [{ field: 'institution', came: shown(institution), expected: 'an id or a name from GET /masters/institutions/external' }]
      : [],
  )
  return id ?? null
}

/** The first disposition is LAPOR!'s admin assigning the case to the institution that was chosen for it. */
function dispositionOf(row: CaseRow, status: string) {
  if (status === 'Terdisposisi')
    return { content: '{{institution_from}} meneruskan ke {{institution_to}}', from: 'Admin Nasional', toId: row.disposition_id, status }
  return { content: `{{institution_from}} mengubah status menjadi ${status}`, from: row.disposition_name, toId: null, status }
}

async function answer(query: Query, id: string, text: string, names: readonly string[]): Promise<void> {
  const row = await findCase(query, id)
  const fileIds = []
  for (const name of names) {
    const { bytes, mediaType } = photoOf(name)
    fileIds.push((await keepFile({ name, mediaType, bytes }, query)).id)
  }
  await query.query(
    `insert into followups (complaint_id, source, from_name, to_name, template_code, content, file_ids) values ($1, 'officer', $2, 'Pelapor', 'reply', $3, $4)`,
    [id, row.disposition_name, text, fileIds],
  )
  await query.query('update complaints set moved_at = clock_timestamp() where id = $1', [id])
}
