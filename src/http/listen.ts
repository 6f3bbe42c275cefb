import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../contract/errors.ts'

/** Begins to listen and gives the port. Throws `config_invalid` with one line that says what to set. */
export async function listenAt(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
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
