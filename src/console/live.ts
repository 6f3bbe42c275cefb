import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Session } from '../access/open-access.ts'
import { tokenIn } from '../access/session-cookie.ts'
import type { Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Html } from './html.ts'

/** What a page shows. */
export interface Drawing {
  readonly whole: Html
  /** Those of its elements that change, by id. None is within another. */
  readonly pieces: ReadonlyMap<string, Html>
}

/** A page that changes while somebody looks at it. */
export interface Board {
  /** At most FRESH_MS old. Computed once for all who may see the same and read it in the same way. */
  drawing(viewer: Viewer): Promise<Drawing>
  /** Server-sent events: each `pieces` holds those that changed, as { id: html }. Ends with the session, and when the gateway stops. */
  stream(request: FastifyRequest, reply: FastifyReply): FastifyReply
}

export interface BoardParts {
  readonly draw: (viewer: Viewer) => Promise<Drawing>
  readonly access: Pick<Access, 'sessionOf'>
  /** Aborts when the gateway stops. */
  readonly stopping: AbortSignal
  /** For tests: how long a drawing is good, and how often the session is looked at. */
  readonly pace?: { readonly freshMs: number; readonly sessionEveryMs: number }
}

const FRESH_MS = 2_000
const SESSION_EVERY_MS = 30_000
/** So that what stands between does not take the connection for dead. */
const QUIET_AT_MOST_MS = 15_000
const MOST_STREAMS = 300
/** Windows of one account: so that nobody alone leaves the others without. */
const MOST_OF_ACCOUNT = 20
const MOST_SNAPSHOTS = 300

export function openBoard({ draw, access, stopping, pace }: BoardParts): Board {
  const { freshMs, sessionEveryMs } = pace ?? { freshMs: FRESH_MS, sessionEveryMs: SESSION_EVERY_MS }
  const snapshots = new Map<string, { readonly at: number; readonly drawing: Promise<Drawing> }>()
  let streams = 0
  const ofAccounts = new Map<string, number>()

  function drawing(viewer: Viewer): Promise<Drawing> {
    const key = JSON.stringify([viewer.scope, viewer.language, viewer.timezone])
    const known = snapshots.get(key)
    if (known && performance.now() - known.at < freshMs) return known.drawing
    const made = draw(viewer)
    snapshots.delete(key)
    snapshots.set(key, { at: performance.now(), drawing: made })
    made.catch(() => snapshots.delete(key))
    const [oldest] = snapshots.keys()
    if (snapshots.size > MOST_SNAPSHOTS && oldest !== undefined) snapshots.delete(oldest)
    return made
  }

  function count(account: string, change: 1 | -1): void {
    streams += change
    const left = (ofAccounts.get(account) ?? 0) + change
    if (left > 0) ofAccounts.set(account, left)
    else ofAccounts.delete(account)
  }

  async function* events(token: string, { accountId, viewer: { address } }: Session, signal: AbortSignal): AsyncGenerator<string> {
    // Here, and not where it was asked for: who went before the first line was never counted.
    count(accountId, 1)
    try {
      const sent = new Map<string, string>()
      let [viewer, checkedAt, saidAt] = [null as Viewer | null, 0, 0]
      yield `retry: ${freshMs}\n\n`
      while (!signal.aborted) {
        const now = performance.now()
        if (viewer === null || now - checkedAt > sessionEveryMs) {
          viewer = (await access.sessionOf(token, address, false))?.viewer ?? null
          checkedAt = now
          if (viewer === null) return yield event('ended', {})
        }
        const changed = await changedPieces(viewer, sent)
        if (changed !== null || now - saidAt > QUIET_AT_MOST_MS) {
          saidAt = now
          yield event('pieces', changed ?? {})
        }
        await pause(freshMs, undefined, { signal }).catch(() => undefined)
      }
    } finally {
      count(accountId, -1)
    }
  }

  /** null: nothing changed, or the ledger is away and what was shown stays. */
  async function changedPieces(viewer: Viewer, sent: Map<string, string>): Promise<Record<string, string> | null> {
    const drawn = await drawing(viewer).catch(() => null)
    const changed: Record<string, string> = {}
    for (const [id, html] of drawn?.pieces ?? []) {
      const text = String(html)
      if (sent.get(id) === text) continue
      sent.set(id, text)
      changed[id] = text
    }
    return Object.keys(changed).length === 0 ? null : changed
  }

  return {
    drawing,
    stream(request, reply) {
      const token = tokenIn(request.headers.cookie)
      if (token === null) throw new GatewayError('key_invalid', 'nobody is signed in')
      const { session } = request
      if (session === null) throw new GatewayError('key_invalid', 'nobody is signed in')
      if (streams >= MOST_STREAMS || (ofAccounts.get(session.accountId) ?? 0) >= MOST_OF_ACCOUNT)
        throw new GatewayError('throttled', 'too many look at once; load the page again in a while')
      const gone = new AbortController()
      request.raw.socket.once('close', () => gone.abort())
      const lines = events(token, session, AbortSignal.any([stopping, gone.signal]))
      return reply.type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no').send(Readable.from(lines))
    },
  }
}

const event = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
