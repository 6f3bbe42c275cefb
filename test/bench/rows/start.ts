import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../../src/setup/free-port.ts'
import { type Bench, median, type RowMaker, round } from '../bench.ts'
import { noteStarted } from '../started.ts'

/** A second `npm start`, from the command to ready, by part. */
export const start: RowMaker = {
  name: 'start',
  async make(bench) {
    const folder = await mkdtemp(join(tmpdir(), 'lapor-bench-start-'))
    try {
      const seconds = [await startOnce(bench, folder)]
      // A quick run looks only whether it comes up and goes down.
      if (!bench.size.quick) seconds.pop()
      while (seconds.length < bench.size.repetitions) seconds.push(await startOnce(bench, folder))
      const figures = Object.fromEntries(PARTS.map((part) => [part, median(seconds.map((one) => one[part]))]))
      return [
        {
          name: 'start',
          compared: 'second npm start, seconds to each part',
          ratios: null,
          toReach: 'seconds',
          reached: (figures['ready'] ?? MOST_S) < 10,
          figures,
          faults: [],
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

const PARTS = ['sandbox', 'gateway', 'ready'] as const
type Part = (typeof PARTS)[number]
/** Seconds after which a start has failed. */
const MOST_S = 60

async function startOnce(bench: Bench, folder: string): Promise<Record<Part, number>> {
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const begun = performance.now()
  const since = () => round((performance.now() - begun) / 1000, 2)
  const env = { ...process.env, GATEWAY_DATA: folder, PORT: String(port), SANDBOX_PORT: String(sandboxPort) }
  const child = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'], cwd: join(import.meta.dirname, '../../..') })
  // A Ctrl-C: it stops its servers by itself, which a forced end would not.
  noteStarted({ kill: () => child.kill('SIGINT') })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  try {
    const [sandbox, gateway, ready] = await Promise.all([
      seen(() => opens(sandboxPort)),
      seen(() => opens(port)),
      seen(async () => said.includes('Ctrl-C stops everything')),
    ])
    bench.say(`  npm start: sandbox ${sandbox} s, gateway ${gateway} s, ready ${ready} s`)
    return { sandbox, gateway, ready }
  } finally {
    await end()
  }

  async function seen(look: () => Promise<boolean>): Promise<number> {
    while (!(await look())) {
      if (child.exitCode !== null) throw new Error(`npm start ended: ${said}`)
      if (since() > MOST_S) throw new Error(`npm start was not ready within ${MOST_S} s: ${said}`)
      await pause(20, undefined, { signal: bench.signal })
    }
    return since()
  }

  async function end(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGINT')
    await gone
  }
}

function opens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
