import { createHash } from 'node:crypto'
import type { Reporter } from '../contract/complaint.ts'
import type { Log } from '../contract/connector.ts'
import { type ErrorCode, GatewayError } from '../contract/errors.ts'
import { mapInSlices } from '../contract/in-slices.ts'
import { describeBody, describeFields, type SeenBody, seeBody, shorten } from './describe-body.ts'
import { describePath } from './destination.ts'
import { hidePerson, hideSecrets } from './hide-person.ts'
import { type MadeCall, watchCalls } from './watch-calls.ts'

/** What the calls of some work are about. */
export interface About {
  readonly complaintId: string
  readonly updateId?: string
  readonly feedbackId?: string
  readonly peer: 'centre' | 'origin' | 'files'
  /** Never kept. */
  readonly secrets: readonly string[]
  /** How the person of this complaint is called there, beside what is sealed with it. */
  readonly accounts?: readonly string[]
  /** Who reported, where that is open already; null: nobody is named. Otherwise it is looked up. */
  readonly reporter?: Reporter | 'unreadable' | null
}

/** One call, without person and secret, as it is kept. */
export interface Exchange {
  readonly complaintId: string
  readonly updateId: string | null
  readonly feedbackId: string | null
  readonly at: Date
  readonly peer: About['peer']
  readonly host: string
  readonly call: string
  readonly ms: number
  readonly status: number | null
  readonly code: ErrorCode | null
  readonly request: string | null
  readonly answer: string | null
  readonly digest: Uint8Array | null
}

export interface ExchangeLog {
  /** Does the work, and keeps every call of it. Through another protocol than HTTP: the attempt itself, with `told` as what was sent. */
  watch<T>(about: About, work: () => Promise<T>, other?: { readonly through: string; readonly told: object }): Promise<T>
  /** Resolves when what waits is written. */
  close(): Promise<void>
}

export interface ExchangeLogOptions {
  store(batch: readonly Exchange[]): Promise<void>
  /** Who reported each; unreadable: it is sealed, and its key is lost. */
  reporters(complaintIds: readonly string[]): Promise<ReadonlyMap<string, Reporter | 'unreadable'>>
  readonly log: Log
}

/** Where nothing is kept. */
export const NO_EXCHANGES: ExchangeLog = { watch: (_about, work) => work(), close: async () => undefined }

const NOBODY: ReadonlyMap<string, Reporter> = new Map()
const FLUSH_MS = 500
const BATCH = 100
/** To take the person out of one exchange takes about a tenth of a millisecond. */
const SLICE = 10
/** More are dropped, the oldest first: the work never waits for this. */
const MOST_HELD = 1_000

