import type { AddressInfo } from 'node:net'
import { buildSandbox } from './build-sandbox.ts'
import { openDatabase } from './database.ts'

/** The process around the sandbox. */
async function main(): Promise<void> {
  const {
    SANDBOX_DATABASE_URL: url,
    SANDBOX_PORT: port = '8090',
    SANDBOX_HOST: host = '127.0.0.1',
    SANDBOX_MOVES: moves = 'manual',
    JQR_WEBHOOK_SECRET: jqr = '',
  } = process.env
  if (url === undefined || url === '') throw new Error('SANDBOX_DATABASE_URL is not set; set it to an empty PostgreSQL database')
  if (!/^[0-9]{1,5}$/.test(port)) throw new Error(`SANDBOX_PORT ${port} is not a port; set it to a number from 0 to 65535`)
  if (moves !== 'auto' && moves !== 'manual') throw new Error(`SANDBOX_MOVES ${moves} is neither auto nor manual`)

  const database = await openDatabase(url)
  const app = await buildSandbox({ database, mode: { moves }, webhookSecrets: jqr === '' ? {} : { 'jabar-quick-response': jqr } })
  await app.listen({ port: Number(port), host }).catch((cause: Error & { code?: string }) => {
    if (cause.code !== 'EADDRINUSE') throw cause
    throw new Error(`port ${port} is not free: another program or a connection uses it; set SANDBOX_PORT to another port`, { cause })
  })
  process.send?.({ ready: true, port: (app.server.address() as AddressInfo).port })

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await app.close()
    await database.end()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void stop())
  // The parent may have gone while the database was being opened.
  if (process.send !== undefined && !process.connected) await stop()
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
