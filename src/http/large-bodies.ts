import { GatewayError } from '../contract/errors.ts'

/** How many large bodies may be in memory at once, and how many more may wait unread for their turn. */
export interface LargeBodies {
  /** Waits for a place and runs; throws `throttled` when too many wait already. */
  take<T>(work: () => Promise<T>): Promise<T>
}

export function openLargeBodies({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): LargeBodies {
  let busy = 0
  const waiting: (() => void)[] = []

  return {
    async take(work) {
      if (busy >= atOnce) {
        if (waiting.length >= mostWaiting)
          throw new GatewayError('throttled', 'too many large requests at this moment; send it again a little later', {
            retryAfterMs: 5000,
          })
        await new Promise<void>((turn) => waiting.push(turn))
      } else busy += 1
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else busy -= 1
      }
    },
  }
}
