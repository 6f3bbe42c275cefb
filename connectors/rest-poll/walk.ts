import { type Static, Type } from 'typebox'
import type { Page } from '../../src/contract/connector.ts'
import type { FetchedPage } from './fetch-page.ts'
import { shortHash, sortItems } from './items.ts'
import { passNew } from './recent.ts'

const place = Type.Union([Type.String(), Type.Null()])
const hashes = Type.Array(Type.String())

/** Where a walk through a list of pages stands. A place is what its route makes of it, a page number or a link; FIRST is the first page. */
export const WalkSchema = Type.Object({
  stage: Type.Enum(['head', 'tail', 'sweep']),
  place: Type.String(),
  /** The last page with items, of this stage and of the cycle before; null: not known, so walk to the end. */
  reached: place,
  last: place,
  /** The page behind the first, and where sweeping goes on. */
  second: place,
  sweep: place,
  /** Items of the first page, in the cycle before and in this one. */
  head: hashes,
  newHead: hashes,
  /** Digests of the first page of this cycle and of the page before this one: a server that is asked beyond its end may give either again. */
  first: place,
  before: place,
  /** Places of this stage, shortened: a link that leads back ends it. */
  seen: hashes,
  /** Pages in this interval, pages swept in this cycle, empty pages in a row. */
  pages: Type.Integer(),
  swept: Type.Integer(),
  empty: Type.Integer(),
  recent: hashes,
})
export type Walk = Static<typeof WalkSchema>

export interface Route {
  readonly maxPages: number
  readonly sweepPages: number
  fetch(place: string): Promise<FetchedPage>
  /** null: nothing follows. */
  next(place: string, page: FetchedPage): string | null
}

export const FIRST = ''
const START: Walk = {
  ...{ stage: 'head', place: FIRST, reached: null, last: null, second: null, sweep: null, first: null, before: null },
  ...{ head: [], newHead: [], seen: [], recent: [], pages: 0, swept: 0, empty: 0 },
}
const MOST_SEEN = 300
const MOST_HEAD = 100
const MOST_EMPTY = 3

/**
 * One page of a walk through a list whose order nobody tells. A cycle reads from the first page until it meets an item of the first page of the cycle before (that is all
 * there is, when new reports come first), then from the last known page to the end (when they come last), then a few of the pages between, in turn, for cases that changed.
 */
export async function walkOn(state: Walk | null, route: Route): Promise<Omit<Page, 'cursor'> & { state: Walk }> {
  const walk = state ?? START
  const page = await route.fetch(walk.place)
  const digest = page.items.length === 0 ? null : shortHash(page.items.map(({ hash }) => hash).join())
  const repeated = digest !== null && walk.place !== FIRST && (digest === walk.before || digest === walk.first)
  const usable = digest !== null && !repeated
  const { fresh, recent } = passNew(usable ? page.items : [], walk.recent)

  const seen = [...walk.seen, shortHash(walk.place)].slice(-MOST_SEEN)
  const read: Walk = {
    ...walk,
    seen,
    recent: [...recent],
    before: digest,
    pages: walk.pages + 1,
    empty: digest === null ? walk.empty + 1 : 0,
  }
  const next = repeated || read.empty > MOST_EMPTY ? null : openPlace(route.next(walk.place, page), seen)
  if (usable) read.reached = walk.place
  if (walk.place === FIRST)
    Object.assign(read, { first: digest, second: next, newHead: page.items.slice(0, MOST_HEAD).map(({ hash }) => hash) })

  const met = page.items.some(({ hash }) => walk.head.includes(hash))
  const moved = STAGES[walk.stage](read, next, met, route.sweepPages)
  const paused = moved !== null && moved.pages >= route.maxPages
  const rest = paused ? pause(moved, walk) : (moved ?? finish(read))
  return { ...sortItems(fresh), more: moved !== null && !paused, state: rest }
}

/** What comes after a page; null: the cycle is done. */
type StageEnd = (walk: Walk, next: string | null, met: boolean, sweepPages: number) => Walk | null

const STAGES: { readonly [Stage in Walk['stage']]: StageEnd } = {
  head: (walk, next, met) => {
    if (next === null) return null
    if (met && walk.last !== null && walk.last !== walk.place) return enter('tail', walk, walk.last)
    return { ...walk, place: next }
  },
  tail: (walk, next, _met, sweepPages) => {
    if (next !== null) return { ...walk, place: next }
    const start = walk.sweep ?? walk.second
    return start === null || start === walk.reached || sweepPages === 0 ? null : enter('sweep', { ...walk, last: walk.reached }, start)
  },
  sweep: (walk, next, _met, sweepPages) => {
    const sweep = next === walk.last ? null : next
    Object.assign(walk, { sweep, reached: walk.last, swept: walk.swept + 1 })
    return sweep === null || walk.swept >= sweepPages ? null : { ...walk, place: sweep }
  },
}

function enter(stage: Walk['stage'], walk: Walk, at: string): Walk {
  return { ...walk, stage, place: at, reached: null, before: null, seen: [], empty: 0 }
}

function finish(walk: Walk): Walk {
  return { ...START, head: walk.newHead, last: walk.reached, sweep: walk.sweep, recent: walk.recent }
}

/** Enough for this interval. The page where it stops is read again in the next one, as the list may have moved meanwhile. */
function pause(moved: Walk, walk: Walk): Walk {
  return { ...moved, place: moved.stage === walk.stage ? walk.place : moved.place, before: null, seen: [], pages: 0, empty: 0 }
}

function openPlace(next: string | null, seen: readonly string[]): string | null {
  return next === null || seen.includes(shortHash(next)) ? null : next
}
