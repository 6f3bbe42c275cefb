import { createServer } from 'node:net'
import { mend } from './end-with-line.ts'

/** The port that a variable names. Throws one line when it is no port. */
export function readPort(env: NodeJS.ProcessEnv, variable: string, otherwise: number): number {
  const text = env[variable]
  if (text === undefined || text === '') return otherwise
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw mend(`${variable}=${text} is not a port; set it to a number from 1 to 65535`)
}

/** Throws one line when something else listens there. */
export async function requireFreePort(variable: string, port: number, host: string): Promise<void> {
  const server = createServer()
  const fault = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
  if (fault === null) return
  if (fault.code === 'EADDRINUSE') throw mend(`port ${port} is in use; stop what listens there, or set ${variable} to another port`)
  if (fault.code === 'EACCES') throw mend(`port ${port} may not be opened by this user; set ${variable} to a port above 1023`)
  throw mend(`${host}:${port} cannot be opened (${fault.code}); set HOST and ${variable} to an address of this machine`)
}
