import { GatewayError } from '../contract/errors.ts'

/** How many bytes of large bodies may be in memory at once, and how many requests more may wait unread for their turn. */
export interface LargeBodies {
  /** Waits until there is room for so many bytes, then runs; first come, first served. Throws `throttled` when too many wait already. */
  take<T>(bytes: number, work: () => Promise<T>): Promise<T>
}

export function openLargeBodies({ mostBytes, mostWaiting }: { mostBytes: () => number; mostWaiting: number }): LargeBodies {
  let busy = 0
  const waiting: { readonly bytes: number; readonly start: () => void }[] = []

  /** One that is larger than all the room goes alone. */
  const fits = (bytes: number) => busy === 0 || busy + bytes <= mostBytes()

  function admit(): void {
    for (let next = waiting[0]; next && fits(next.bytes); next = waiting[0]) {
      waiting.shift()
      busy += next.bytes
      next.start()
    }
  }

  return {
    async take(bytes, work) {
      if (waiting.length >= mostWaiting) {
        throw new GatewayError('throttled', 'too many large requests at this moment; send it again a little later', { retryAfterMs: 5000 })
      }
      await new Promise<void>((start) => {
        waiting.push({ bytes, start })
        admit()
      })
      try {
        return await work()
      } finally {
        busy -= bytes
        admit()
      }
    },
  }
}
