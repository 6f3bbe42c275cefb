import { Readable } from 'node:stream'
import type { Scope } from '../contract/access.ts'
import type { FigureKey, FigureSpan, Figures, UrgentKey, UrgentState } from '../ledger/figures.ts'

const PAGE = 1_000
/** So that spreadsheets read it as UTF-8. */
export const CSV_MARK = '\ufeff'

/** Figures as CSV, a page of the ledger at a time. */
export async function* figureLines(
  figures: Figures,
  span: FigureSpan,
  scope: Scope,
  nameOf: (region: string) => string,
): AsyncGenerator<string> {
  yield CSV_MARK +
    line([span.span, 'region', 'name', 'channel', 'accepted', 'delivered', 'parked', 'unknown', 'followed_up', 'resolved', 'missed'])
  for (let after: FigureKey | null = null; ; ) {
    const rows: Awaited<ReturnType<Figures['rows']>> = await figures.rows(span, scope, after, PAGE)
    if (rows.length > 0)
      yield rows
        .map((row) =>
          line([
            ...[row.start, row.region, nameOf(row.region), row.channel],
            ...[row.accepted, row.delivered, row.parked, row.unknown, row.followedUp, row.resolved, row.missed],
          ]),
        )
        .join('')
    after = rows.at(-1) ?? null
    if (rows.length < PAGE) return
  }
}

/** Clocks as CSV, what is due first first. */
export async function* clockLines(
  figures: Figures,
  state: UrgentState,
  scope: Scope,
  nameOf: (region: string) => string,
): AsyncGenerator<string> {
  yield CSV_MARK +
    line(['due', 'clock', 'state', 'complaint', 'ticket', 'lapor_id', 'region', 'name', 'channel', 'app', 'status', 'delivery', 'began'])
  for (let after: UrgentKey | null = null; ; ) {
    const rows: Awaited<ReturnType<Figures['urgent']>> = await figures.urgent(state, scope, after, PAGE)
    if (rows.length > 0)
      yield rows
        .map((row) =>
          line([
            ...[
              row.dueAt.toISOString(),
              row.clock,
              row.state,
              row.complaintId,
              row.ticket,
              row.laporId ?? '',
              row.region,
              nameOf(row.region),
            ],
            ...[row.channel, row.app, row.status, row.delivery, row.startedAt.toISOString()],
          ]),
        )
        .join('')
    after = rows.at(-1) ?? null
    if (rows.length < PAGE) return
  }
}

/** RFC 4180. What a spreadsheet would run as a formula gets an apostrophe before it. */
export function line(cells: readonly (string | number)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^\s*[=+\-@|%＝＋－＠]|^[\t\r]/.test(value) ? `'${value}` : value
  return `"${safe.replaceAll('"', '""')}"`
}

/** As an answer to a browser that saves it; a page of the ledger is in memory at a time. */
export function csvAnswer(
  name: string,
  lines: AsyncIterable<string>,
): { readonly headers: Readonly<Record<string, string>>; readonly body: Readable } {
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
    body: Readable.from(lines, { objectMode: false, highWaterMark: 64 * 1024 }),
  }
}
