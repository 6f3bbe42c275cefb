import { createServer } from 'node:net'

/** A port of 127.0.0.1 that nobody uses, for a program that cannot choose one by itself. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('a port was not given')
  return address.port
}
