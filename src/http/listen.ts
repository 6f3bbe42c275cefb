import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../contract/errors.ts'

interface Place {
  readonly host: string
  readonly port: number
  /** A socket that was handed over, which takes the place of both. */
  readonly listenFd?: number | null
}

/** Begins to listen and gives the port. Throws `config_invalid` with one line that says what to set. */
export async function listenAt(app: FastifyInstance, { host, port, listenFd = null }: Place): Promise<number> {
  const handedOver = { host, fd: listenFd ?? -1 }
  try {
    await app.listen(listenFd === null ? { host, port } : handedOver)
  } catch (cause) {
    if (listenFd !== null)
      throw new GatewayError('config_invalid', 'LISTEN_FDS: what was handed over is no socket that can listen', { cause })
    const code = cause instanceof Error ? String(Reflect.get(cause, 'code') ?? cause.message) : String(cause)
    throw new GatewayError('config_invalid', FAULTS[code]?.(port) ?? `${host}:${port} cannot be opened (${code}); set HOST and PORT`, {
      cause,
    })
  }
  const [address] = app.addresses()
  return typeof address === 'object' ? address.port : port
}

const FAULTS: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: (port) =>
    `port ${port} is not free: another program or a connection uses it; stop that program, wait a minute, or set PORT to another port`,
  EACCES: (port) => `port ${port} may not be opened by this user; set PORT to a port above 1023`,
}
