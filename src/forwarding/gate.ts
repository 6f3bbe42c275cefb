import { openFairTurns } from '../queue/fair-turns.ts'

/** The way through which calls to the centre go: so many at the same time, and none while the centre asked for patience or the gateway stops. */
export interface Gate {
  /** Runs the work when there is room. Rejects with GateShut, without running it, when nobody may begin. */
  pass<T>(work: () => Promise<T>): Promise<T>
  /** Nobody begins for so long. */
  holdFor(ms: number): void
  /** Milliseconds until one may begin; 0: now. */
  waitMs(): number
  /** Nobody begins any more. */
  close(): void
}

/** Whoever stood in line when everything was stopped does not begin. */
export class GateShut extends Error {
  readonly waitMs: number

  constructor(waitMs: number) {
    super('nothing may be sent now')
    this.waitMs = waitMs
  }
}

export function openGate(concurrency: number): Gate {
  const turns = openFairTurns({ alone: concurrency, together: concurrency })
  let closed = false
  let heldUntil = 0

  function waitMs(): number {
    return closed ? 1 : Math.max(0, Math.ceil(heldUntil - performance.now()))
  }

  return {
    waitMs,
    pass: (work) =>
      turns.take('', () => {
        const ms = waitMs()
        return ms > 0 ? Promise.reject(new GateShut(ms)) : work()
      }),
    holdFor(ms) {
      heldUntil = performance.now() + ms
    },
    close() {
      closed = true
    },
  }
}
