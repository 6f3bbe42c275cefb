import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'

/** What a line does. `there`: from the gateway. `back`: to it. */
export type LineMode =
  | { readonly kind: 'pass' }
  /** Nothing listens, and what was open is reset. */
  | { readonly kind: 'refuse' }
  /** Takes everything and passes nothing on: a black hole. */
  | { readonly kind: 'silent' }
  /** Connections are taken and reset with their first bytes. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** Each connection is cut after so many bytes of that way. */
  | { readonly kind: 'cut'; readonly way: 'there' | 'back'; readonly afterBytes: number }
  /** Requests with these words never get through: they are answered as a failing centre does. */
  | { readonly kind: 'poison'; readonly words: string }

/** A line of ours between two parts, which can be cut, slowed down and silenced while they talk. */
export interface Line {
  readonly port: number
  set(mode: LineMode): Promise<void>
  close(): Promise<void>
}

type Target = { readonly path: string } | { readonly port: number }

const FAILURE = 'HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{"success":false}'

/** `target` is read for each connection, so that what stands behind it may move. */
export async function openLine(target: () => Target): Promise<Line> {
  let mode: LineMode = { kind: 'pass' }
  const pairs = new Set<Pair>()
  let server: Server | null = await listen(0)
  const { port } = server.address() as AddressInfo

  function listen(wanted: number): Promise<Server> {
    const made = createServer({ noDelay: true }, (client) => {
      const pair = joinPair(client, createConnection({ ...target(), noDelay: true }), () => mode)
      pairs.add(pair)
      pair.closed(() => pairs.delete(pair))
    })
    return new Promise((resolve, reject) => {
      made.once('error', reject)
      made.listen(wanted, '127.0.0.1', () => resolve(made))
    })
  }

  async function shut(): Promise<void> {
    const closing = server
    server = null
    for (const pair of pairs) pair.reset()
    if (closing !== null) await new Promise<void>((resolve) => closing.close(() => resolve()))
  }

  return {
    port,
    async set(next) {
      const was = mode.kind
      mode = next
      for (const pair of pairs) {
        // What went into a black hole does not come out of it.
        if (was === 'silent') pair.reset()
        else pair.begin()
      }
      if (next.kind === 'refuse') await shut()
      else server ??= await listen(port)
    },
    close: shut,
  }
}

interface Pair {
  /** A mode begins: bytes are counted from here. */
  begin(): void
  reset(): void
  closed(then: () => void): void
}

function joinPair(client: Socket, upstream: Socket, mode: () => LineMode): Pair {
  const passed = { there: 0, back: 0 }
  const end = (hard: boolean): void => {
    if (!hard) return void [client, upstream].map((socket) => socket.destroySoon())
    client.resetAndDestroy()
    // It may be a socket in the file system, which knows no reset.
    upstream.destroy()
  }
  const relay = (way: 'there' | 'back', from: Socket, to: Socket): void => {
    let turn: Promise<unknown> = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      const now = mode()
      if (now.kind === 'silent') return
      if (now.kind === 'reset') return end(true)
      if (now.kind === 'slow') {
        turn = turn.then(() => new Promise((resolve) => setTimeout(resolve, now.ms))).then(() => to.writable && to.write(chunk))
        return
      }
      if (now.kind === 'poison' && way === 'there' && chunk.includes(now.words)) return void client.end(FAILURE, () => end(false))
      if (now.kind === 'cut' && way === now.way && passed[way] + chunk.length > now.afterBytes) {
        to.write(chunk.subarray(0, Math.max(now.afterBytes - passed[way], 0)), () => setTimeout(end, 20, true))
        passed[way] = Number.POSITIVE_INFINITY
        return
      }
      passed[way] += chunk.length
      if (!to.write(chunk)) {
        from.pause()
        to.once('drain', () => from.resume())
      }
    })
    from.on('end', () => mode().kind !== 'silent' && void turn.then(() => to.end()))
    from.on('close', () => mode().kind !== 'silent' && void turn.then(() => to.destroySoon()))
    from.on('error', () => to.destroy())
  }
  relay('there', client, upstream)
  relay('back', upstream, client)
  return {
    begin: () => void Object.assign(passed, { there: 0, back: 0 }),
    reset: () => end(true),
    closed: (then) => void client.once('close', then),
  }
}
