import type { Query } from '../database.ts'
import { Refusal } from '../refusal.ts'

export interface CaseRow {
  readonly id: string
  readonly tracking_id: string
  readonly payload: Record<string, unknown>
  readonly file_ids: string[]
  readonly status_name: string
  readonly disposition_id: string
  readonly disposition_name: string
  readonly created_at: Date
  readonly moved_at: Date
}

/** The case of an address or a form, locked when it is going to be changed. 404 says what ids look like. */
export async function findCase(query: Query, id: string, lock = false): Promise<CaseRow> {
  const known = /^[0-9]{1,15}$/.test(id) ? id : '0'
  const { rows } = await query.query<CaseRow>(
    `select c.*, i.name as disposition_name from complaints c join institutions i on i.id = c.disposition_id where c.id = $1 ${lock ? 'for update of c' : ''}`,
    [known],
  )
  if (rows[0] === undefined)
    throw new Refusal(404, 'Laporan tidak ditemukan (there is no complaint with this id; GET /sandbox/complaints lists them)')
  return rows[0]
}

/** Instants as LAPOR! writes them: d-m-Y H:i:s in Jakarta, without saying so. */
export function laporDate(date: Date): string {
  const [day = '', time = ''] = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta', dateStyle: 'short', timeStyle: 'medium' })
    .format(date)
    .split(' ')
  return `${day.split('-').reverse().join('-')} ${time}`
}

/** Writes a line of the disposition log and, where it is handed on, the new institution. */
export async function dispose(
  query: Query,
  row: CaseRow,
  change: { content: string; from: string; toId: string | null; status: string },
): Promise<void> {
  const data = JSON.stringify({ status_old: { name: row.status_name }, status_new: { name: change.status } })
  await query.query('insert into dispositions (complaint_id, content, from_name, to_id, data) values ($1, $2, $3, $4, $5)', [
    row.id,
    change.content,
    change.from,
    change.toId,
    data,
  ])
  await query.query(
    'update complaints set status_name = $2, disposition_id = coalesce($3, disposition_id), moved_at = clock_timestamp() where id = $1',
    [row.id, change.status, change.toId],
  )
}
