const TICK_MS = 100

interface Waiting {
  ticks: number
  readonly expire: () => void
}

const waiting = new Set<Waiting>()
let clock: NodeJS.Timeout | null = null

/**
 * What `work` gives, or `late()` when it took longer than `limitMs`. Only the time counts in which this thread listened: one that was held up for seconds has not heard an
 * answer that is there already, and must not take that for silence. What `work` gives behind its limit goes to `tooLate`.
 */
export function withinLimit<T>(work: Promise<T>, limitMs: number, late: () => Error, tooLate: (result: T) => void = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const entry: Waiting = {
      ticks: Math.ceil(limitMs / TICK_MS),
      expire: () => {
        waiting.delete(entry)
        reject(late())
      },
    }
    waiting.add(entry)
    clock ??= setInterval(tick, TICK_MS)
    work.then(
      (result) => {
        if (waiting.delete(entry)) resolve(result)
        else tooLate(result)
      },
      (error) => {
        waiting.delete(entry)
        reject(error)
      },
    )
  })
}

/** Once however long the thread was held up; before the next time what came meanwhile is read. */
function tick(): void {
  for (const entry of waiting) {
    entry.ticks -= 1
    if (entry.ticks < 0) entry.expire()
  }
  if (waiting.size > 0 || clock === null) return
  clearInterval(clock)
  clock = null
}
