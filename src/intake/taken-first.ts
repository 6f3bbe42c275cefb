import type { HeldMarks } from '../queue/held-marks.ts'
import type { Queues } from '../queue/open-queues.ts'

/** Reports come first, sending them comes second: what a burst brings is enqueued when fewer people wait for an answer (docs/adr/0042-taken-first.md). */
export interface TakenFirst {
  /** One report of the region is being taken, and somebody waits for the answer, until the returned function is called. */
  taking(region: string): () => void
  /** Enqueues at once, or behind a burst: after MOST_MS at most, those of a region in the order in which they came. */
  readonly enqueue: Queues['enqueue']
  /** How many are held. */
  held(): number
  /** Enqueues what is held, and from now on everything at once. */
  close(): void
}

export interface TakenFirstParts {
  readonly enqueue: Queues['enqueue']
  readonly noteHeld: HeldMarks['note']
  readonly now?: () => number
}

/** So many of one region, or of all, that wait for their answer are a burst. One that crowds beside others has at most 16 (http/routes/in.ts). */
const MANY_OF_ONE = 8
const MANY = 24
/** The burst is over when there were fewer for so long. */
const CALM_MS = 200
/** Nothing is held for longer. */
const MOST_MS = 20_000
/** More are not held: the oldest go on. */
const MOST_HELD = 50_000
const LOOK_MS = 20
/** So many go on at each look, of all regions alike: more than are sent meanwhile, and so few that the next burst finds little of them in its way. */
const AT_A_LOOK = 64
const NOTE_EVERY_MS = 1_000

type Enqueued = Parameters<Queues['enqueue']>

export function openTakenFirst({ enqueue, noteHeld, now = () => performance.now() }: TakenFirstParts): TakenFirst {
  const regions = new Map<string, Region>()
  const all = openBurst(MANY, now)
  let held = 0
  let timer: NodeJS.Timeout | null = null
  let notedAt = now()
  let closed = false

  function look(): void {
    const longAgo = now() - MOST_MS
    const ofEach = Math.ceil(AT_A_LOOK / regions.size)
    for (const [code, { burst, line }] of regions) {
      let room = burst.goesOn() || all.goesOn() ? 0 : ofEach
      for (let oldest = line.oldest(); oldest; oldest = line.oldest()) {
        if (room <= 0 && oldest.since > longAgo && held <= MOST_HELD) break
        room -= 1
        held -= 1
        line.shift()
        enqueue(...oldest.enqueued)
      }
      if (burst.isIdle() && !line.oldest()) regions.delete(code)
    }
    if (now() - notedAt >= NOTE_EVERY_MS) noteAll()
    timer = held > 0 ? setTimeout(look, LOOK_MS) : null
  }

  function noteAll(): void {
    notedAt = now()
    const oldest = [...regions].flatMap(([code, { line }]) => {
      const first = line.oldest()
      return first ? [[code, first.enqueued[1].id] as const] : []
    })
    noteHeld(new Map(oldest))
  }

  return {
    taking(code) {
      const region = regions.get(code) ?? { burst: openBurst(MANY_OF_ONE, now), line: openLine() }
      regions.set(code, region)
      region.burst.begin()
      all.begin()
      return () => {
        region.burst.end()
        all.end()
        if (region.burst.isIdle() && !region.line.oldest()) regions.delete(code)
      }
    },
    enqueue(...enqueued) {
      const region = regions.get(enqueued[1].region)
      const goesOn = region !== undefined && (region.burst.goesOn() || all.goesOn() || region.line.oldest() !== undefined)
      if (closed || !goesOn) return enqueue(...enqueued)
      const isFirst = region.line.oldest() === undefined
      region.line.push({ enqueued, since: now() })
      held += 1
      // Before the sweep sees it in the ledger and not in the queue. Only this one: hundreds of regions may begin at once.
      if (isFirst) noteHeld(new Map([[enqueued[1].region, enqueued[1].id]]))
      timer ??= setTimeout(look, LOOK_MS)
    },
    held: () => held,
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      for (const { line } of regions.values()) for (let next = line.shift(); next; next = line.shift()) enqueue(...next.enqueued)
      held = 0
    },
  }
}

interface Region {
  readonly burst: Burst
  readonly line: Line
}

/** Whether so many are under way at the same time, or were a moment ago. */
interface Burst {
  begin(): void
  end(): void
  goesOn(): boolean
  isIdle(): boolean
}

function openBurst(many: number, now: () => number): Burst {
  let underWay = 0
  let until = Number.NEGATIVE_INFINITY
  return {
    begin() {
      underWay += 1
      if (underWay >= many) until = now() + CALM_MS
    },
    end() {
      underWay -= 1
    },
    goesOn: () => now() < until,
    isIdle: () => underWay === 0,
  }
}

interface Held {
  readonly enqueued: Enqueued
  readonly since: number
}

/** First in, first out; taking one costs the same however many wait. */
interface Line {
  oldest(): Held | undefined
  push(one: Held): void
  shift(): Held | undefined
}

const COMPACT = 1_000

function openLine(): Line {
  let all: Held[] = []
  let from = 0
  return {
    oldest: () => all[from],
    push: (one) => void all.push(one),
    shift() {
      const one = all[from]
      if (one === undefined) return undefined
      from += 1
      if (from >= COMPACT) {
        all = all.slice(from)
        from = 0
      }
      return one
    },
  }
}
