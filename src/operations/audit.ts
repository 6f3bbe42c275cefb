import { codesUnder } from '../areas/areas.ts'
import type { Scope, Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { AuditFilter, AuditRow } from '../ledger/running-state.ts'
import { CSV_MARK, line } from './export-csv.ts'

export interface AskedAudit {
  /** Who did it. */
  readonly actor?: string
  readonly action?: string
  /** What it was done to: an id, a channel, an account. */
  readonly subject?: string
  /** With its regencies and cities, if it is a province. */
  readonly region?: string
  /** At or after, before. RFC 3339. */
  readonly from?: string
  readonly to?: string
}

export interface AuditPage {
  readonly items: readonly AuditRow[]
  /** Send it back for what is older; null: that was all. */
  readonly cursor: string | null
}

/** Who did what, when, from where, and how it was before and after. Each sees what concerns their regions. */
export interface AuditOperations {
  list(viewer: Viewer, asked: AskedAudit & { readonly cursor?: string; readonly limit: number }): Promise<AuditPage>
  export(viewer: Viewer, asked: AskedAudit): AsyncIterable<string>
}

const PAGE = 1000

export function openAuditOperations({ audit }: Pick<Ledger, 'audit'>): AuditOperations {
  return {
    async list({ scope }, { cursor, limit, region, ...asked }) {
      const before = cursor === undefined ? {} : { before: checkCursor(cursor) }
      const rows = await audit.list({ ...asked, ...before, limit: limit + 1 }, within(scope, region))
      const items = rows.slice(0, limit)
      return { items, cursor: rows.length > limit ? (items.at(-1)?.seq ?? null) : null }
    },
    export: ({ scope }, { region, ...asked }) => auditLines(audit, asked, within(scope, region)),
  }
}

/** What may be seen of a region; nothing, when it is none of those that may be. */
function within(scope: Scope, region: string | undefined): Scope {
  if (region === undefined) return scope
  return codesUnder(region).filter((code) => scope === null || scope.includes(code))
}

function checkCursor(cursor: string): string {
  if (/^[1-9][0-9]{0,17}$/.test(cursor)) return cursor
  throw new GatewayError('request_unreadable', 'cursor is none that we gave; leave it out to begin anew', { at: '/cursor' })
}

async function* auditLines(audit: Ledger['audit'], asked: Omit<AuditFilter, 'before' | 'limit'>, scope: Scope): AsyncGenerator<string> {
  yield CSV_MARK + line(['at', 'actor', 'action', 'subject', 'region', 'address', 'before', 'after', 'detail'])
  for (let before: string | undefined; ; ) {
    const rows: AuditRow[] = await audit.list({ ...asked, ...(before === undefined ? {} : { before }), limit: PAGE }, scope)
    if (rows.length > 0)
      yield rows
        .map((row) =>
          line([
            ...[row.at.toISOString(), row.actor, row.action, row.subject, row.region ?? '', row.address ?? ''],
            ...[json(row.before), json(row.after), json(row.detail)],
          ]),
        )
        .join('')
    before = rows.at(-1)?.seq
    if (rows.length < PAGE) return
  }
}

const json = (value: object | null): string => (value === null || Object.keys(value).length === 0 ? '' : JSON.stringify(value))
