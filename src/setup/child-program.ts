import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { mend } from './end-with-line.ts'

export interface ChildProgram {
  readonly port: number
  /** Of the gateway: the account that it made because there was none. It is shown once. */
  readonly firstAccount: FirstAccount | null
  /** Resolves when it ended, with how: 'exit 1', 'SIGKILL'. */
  readonly ended: Promise<string>
  stop(limitMs: number): Promise<void>
}

export interface FirstAccount {
  readonly name: string
  readonly password: string
}

const READY_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 10_000
const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Runs a program of ours as a process of its own and waits until it says `{ ready: true, port, firstAccount? }`. It stops when we are gone.
 * `signal` ends the waiting, and the program with it; afterwards only `stop` does.
 */
export async function runChild(name: string, file: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<ChildProgram> {
  signal.throwIfAborted()
  // In a session of its own: a terminal's Ctrl-C reaches only the launcher, which stops things in order.
  // It knows by our number that what it tells is shown: others that start it with a channel (pm2, node --watch) do not listen.
  const told = { ...env, LAPOR_LAUNCHER: String(process.pid) }
  const child = fork(`${root}${file}`, [], { detached: true, env: told, cwd: root, stdio: 'inherit', execArgv: [] })
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
  const stop = (limitMs: number) => stopChild(child, ended, limitMs)
  const ready = await Promise.race([
    whenReady(child),
    ended.then((how) => mend(`the ${name} did not start (${how}); what it said is above`)),
    late(name),
    aborted(signal),
  ])
  if (isReady(ready)) return { port: ready.port, firstAccount: ready.firstAccount ?? null, ended, stop }
  await stop(STOP_LIMIT_MS)
  throw ready
}

interface Ready {
  readonly port: number
  readonly firstAccount?: FirstAccount | null
}

function whenReady(child: ChildProcess): Promise<Ready> {
  return new Promise((resolve) => {
    child.on('message', (message: unknown) => {
      if (isReady(message)) resolve(message)
    })
  })
}

function isReady(message: unknown): message is Ready {
  return typeof message === 'object' && message !== null && 'ready' in message && 'port' in message && typeof message.port === 'number'
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }))
}

function late(name: string): Promise<Error> {
  return new Promise((resolve) =>
    setTimeout(() => resolve(mend(`the ${name} was not ready within ${READY_LIMIT_MS / 1000} s`)), READY_LIMIT_MS).unref(),
  )
}

async function stopChild(child: ChildProcess, ended: Promise<string>, limitMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), limitMs)
  await ended
  clearTimeout(force)
}
