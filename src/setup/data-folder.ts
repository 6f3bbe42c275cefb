import { chmodSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { mend } from './end-with-line.ts'

/** Written while the gateway runs, for the command line: where the servers are. */
export const RUNNING_FILE = 'running.json'

/** GATEWAY_DATA; else ./data, and /var/lib/lapor-gateway for root. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const folder = resolve(env.GATEWAY_DATA || (process.getuid?.() === 0 ? '/var/lib/lapor-gateway' : 'data'))
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // Servers of other users live below; they may pass through and see nothing.
    if (process.getuid?.() === 0) chmodSync(folder, 0o711)
    writeFileSync(join(folder, '.writable'), '')
    rmSync(join(folder, '.writable'))
  } catch (error) {
    throw mend(
      `the data folder ${folder} cannot be used (${(error as NodeJS.ErrnoException).code}); set GATEWAY_DATA to a folder of your own`,
      error,
    )
  }
  return realpathSync(folder)
}
