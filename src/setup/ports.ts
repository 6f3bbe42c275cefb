import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { mend } from './end-with-line.ts'

/** The port that a variable names. Throws one line when it is no port. */
export function readPort(env: NodeJS.ProcessEnv, variable: string, otherwise: number): number {
  const text = env[variable]
  if (text === undefined || text === '') return otherwise
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw mend(`${variable}=${text} is not a port; set it to a number from 1 to 65535`)
}

/** Throws one line when the port is not free, and does not become free within the time. */
export async function requireFreePort(variable: string, port: number, host: string, withinMs = 0): Promise<void> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const code = await tryToListen(port, host)
    if (code === null) return
    if (code === 'EADDRINUSE' && Date.now() < deadline) await pause(200)
    else throw mend(whyNot(code, variable, port, host))
  }
}

function tryToListen(port: number, host: string): Promise<string | null> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

function whyNot(code: string, variable: string, port: number, host: string): string {
  if (code === 'EADDRINUSE')
    return `port ${port} is not free: another program or a connection uses it; stop that program, wait a minute, or set ${variable} to another port`
  if (code === 'EACCES') return `port ${port} may not be opened by this user; set ${variable} to a port above 1023`
  return `${host}:${port} cannot be opened (${code}); set HOST and ${variable} to an address of this machine`
}
