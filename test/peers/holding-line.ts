import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A line between two sides, over which everything goes but one thing: with it, the line is silent for good, as if one of them had died at that moment. */
export interface HoldingLine {
  readonly port: number
  /** Resolves when that came, and was not passed on. */
  readonly held: Promise<void>
  /** What connects from now on is led there. */
  to(port: number): void
  /** What connects from now on is not held. */
  release(): void
}

/** `way`: 'there' is what the side says that connects, 'back' what it is answered. `what` is looked for in the octets of one connection, as latin1. */
export async function openHoldingLine(
  t: Pick<TestContext, 'after'>,
  port: number,
  way: 'there' | 'back',
  what: RegExp | string,
): Promise<HoldingLine> {
  const open = new Set<Socket>()
  const held = Promise.withResolvers<void>()
  let target = port
  let holds = true
  const server = createServer({ noDelay: true }, (near) => {
    const far = createConnection({ port: target, host: '127.0.0.1', noDelay: true })
    let silent = false
    const join = (from: Socket, to: Socket, isWatched: boolean) => {
      open.add(from)
      let said = ''
      from.on('data', (bytes) => {
        if (isWatched && holds) said = `${said.slice(-2_000)}${bytes.toString('latin1')}`
        if (isWatched && holds && (typeof what === 'string' ? said.includes(what) : what.test(said))) {
          silent = true
          held.resolve()
        }
        if (!silent) to.write(bytes)
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
    join(near, far, way === 'there')
    join(far, near, way === 'back')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    held: held.promise,
    to: (next) => {
      target = next
    },
    release: () => {
      holds = false
    },
  }
}
