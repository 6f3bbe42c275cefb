import type { Scope } from '../contract/access.ts'
import type { Flow, FlowPoint } from '../ledger/flow.ts'

export const FLOW_STEP_MS = 600_000
const POINTS = 72
/** A transaction that began within a stretch may end a little behind it. */
const SETTLED_AFTER_MS = 120_000
const MOST_SCOPES = 200

/** The last twelve hours. What is over does not change any more, and is read once for each scope. */
export function openRecentFlow(flow: Flow): (scope: Scope, now: Date) => Promise<FlowPoint[]> {
  const known = new Map<string, Map<number, FlowPoint>>()

  return async (scope, now) => {
    const last = Math.floor(now.getTime() / FLOW_STEP_MS) * FLOW_STEP_MS
    const wanted = Array.from({ length: POINTS }, (_, index) => last - (POINTS - 1 - index) * FLOW_STEP_MS)
    const key = JSON.stringify(scope)
    const settled = known.get(key) ?? new Map<number, FlowPoint>()
    const from = wanted.find((at) => !settled.has(at)) ?? last
    const read = await flow.between(scope, new Date(from), new Date(last + FLOW_STEP_MS), FLOW_STEP_MS)
    const fresh = new Map(read.map((point) => [point.at.getTime(), point]))
    const points = wanted.map((at) => (at < from ? settled.get(at) : fresh.get(at)) ?? nothing(at))
    const over = points.filter(({ at }) => at.getTime() + FLOW_STEP_MS + SETTLED_AFTER_MS <= now.getTime())
    // The newest at the end: who looks no more is forgotten first.
    known.delete(key)
    known.set(key, new Map(over.map((point) => [point.at.getTime(), point])))
    const [oldest] = known.keys()
    if (known.size > MOST_SCOPES && oldest !== undefined) known.delete(oldest)
    return points
  }
}

const nothing = (at: number): FlowPoint => ({ at: new Date(at), accepted: 0, delivered: 0, delayP50Ms: null, delayP95Ms: null })
