import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'

/** Listens at a free port of 127.0.0.1, and gives it. */
export async function listenOnLoopback(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a port was not given')
  return address.port
}

export async function closeServer(server: HttpServer): Promise<void> {
  server.closeAllConnections()
  await new Promise<void>((resolve) => void server.close(() => resolve()))
}
