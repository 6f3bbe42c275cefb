import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type ChildProgram, runChild } from './child-program.ts'
import { dataFolder, RUNNING_FILE } from './data-folder.ts'
import { lockFolder } from './folder-lock.ts'
import { siblingDatabase } from './given-servers.ts'
import { accountLine, greet } from './greeting.ts'
import { planLaunch, sandboxAddresses } from './launch-plan.ts'
import { ownSecrets } from './own-secrets.ts'
import { runPrivateServers } from './private-servers.ts'
import { onStopSignal } from './stop-signals.ts'

export interface LaunchOptions {
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  /** Calls back when the gateway is to be started anew, until the signal aborts; absent: it runs once, and its end is the end. */
  readonly restarts?: (restart: () => void, signal: AbortSignal) => void
}

const DRAIN_LIMIT_MS = 10_000

/** Brings everything up, in order, and takes it down in the opposite order. Resolves with the exit code. */
export async function launch({ env, say, restarts }: LaunchOptions): Promise<number> {
  const stopping = new AbortController()
  const stopped = new Promise<'stopped'>((resolve) => stopping.signal.addEventListener('abort', () => resolve('stopped')))
  onStopSignal(() => stopping.abort())
  const undo: (() => void | Promise<void>)[] = []
  const goOn = () => stopping.signal.throwIfAborted()
  try {
    const folder = dataFolder(env)
    const note = join(folder, RUNNING_FILE)
    const lock = await lockFolder(folder, stopping.signal)
    undo.push(() => lock.release())
    // The note is left only when the launcher before was killed: its gateway may take a moment to notice and to finish its work.
    const plan = await planLaunch(env, existsSync(note) ? DRAIN_LIMIT_MS + 2000 : 0)
    if (plan.warning !== null) say(plan.warning)
    rmSync(note, { force: true })
    const servers = await runPrivateServers({ folder, postgres: plan.databaseUrl === null, redis: plan.redisUrl === null, say })
    undo.push(() => servers.stop())
    goOn()
    const databaseUrl = plan.databaseUrl ?? (await servers.postgres?.database('gateway')) ?? ''
    const redisUrl = plan.redisUrl ?? servers.redis?.url ?? ''

    let sandbox: ChildProgram | null = null
    if (plan.sandboxPort !== null) {
      const sandboxDatabase = (await servers.postgres?.database('sandbox')) ?? (await siblingDatabase(databaseUrl, 'sandbox'))
      sandbox = await runSandbox(sandboxEnvironment(env, plan.sandboxPort, sandboxDatabase), say, stopping.signal)
      undo.push(() => sandbox?.stop(DRAIN_LIMIT_MS))
      goOn()
    }

    const secrets = ownSecrets(folder, env, say)
    const gatewayEnv = {
      ...env,
      ...(sandbox === null ? {} : sandboxAddresses(sandbox.port, env)),
      HOST: plan.host,
      PORT: String(plan.port),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      GATEWAY_CONFIG: plan.configFolder,
      GATEWAY_DATA: folder,
      GATEWAY_KEYS: secrets.keys,
      GATEWAY_KEYS_FILE: '',
      GATEWAY_ADMIN_TOKEN: secrets.adminToken,
      LOG_LEVEL: env.LOG_LEVEL || 'warn',
    }
    let gateway = await runChild('gateway', 'src/main.ts', gatewayEnv, stopping.signal)
    undo.push(() => gateway.stop(DRAIN_LIMIT_MS))
    goOn()

    const running = {
      databaseUrl,
      redisUrl,
      port: gateway.port,
      sandboxPort: sandbox?.port ?? null,
      keysFile: secrets.keysFile,
      pid: process.pid,
    }
    writeFileSync(note, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 })
    undo.push(() => rmSync(note, { force: true }))
    const about = [
      servers.postgres
        ? `PostgreSQL       ${servers.postgres.version}, private, in ${join(folder, 'postgres')}`
        : 'PostgreSQL       the one of DATABASE_URL',
      servers.redis
        ? `Redis            ${servers.redis.version}, private, in ${join(folder, 'redis')}`
        : 'Redis            the one of REDIS_URL',
    ]
    say(greet({ plan, port: gateway.port, sandboxPort: sandbox?.port ?? null, servers: about, env, firstAccount: gateway.firstAccount }))

    for (;;) {
      const restart = restarts && new Promise<'restart'>((resolve) => restarts(() => resolve('restart'), stopping.signal))
      const how = await Promise.race([stopped, gateway.ended, ...(restart ? [restart] : [])])
      if (how === 'stopped') return 0
      if (restart === undefined) {
        say(`The gateway ended by itself (${how}); everything is stopped`)
        return 1
      }
      if (how !== 'restart') say(`The gateway ended (${how}); it starts again with the next change`)
      await Promise.race([restart, stopped])
      await gateway.stop(DRAIN_LIMIT_MS)
      if (stopping.signal.aborted) return 0
      gateway = await runChild('gateway', 'src/main.ts', gatewayEnv, stopping.signal).catch((error: Error) => {
        if (!stopping.signal.aborted) say(error.message)
        return gateway
      })
      // A ledger that was emptied meanwhile.
      if (gateway.firstAccount) say(accountLine(gateway.firstAccount))
    }
  } catch (error) {
    if (stopping.signal.aborted) return 0
    throw error
  } finally {
    if (stopping.signal.aborted) say('Stopping …')
    for (const step of undo.reverse()) await step()
  }
}

function sandboxEnvironment(env: NodeJS.ProcessEnv, port: number, databaseUrl: string): NodeJS.ProcessEnv {
  return { ...env, SANDBOX_PORT: String(port), SANDBOX_DATABASE_URL: databaseUrl, SANDBOX_MOVES: env.SANDBOX_MOVES || 'manual' }
}

/** The sandbox stands for a centre: when it dies it comes back, on the same port, and the gateway waits for it meanwhile. */
async function runSandbox(env: NodeJS.ProcessEnv, say: (line: string) => void, signal: AbortSignal): Promise<ChildProgram> {
  let child = await runChild('sandbox', 'src/sandbox/main.ts', env, signal)
  const { port } = child
  let stopped = false
  const watching = watch()

  async function watch(): Promise<string> {
    for (;;) {
      const how = await child.ended
      if (stopped || signal.aborted) return how
      say(`The sandbox died (${how}); starting it again`)
      await pause(500)
      if (stopped || signal.aborted) return how
      child = await runChild('sandbox', 'src/sandbox/main.ts', { ...env, SANDBOX_PORT: String(port) }, signal).catch((error: Error) => {
        if (!signal.aborted) say(error.message)
        return child
      })
    }
  }

  return {
    port,
    firstAccount: null,
    ended: watching,
    stop: async (limitMs) => {
      stopped = true
      await child.stop(limitMs)
      await watching
      await child.stop(limitMs)
    },
  }
}
