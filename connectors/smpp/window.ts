import { GatewayError } from '../../src/contract/errors.ts'

/** So many at the same time; the others wait in their order. */
export interface Window {
  /** Throws `connection_failed` when it is closed before it is one's turn. */
  enter(): Promise<void>
  leave(): void
  close(): void
}

export function openWindow(size: number): Window {
  const waiting: { resolve(): void; reject(error: Error): void }[] = []
  let inside = 0
  let isClosed = false
  const closed = () => new GatewayError('connection_failed', 'the connection to the SMSC ended; nothing was sent')
  return {
    async enter() {
      if (isClosed) throw closed()
      inside += 1
      if (inside <= size) return
      await new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }))
    },
    leave() {
      inside -= 1
      waiting.shift()?.resolve()
    },
    close() {
      isClosed = true
      for (const { reject } of waiting.splice(0)) reject(closed())
    },
  }
}
