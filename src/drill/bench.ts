import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PrivatePostgres } from '../setup/private-postgres.ts'
import type { PrivateRedis } from '../setup/private-redis.ts'
import { type Line, openLine } from './cut-proxy.ts'
import { type Program, runProgram } from './program.ts'
import { type Mortal, runMortalPostgres, runMortalRedis } from './servers.ts'

/** The parts that drills run on, one drill at a time: servers that can be killed, a centre that does not die with them, and lines between them. */
export interface Bench {
  readonly folder: string
  readonly postgres: Mortal<PrivatePostgres>
  readonly redis: Mortal<PrivateRedis>
  readonly centre: Centre
  readonly lines: { readonly centre: Line; readonly postgres: Line; readonly redis: Line }
  stop(): Promise<void>
}

/** The sandbox as a process of its own, on a PostgreSQL of its own. */
export interface Centre {
  readonly url: string
  kill(): Promise<void>
  start(): Promise<void>
}

export async function openBench(folder: string, centreDatabase: string): Promise<Bench> {
  for (const part of [folder, join(folder, 'pg'), join(folder, 'redis')]) await makeFolder(part)
  const [postgres, redis] = await Promise.all([runMortalPostgres(join(folder, 'pg')), runMortalRedis(join(folder, 'redis'))])
  const env = { SANDBOX_DATABASE_URL: centreDatabase, SANDBOX_MOVES: 'manual' }
  const start = (port: string): Promise<Program> =>
    runProgram({ file: 'src/sandbox/main.ts', env: { ...env, SANDBOX_PORT: port }, logFile: join(folder, 'centre.log') })
  let sandbox = await start('0')
  const { port } = sandbox
  const lines = {
    centre: await openLine(() => ({ port })),
    postgres: await openLine(() => ({ path: postgres.current.socket })),
    redis: await openLine(() => ({ path: new URL(redis.current.url).pathname })),
  }
  return {
    folder,
    postgres,
    redis,
    lines,
    centre: {
      url: `http://127.0.0.1:${port}`,
      kill: () => sandbox.kill(),
      async start() {
        sandbox = await start(String(port))
      },
    },
    async stop() {
      await Promise.all(Object.values(lines).map((line) => line.close()))
      await sandbox.kill()
      await redis.stop()
      await postgres.stop()
    },
  }
}

export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  // Servers of other users live below; they may pass through and see nothing.
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
}
