import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'

const PROJECT = join(import.meta.dirname, '../..')

/** A program of ours, as a process of its own that can be killed. */
export interface Program {
  readonly port: number
  readonly pid: number
  alive(): boolean
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves with how long it took, in milliseconds. */
  stop(): Promise<number>
}

export interface ProgramOptions {
  readonly file: string
  readonly env: NodeJS.ProcessEnv
  readonly args?: readonly string[]
  /** Modules of ours that it loads first. */
  readonly preload?: readonly string[]
  readonly logFile: string
  /** Told at once, before it is ready. */
  started?(child: ChildProcess): void
}

/** Starts it and waits until it says `{ ready: true, port }`. It ends when we do: its IPC channel breaks. */
export async function runProgram({ file, env, args = [], preload = [], logFile, started }: ProgramOptions): Promise<Program> {
  const log = openSync(logFile, 'a')
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
  const child = spawn(process.execPath, [...preload.flatMap((path) => ['--import', path]), join(PROJECT, file), ...args], {
    env: { PATH, ...compileCache, ...env },
    cwd: PROJECT,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  })
  started?.(child)
  const port = await readyPort(child, `${file} (see ${logFile})`)
  const end = async (signal: NodeJS.Signals): Promise<number> => {
    const begun = performance.now()
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    }
    return performance.now() - begun
  }
  return {
    port,
    pid: child.pid ?? 0,
    alive: () => child.exitCode === null && child.signalCode === null,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}

function readyPort(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: boolean; port?: number }) => {
      if (message.ready && message.port) resolve(message.port)
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? code}`)))
  })
}
