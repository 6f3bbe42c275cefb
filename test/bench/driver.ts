import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Burst, BurstDone, CentreAsk, CentreCount } from './programs/messages.ts'
import { noteStarted } from './started.ts'

/** A program that answers questions. */
export interface Asked<Question, Answer> {
  readonly port: number
  readonly pid: number
  ask(question: Question): Promise<Answer>
  kill(): Promise<void>
}

export type Load = Asked<Burst, BurstDone>
export type Centre = Asked<CentreAsk, CentreCount> & { readonly url: string }

export async function startLoad(): Promise<Load> {
  return startProgram('load.ts', {})
}

export async function startCentre(): Promise<Centre> {
  const program = await startProgram<CentreAsk, CentreCount>('centre.ts', {})
  return { ...program, url: `http://127.0.0.1:${program.port}` }
}

/** A program of `programs/`, which says when it is ready and where. It ends when we do. */
export async function startProgram<Question, Answer>(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<Asked<Question, Answer>> {
  const child = fork(join(import.meta.dirname, 'programs', file), [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  noteStarted(child)
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>()
  let lastId = 0
  const port = await readyPort(child, file)
  child.on('message', ({ id, answer, error }: { id: number; answer?: Answer; error?: string }) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (answer === undefined) one?.reject(new Error(`${file}: ${error}`))
    else one?.resolve(answer)
  })
  child.on('error', () => undefined)
  child.once('exit', () => {
    for (const one of waiting.values()) one.reject(new Error(`${file} ended`))
  })
  return {
    port,
    pid: child.pid ?? 0,
    ask(question) {
      lastId += 1
      const id = lastId
      return new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${file} ended`))
        waiting.set(id, { resolve, reject })
        child.send({ id, question })
      })
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

function readyPort(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', ({ ready, port }: { ready?: boolean; port?: number }) => {
      if (ready && port) resolve(port)
    })
    child.once('exit', (code, signal) => reject(new Error(`${name} ended with ${signal ?? code}`)))
  })
}
