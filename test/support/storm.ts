import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { eventually } from './eventually.ts'

/** How often each thing happened: `answered`, or the code of the error. */
export type Weather = Readonly<Record<string, number>>

/** Clients that ask again and again, each time on a connection of its own, in a thread beside the test: they come in at any moment. */
export interface Storm {
  /** Until this has happened so many times more. */
  until(what: string, times: number): Promise<void>
  end(): Promise<Weather>
}

const CLIENTS = 8

export function startStorm(port: number, host = '127.0.0.1'): Storm {
  const thread = new Worker(new URL(import.meta.url), { workerData: { port, host } })
  let counts: Record<string, number> = {}
  thread.on('message', (seen: Record<string, number>) => {
    counts = seen
  })
  return {
    async until(what, times) {
      const before = counts[what] ?? 0
      await eventually(`${times} times ${what}`, async () => ((counts[what] ?? 0) >= before + times ? true : undefined))
    },
    async end() {
      await thread.terminate()
      return counts
    },
  }
}

async function blow({ port, host }: { readonly port: number; readonly host: string }): Promise<void> {
  const counts: Record<string, number> = {}
  const note = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1
    parentPort?.postMessage(counts)
  }
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (;;) {
        note(await askOnce(host, port))
        await pause(1)
      }
    }),
  )
}

function askOnce(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const asked = request({ host, port, method: 'POST', agent: new Agent() }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve('answered'))
      answer.on('error', failed)
    })
    const failed = (error: Error) => resolve(String(Reflect.get(error, 'code') ?? error.message))
    asked.on('error', failed)
    asked.end('x')
  })
}

if (!isMainThread) void blow(workerData)
