import { Client } from 'pg'
import type { Partner } from './partner.ts'

/** What became of a drill's reports: what senders were answered, compared with what the centre holds and what the ledger says. */
export interface Count {
  readonly sent: number
  readonly accepted: number
  /** Accepted, and at the centre by its own word. */
  readonly delivered: number
  readonly parked: number
  readonly unknown: number
  /** Accepted and still on its way when the drill's patience ended. */
  readonly waiting: number
  /** Accepted, and neither at the centre nor shown to a person nor on its way. */
  readonly lost: number
  /** More than once at the centre. */
  readonly doubled: number
  /** From the part being back to the first report that came to the centre; null: nothing was left to come. */
  readonly recoveryMs: number | null
  /** What is not as promised; empty: the row is good. */
  readonly faults: readonly string[]
  /** What was measured besides. */
  readonly notes: readonly string[]
}

interface Held {
  readonly ticket: string
  readonly at: number
}

type Rows = ReadonlyMap<string, { readonly id: string; readonly delivery: string }>

/** `balance`: the gateway's own count, which must fit the ledger's rows. `back`: when the part was there again. */
export async function countReports(input: {
  readonly prefix: string
  readonly partner: Partner
  readonly centreUrl: string
  readonly databaseUrl: string
  readonly balance: Record<string, number> | null
  readonly back: number | null
  readonly faults: readonly string[]
  readonly notes: readonly string[]
}): Promise<Count> {
  const { prefix, partner, back } = input
  const [held, rows] = await Promise.all([readCentre(input.centreUrl, prefix), readLedger(input.databaseUrl)])
  const times = new Map<string, number>()
  for (const { ticket } of held) times.set(ticket, (times.get(ticket) ?? 0) + 1)
  const accepted = [...partner.sent.values()].filter(({ id }) => id !== null)
  const stateOf = (ticket: string) => rows.get(ticket)?.delivery ?? 'nowhere'
  const withState = (state: string) => accepted.filter(({ ticket }) => stateOf(ticket) === state).length
  const lost = accepted.filter(({ ticket }) => !times.has(ticket) && !['parked', 'unknown', 'accepted'].includes(stateOf(ticket)))
  const doubled = [...times].filter(([, count]) => count > 1).map(([ticket]) => ticket)
  const after = back === null ? [] : held.map(({ at }) => at).filter((at) => at >= back)
  return {
    sent: partner.sent.size,
    accepted: accepted.length,
    delivered: accepted.filter(({ ticket }) => times.has(ticket) && stateOf(ticket) === 'delivered').length,
    parked: withState('parked'),
    unknown: withState('unknown'),
    waiting: withState('accepted'),
    lost: lost.length,
    doubled: doubled.length,
    recoveryMs: after.length === 0 || back === null ? null : Math.min(...after) - back,
    notes: input.notes,
    faults: [
      ...input.faults,
      ...partner.faults,
      ...lost.slice(0, 5).map(({ ticket }) => `${ticket} is lost (${stateOf(ticket)})`),
      ...doubled.slice(0, 5).map((ticket) => `${ticket} is at the centre ${times.get(ticket)} times`),
      ...strangers(times, rows),
      ...accepted.filter(({ id, ticket }) => rows.get(ticket)?.id !== id).map(({ ticket }) => `${ticket} was answered with another id`),
      ...faultsOfBalance(input.balance, rows, accepted.length),
    ].slice(0, 12),
  }
}

/** Parked means that the centre does not have it; what the centre has, the ledger must know of. */
function strangers(times: ReadonlyMap<string, number>, rows: Rows): string[] {
  return [...times.keys()].flatMap((ticket) => {
    const state = rows.get(ticket)?.delivery
    return state === 'delivered' || state === 'unknown' ? [] : [`${ticket} is at the centre, and ${state ?? 'not'} in the ledger`]
  })
}

function faultsOfBalance(balance: Record<string, number> | null, rows: Rows, accepted: number): string[] {
  if (balance === null) return ['no gateway could be asked for its balance']
  const { accepted: total = 0, delivered = 0, parked = 0, unknown = 0, inFlight = 0 } = balance
  const faults: string[] = []
  if (total !== delivered + parked + unknown + inFlight) faults.push(`the balance does not hold: ${JSON.stringify(balance)}`)
  if (total !== rows.size) faults.push(`the balance counts ${total} accepted, the ledger has ${rows.size}`)
  if (total < accepted) faults.push(`the balance counts ${total} accepted, senders were told ${accepted}`)
  return faults
}

async function readCentre(url: string, prefix: string): Promise<Held[]> {
  const held: Held[] = []
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await fetch(
      `${url}/sandbox/complaints?${new URLSearchParams({ ticket: prefix, page: String(page), page_size: '1000' })}`,
    )
    const body = (await answer.json()) as { data: { payload: { content: string }; createdAt: string }[]; pages: number }
    pages = body.pages
    for (const { payload, createdAt } of body.data) {
      const at = payload.content.indexOf(prefix)
      held.push({ ticket: payload.content.slice(at, at + prefix.length + 6), at: Date.parse(createdAt) })
    }
  }
  return held
}

async function readLedger(databaseUrl: string): Promise<Rows> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; ticket: string; delivery: string }>('select id, ticket, delivery from complaints')
    return new Map(rows.map((row) => [row.ticket, row]))
  } finally {
    await client.end()
  }
}
