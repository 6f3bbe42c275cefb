import type { Scope } from '../contract/access.ts'
import type { Arrival } from '../contract/connector.ts'
import { type FieldError, GatewayError } from '../contract/errors.ts'
import type { CompiledMapping, Mapped } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { openArrival } from '../intake/read-again.ts'
import { readArrival } from '../intake/read-arrival.ts'
import type { ComplaintRow } from '../ledger/ledger.ts'
import { type Difference, differences } from '../mapping/differences.ts'
import type { OperationsParts } from './parts.ts'

export interface BenchComparison {
  readonly channel: string
  readonly from: string
  readonly to: string
  /** Arrivals that were opened, and those that could not be: erased, or their key is away. */
  readonly compared: number
  readonly closed: number
  /** That come out the same. */
  readonly same: number
  /** How many come out as `complaint`, `ignored`, or with which code. */
  readonly outcomes: readonly { readonly outcome: string; readonly before: number; readonly after: number }[]
  /** Fields that come out otherwise, most often first. */
  readonly fields: readonly ChangedField[]
  /** Faults that the other version finds. */
  readonly faults: readonly CountedFault[]
}

export interface CountedFault extends FieldError {
  readonly count: number
}

export interface ChangedField {
  /** JSON Pointer into what comes out; items of a list are one: `*`. */
  readonly at: string
  readonly count: number
  /** A few; where a person may stand in it only the shape: 'a text of 12 characters'. */
  readonly examples: readonly { readonly complaintId: string; readonly before: string; readonly after: string }[]
}

export interface Compared {
  readonly channel: ChannelSettings
  readonly scope: Scope
  readonly before: CompiledMapping
  readonly after: CompiledMapping
  readonly limit: number
}

const MOST_EXAMPLES = 3

/** Opens what a channel sent last, maps it by both versions, and gives differences that name nobody. */
export async function compareArrivals(
  parts: OperationsParts,
  { channel, scope, before, after, limit }: Compared,
): Promise<BenchComparison> {
  const tally = new Tally()
  let closed = 0
  for (const row of await parts.ledger.complaints.newest(channel.id, scope, limit)) {
    const opened = await openArrival(parts, channel, row).catch((error: unknown) => {
      if (error instanceof GatewayError && error.code !== 'ledger_unavailable') return null
      throw error
    })
    if (opened === null) closed += 1
    else tally.add(row.id, ...mapBoth(parts, channel, row, opened.arrival, [before, after]))
  }
  return { channel: channel.id, from: before.ref, to: after.ref, closed, ...tally.result() }
}

/** The ticket is read anew where it comes from the payload, so that another way to read it shows. */
function mapBoth(
  parts: Pick<OperationsParts, 'mappings'>,
  channel: ChannelSettings,
  row: ComplaintRow,
  arrival: Arrival,
  [before, after]: readonly [CompiledMapping, CompiledMapping],
): [Mapped, Mapped] {
  const { ticket: _, ...bare } = arrival
  const map = (mapping: CompiledMapping, given: Arrival) => readArrival(parts, { ...channel, mapping: mapping.ref }, given)
  const own = map(before, bare)
  const given = own.ticket === row.origin.ticket ? bare : arrival
  return [given === bare ? own : map(before, given), map(after, given)]
}

class Tally {
  #compared = 0
  #same = 0
  readonly #outcomes = new Map<string, { before: number; after: number }>()
  readonly #fields = new Map<string, { count: number; examples: ChangedField['examples'][number][] }>()
  readonly #faults = new Map<string, CountedFault>()

  add(complaintId: string, before: Mapped, after: Mapped): void {
    this.#compared += 1
    this.#outcome(before).before += 1
    this.#outcome(after).after += 1
    if (after.outcome === 'failed') for (const error of after.errors) this.#fault(error)
    const changed = [...differences(comesOut(before), comesOut(after))]
    if (changed.length === 0) this.#same += 1
    for (const [at, some] of Map.groupBy(changed, (one) => general(one.at))) this.#field(complaintId, at, some[0])
  }

  result(): Pick<BenchComparison, 'compared' | 'same' | 'outcomes' | 'fields' | 'faults'> {
    const most = (a: { count: number }, b: { count: number }) => b.count - a.count
    return {
      compared: this.#compared,
      same: this.#same,
      outcomes: [...this.#outcomes].map(([outcome, counts]) => ({ outcome, ...counts })).sort((a, b) => (a.outcome < b.outcome ? -1 : 1)),
      fields: [...this.#fields].map(([at, field]) => ({ at, ...field })).sort(most),
      faults: [...this.#faults.values()].sort(most),
    }
  }

  #outcome(mapped: Mapped): { before: number; after: number } {
    const name = mapped.outcome === 'failed' ? mapped.code : mapped.outcome
    const counts = this.#outcomes.get(name) ?? { before: 0, after: 0 }
    this.#outcomes.set(name, counts)
    return counts
  }

  #fault(error: FieldError): void {
    const at = general(error.at)
    const message = withoutQuotes(error.message)
    const words = error.words && { id: withoutQuotes(error.words.id), en: message }
    const key = `${at} ${message}`
    const count = (this.#faults.get(key)?.count ?? 0) + 1
    this.#faults.set(key, { at, message, ...(words && { words }), count })
  }

  #field(complaintId: string, at: string, difference: Difference | undefined): void {
    if (difference === undefined) return
    const field = this.#fields.get(at) ?? { count: 0, examples: [] }
    this.#fields.set(at, field)
    field.count += 1
    if (field.examples.length < MOST_EXAMPLES)
      field.examples.push({ complaintId, before: shown(at, difference.before), after: shown(at, difference.after) })
  }
}

/** What was seen may be quoted in a message: only what is expected is told. */
function withoutQuotes(message: string): string {
  return message.replaceAll(/"[^"]*"/g, '…')
}

/** Faults are counted on their own. */
function comesOut(mapped: Mapped): object {
  if (mapped.outcome === 'ignored') return { ignored: mapped.why, ticket: mapped.ticket }
  const { ticket, originState } = mapped
  if (mapped.outcome === 'failed') return { failed: mapped.code, ticket }
  return { ticket, complaint: mapped.complaint, ...(originState === null ? {} : { originState }) }
}

const general = (at: string): string => at.replaceAll(/\/\d+(?=\/|$)/g, '/*')

/** Fields whose values name nobody. All others show their shape only. */
const OPEN =
  /^\/(ignored|failed|complaint\/(class|receivedAt|occurredOn|category\/(native|lapor)|location\/(lat|lng|province|city|district|village|code)|anonymous|secret)|originState\/(status|native))$/
const MOST_CHARS = 120

function shown(at: string, value: unknown): string {
  if (value === undefined || value === null) return '–'
  if (OPEN.test(at)) return String(JSON.stringify(value)).slice(0, MOST_CHARS)
  if (typeof value === 'string') return `a text of ${value.length} characters`
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' ? 'something' : `a ${typeof value}`
}
