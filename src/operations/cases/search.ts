import { codesUnder } from '../../areas/areas.ts'
import type { Scope, Viewer } from '../../contract/access.ts'
import type { Delivery, Status } from '../../contract/complaint.ts'
import type { ComplaintRow } from '../../ledger/ledger.ts'
import type { FoundComplaint, SearchBy, SearchFilter } from '../../ledger/search.ts'
import { phone as phoneTransform } from '../../mapping/transforms/phone.ts'
import type { OperationsParts } from '../parts.ts'
import type { PageOf } from './open-cases.ts'

export interface Asked {
  /** What a person has: an id, a ticket, a LAPOR! id, the number that people were told, a phone, an e-mail address, or words of the report. */
  readonly words?: string
  /** A province stands for its regencies and cities as well. */
  readonly region?: string
  readonly delivery?: Delivery
  readonly status?: Status
  readonly channel?: string
  readonly from?: Date
  readonly to?: Date
}

export interface Found {
  /** How it was looked for; list: by the other conditions alone. */
  readonly by: 'reference' | 'phone' | 'email' | 'text' | 'list'
  readonly rows: readonly FoundComplaint[]
  /** null: there is nothing more. */
  readonly next: string | null
}

/** First as a name of one complaint; what is none is looked for as a phone or an e-mail address by blind index, and what is neither by its words. */
export async function findCases({ ledger, settings }: OperationsParts, viewer: Viewer, asked: Asked, page: PageOf): Promise<Found> {
  const { words = '', region, ...more } = asked
  const given = words.trim()
  const filter: SearchFilter = { regions: regionsOf(viewer.scope, region, [...settings.current.regions.keys()]), ...more }
  if (given === '') return { by: 'list', ...(await ledger.search.find(filter, page)) }
  const named = (await ledger.complaints.find(given, filter.regions)).filter((row) => fits(row, asked))
  if (named.length > 0) return { by: 'reference', rows: named.toReversed().map(foundOf), next: null }
  const by = meaningOf(given)
  return { by: kindOf(by), ...(await ledger.search.find({ ...filter, by }, page)) }
}

function meaningOf(words: string): SearchBy {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(words)) return { email: words }
  const phone = phoneTransform.read(words, { zone: 'Asia/Jakarta', order: undefined })
  return typeof phone === 'string' ? { phone } : { text: words }
}

const kindOf = (by: SearchBy): Found['by'] => ('text' in by ? 'text' : 'phone' in by ? 'phone' : 'email')

/** Within the scope; null: all. */
function regionsOf(scope: Scope, region: string | undefined, configured: readonly string[]): Scope {
  if (region === undefined) return scope
  const meant = region.includes('.')
    ? [region]
    : [...new Set([region, ...codesUnder(region), ...configured.filter((code) => code.startsWith(`${region}.`))])]
  return scope === null ? meant : meant.filter((code) => scope.includes(code))
}

function fits(row: ComplaintRow, { delivery, status, channel, from, to }: Asked): boolean {
  return (
    (delivery === undefined || row.delivery === delivery) &&
    (status === undefined || row.status === status) &&
    (channel === undefined || row.origin.channel === channel) &&
    (from === undefined || row.acceptedAt >= from) &&
    (to === undefined || row.acceptedAt < to)
  )
}

function foundOf({ origin, complaint, reason, ...row }: ComplaintRow): FoundComplaint {
  const { region, app, channel, ticket } = origin
  const { id, acceptedAt, delivery, status, statusNative, laporId } = row
  return {
    id,
    region,
    app,
    channel,
    ticket,
    title: complaint?.title ?? null,
    acceptedAt,
    delivery,
    reason: reason?.code ?? null,
    status,
    statusNative,
    laporId,
  }
}