/** Gathers calls and writes them in batches behind the work; only then is the person taken out. */
export function openExchangeLog({ store, reporters, log }: ExchangeLogOptions): ExchangeLog {
  const held: Held[] = []
  let timer: NodeJS.Timeout | null = null
  let flushing: Promise<void> = Promise.resolve()
  let writing = false
  let dropped = 0
  let failing = false

  function hold(one: Held): void {
    held.push(one)
    if (held.length > MOST_HELD) {
      held.shift()
      dropped += 1
    }
    if (writing) return
    // A ledger that does not take them is asked again by the timer alone.
    if (held.length >= BATCH && !failing) void flush()
    else timer ??= setTimeout(() => void flush(), FLUSH_MS)
  }

  function flush(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    writing = true
    flushing = flushing.then(writeAll).finally(() => {
      writing = false
      if (held.length > 0) timer ??= setTimeout(() => void flush(), FLUSH_MS)
    })
    return flushing
  }

  async function writeAll(): Promise<void> {
    while (held.length > 0) {
      const batch = held.slice(0, BATCH)
      try {
        const unknown = new Set(batch.flatMap(({ about }) => (about.reporter === undefined ? [about.complaintId] : [])))
        const people = unknown.size === 0 ? NOBODY : await reporters([...unknown])
        const reporterOf = ({ reporter, complaintId }: About) =>
          reporter === undefined ? people.get(complaintId) : (reporter ?? undefined)
        await store(await mapInSlices(batch, SLICE, (one) => exchangeOf(one, reporterOf(one.about))))
        failing = false
      } catch (error) {
        if (!failing)
          log.warn({ code: error instanceof GatewayError ? error.code : 'internal_error' }, 'what was sent and answered is written later')
        failing = true
        timer ??= setTimeout(() => void flush(), 10 * FLUSH_MS)
        return
      }
      // While it was written the oldest may have been dropped.
      for (const one of batch) if (held[0] === one) held.shift()
      if (dropped > 0) log.warn({ exchanges: dropped }, 'exchanges were dropped: there were more than the ledger took')
      dropped = 0
    }
  }

  return {
    async watch(about, work, other) {
      let seen = false
      const at = new Date()
      const begin = performance.now()
      const attempt = (code: ErrorCode | null, answer: string) => {
        if (seen || other === undefined) return
        const [request, answered] = [JSON.stringify(other.told), answer].map((text) => seeBody(text, 'application/json'))
        hold({
          about,
          at,
          ms: Math.round(performance.now() - begin),
          host: other.through,
          call: 'reply',
          status: null,
          code,
          request,
          answered,
        })
      }
      const noteCall = (made: MadeCall) => {
        seen = true
        hold(heldOf(about, made))
      }
      try {
        const result = await watchCalls(noteCall, work)
        attempt(null, '')
        return result
      } catch (error) {
        if (error instanceof GatewayError) attempt(error.code, error.message)
        throw error
      }
    },
    async close() {
      await flush()
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

interface Held {
  readonly about: About
  readonly at: Date
  readonly ms: number
  readonly host: string
  readonly call: string
  readonly query?: URLSearchParams
  /** It changes nothing there. */
  readonly asks?: boolean
  readonly status: number | null
  readonly code: ErrorCode | null
  readonly request: SeenBody | undefined
  readonly answered: SeenBody | undefined
}

function heldOf(about: About, { call, url, at, ms, answer, code }: MadeCall): Held {
  const contentType = Object.entries(call.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  return {
    about,
    at,
    ms,
    host: url.host,
    call: `${call.method} ${describePath(url)}`,
    // Of a file the query holds what lets us have it.
    ...(about.peer === 'files' ? {} : { query: url.searchParams }),
    asks: call.method === 'GET' || call.method === 'HEAD',
    status: answer?.status ?? null,
    code,
    request: seeBody(call.body, contentType),
    answered: answer ? seeBody(answer.body, answer.headers['content-type']) : undefined,
  }
}

/** Without who reported nothing could be taken out: then what was said is not kept. */
function exchangeOf({ about, query, asks, request, answered, ...made }: Held, reporter: Reporter | 'unreadable' | undefined): Exchange {
  const [people, secrets] = [
    hidePerson(reporter === undefined || reporter === 'unreadable' ? [] : [reporter], about.accounts),
    hideSecrets(about.secrets),
  ]
  const hide = (text: string) => people(secrets(text))
  const readable = reporter !== 'unreadable'
  const asked = readable && query !== undefined && query.size > 0 ? `?\n${describeFields(query, hide, true)}\n` : ''
  const sent = readable && request ? describeBody(request, hide, true) : null
  const came = readable && answered ? describeBody(answered, hide, false) : null
  const { complaintId, updateId = null, feedbackId = null, peer } = about
  const text = asked === '' && sent === null ? null : `${asked}${sent ?? ''}`
  return {
    ...made,
    call: hide(made.call),
    complaintId,
    updateId,
    feedbackId,
    peer,
    request: shorten(text),
    answer: shorten(came),
    digest:
      asks === true
        ? createHash('sha256')
            .update(JSON.stringify([made.call, made.status, made.code, text, came]))
            .digest()
        : null,
  }
}
