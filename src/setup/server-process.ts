import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { mend } from './end-with-line.ts'
import type { ServerUser } from './server-user.ts'

/** How to run one private server. */
export interface ServerPlan {
  /** 'PostgreSQL', 'Redis' */
  readonly name: string
  readonly program: string
  /** `folder` is the path by which the server reaches its data folder. */
  readonly args: (folder: string) => readonly string[]
  readonly folder: string
  readonly logFile: string
  readonly user: ServerUser
  /** First asks for a clean stop; the second is for one that hangs. */
  readonly stopSignals: readonly [NodeJS.Signals, NodeJS.Signals]
  /** Relative to the folder; the first line is the process id. */
  readonly pidFile: string
  /** Resolves true when the server answers. */
  readonly answers: () => Promise<boolean>
  readonly say: (line: string) => void
}

export interface PrivateServer {
  readonly pid: () => number | undefined
  stop(): Promise<void>
}

const MAX_LOG_BYTES = 10 * 1024 * 1024
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 20_000

/** Starts a private server, and starts it again whenever it dies, until it is stopped. */
export async function runServer(plan: ServerPlan): Promise<PrivateServer> {
  await endOrphan(plan)
  let child = await launch(plan)
  const stopping = new AbortController()
  const watching = watch()

  async function watch(): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      const startedAt = Date.now()
      const how = await exited(child)
      if (stopping.signal.aborted) return
      if (Date.now() - startedAt > 60_000) failures = 0
      plan.say(`${plan.name} died (${how}); starting it again`)
      await pause(Math.min(250 * 2 ** failures, 10_000), undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      await endOrphan(plan)
      child = await launch(plan, stopping.signal).catch((error: Error) => {
        if (!stopping.signal.aborted) plan.say(error.message)
        return child
      })
      // It may have answered while the stop was asked for, which then saw only the one before it.
      if (stopping.signal.aborted) return stopChild(child, plan.stopSignals)
    }
  }

  return {
    pid: () => child.pid,
    stop: async () => {
      stopping.abort()
      await stopChild(child, plan.stopSignals)
      await watching
    },
  }
}

async function launch(plan: ServerPlan, signal?: AbortSignal): Promise<ChildProcess> {
  const child = spawnServer(plan)
  const exit = exited(child)
  const deadline = Date.now() + START_LIMIT_MS
  while (Date.now() < deadline && !signal?.aborted) {
    if (await plan.answers()) return child
    const ended = await Promise.race([exit, pause(50)])
    if (ended !== undefined) throw mend(`${plan.name} did not start (${ended}): ${lastLine(plan.logFile)}; see ${plan.logFile}`)
  }
  await stopChild(child, plan.stopSignals)
  throw mend(`${plan.name} did not answer within ${START_LIMIT_MS / 1000} s; see ${plan.logFile}`)
}

/** In a session of its own, so that a Ctrl-C does not reach it; on Linux it is told when its launcher dies, however that dies. */
function spawnServer(plan: ServerPlan): ChildProcess {
  if (existsSync(plan.logFile) && statSync(plan.logFile).size > MAX_LOG_BYTES) renameSync(plan.logFile, `${plan.logFile}.old`)
  const log = openSync(plan.logFile, 'a', 0o600)
  const folder = openSync(plan.folder, 'r')
  // The folder is handed over open: its path may lead through folders that the server's user cannot read.
  const args = plan.args(process.platform === 'linux' ? '/proc/self/fd/3' : plan.folder)
  const identity = plan.user === null ? [] : [`--reuid=${plan.user.uid}`, `--regid=${plan.user.gid}`, '--clear-groups']
  const [program, ...all] = hasSetpriv()
    ? ['setpriv', ...identity, '--pdeathsig', plan.stopSignals[0].slice(3), '--', plan.program, ...args]
    : [plan.program, ...args]
  const drop = hasSetpriv() || plan.user === null ? {} : { uid: plan.user.uid, gid: plan.user.gid }
  const child = spawn(program, all, { detached: true, cwd: '/', stdio: ['ignore', log, log, folder], env: serverEnvironment(), ...drop })
  closeSync(log)
  closeSync(folder)
  return child
}

/** Nothing of ours in it: secrets stay with the gateway, and PGDATA and the like cannot lead a server astray. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

let setpriv: boolean | undefined
function hasSetpriv(): boolean {
  setpriv ??= process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'INT', '--', 'true'], { stdio: 'ignore' }).status === 0
  return setpriv
}

/** A launcher that was killed may have left its server, or its server's pid file, behind. The caller holds the lock of the data folder. */
async function endOrphan(plan: ServerPlan): Promise<void> {
  const pidFile = `${plan.folder}/${plan.pidFile}`
  if (!existsSync(pidFile)) return
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
  for (const signal of plan.stopSignals) {
    if (!worksIn(pid, plan.folder)) break
    process.kill(pid, signal)
    for (let waited = 0; waited < STOP_LIMIT_MS && worksIn(pid, plan.folder); waited += 50) await pause(50)
  }
  // Its number may be another process by now, which would keep PostgreSQL from starting.
  rmSync(pidFile, { force: true })
}

function worksIn(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux')
      return /postgres|redis|valkey/.test(spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout)
    const [here, there] = [statSync(folder), statSync(`/proc/${pid}/cwd`)]
    return here.ino === there.ino && here.dev === there.dev
  } catch {
    return false
  }
}

async function stopChild(child: ChildProcess, [ask, force]: readonly [NodeJS.Signals, NodeJS.Signals]): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(ask)
  const late = setTimeout(() => child.kill(force), STOP_LIMIT_MS)
  await exit
  clearTimeout(late)
}

async function exited(child: ChildProcess): Promise<string> {
  if (child.exitCode === null && child.signalCode === null) {
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    })
  }
  return child.signalCode ?? `exit ${child.exitCode ?? 'before it ran'}`
}

function lastLine(file: string): string {
  return (
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, '') ?? ''
  )
}
