import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../../src/setup/free-port.ts'
import { type Bench, type RowMaker, round } from '../bench.ts'

/** A second `npm start`, from the command to ready, by part. */
export const start: RowMaker = {
  name: 'start',
  async make(bench) {
    const folder = await mkdtemp(join(tmpdir(), 'lapor-bench-start-'))
    try {
      await startOnce(bench, folder)
      const figures = await startOnce(bench, folder)
      return [
        {
          name: 'start',
          compared: 'second npm start, seconds to each part',
          ratios: null,
          toReach: 'seconds',
          reached: (figures['ready'] ?? 99) < 10,
          figures,
          faults: [],
        },
      ]
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function startOnce(bench: Bench, folder: string): Promise<Record<string, number>> {
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const begun = performance.now()
  const since = () => round((performance.now() - begun) / 1000, 2)
  const env = { ...process.env, GATEWAY_DATA: folder, PORT: String(port), SANDBOX_PORT: String(sandboxPort) }
  const child = spawn('npm', ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'], cwd: join(import.meta.dirname, '../../..') })
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  try {
    const figures: Record<string, number> = {}
    const parts = [
      seen('sandbox', () => opens(sandboxPort)),
      seen('gateway', () => opens(port)),
      seen('ready', async () => said.includes('Ctrl-C stops everything')),
    ]
    async function seen(part: string, look: () => Promise<boolean>): Promise<void> {
      while (!(await look())) {
        if (child.exitCode !== null) throw new Error(`npm start ended: ${said}`)
        await pause(20)
      }
      figures[part] = since()
    }
    await Promise.all(parts)
    bench.say(
      `  npm start: ${Object.entries(figures)
        .map(([part, seconds]) => `${part} ${seconds} s`)
        .join(', ')}`,
    )
    return figures
  } finally {
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
