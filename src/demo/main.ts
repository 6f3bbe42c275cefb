import { type ChildProcess, fork } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectors } from '../../connectors/index.ts'
import { openSettings } from '../config/open-settings.ts'
import { loadMappings } from '../mapping/load-mappings.ts'
import { readSamples } from '../mapping/samples.ts'
import { beginJourney, type Journey, tableHead, tableRow } from './journey.ts'
import { prepareSamples } from './prepare-samples.ts'
import type { Addresses } from './send-parcel.ts'
import { travel } from './travel.ts'

const PROJECT = join(import.meta.dirname, '../..')
/** So many journeys are under way at once. */
const AT_ONCE = 40
const GIVEN = ['DATABASE_URL', 'REDIS_URL', 'LAPOR_URL', 'GATEWAY_CONFIG', 'JAKI_URL', 'QLUE_URL', 'LAPORGUB_URL', 'JQR_CALLBACK_URL']

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lapor-demo-'))
  await chmod(folder, 0o711)
  const env = { ...process.env, GATEWAY_DATA: join(folder, 'data'), PORT: '0', SANDBOX_PORT: '0', SANDBOX_MOVES: 'manual' }
  for (const name of GIVEN) delete (env as NodeJS.ProcessEnv)[name]
  console.log('Starting a gateway, PostgreSQL, Redis and the sandbox for the demo …')
  const started = startAll(env, join(folder, 'start.log'))
  const stop = () => started.child.kill('SIGTERM')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  try {
    const { addresses } = await started.ready
    return await runJourneys(await allJourneys(addresses), addresses)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  } finally {
    stop()
    await started.ended
    await rm(folder, { recursive: true, force: true })
  }
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<void>
  readonly ready: Promise<{ addresses: Addresses }>
}

/** `npm start` itself, with a data folder that is thrown away; what it says goes into a file. */
function startAll(env: NodeJS.ProcessEnv, logFile: string): Started {
  const child = fork(join(PROJECT, 'src/setup/start.ts'), [], { env, cwd: PROJECT, silent: true, detached: true })
  const log = createWriteStream(logFile)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      log.write(chunk)
      said = (said + chunk.toString()).slice(-4_000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return { child, ended, ready: Promise.race([whenReady(env), ended.then(() => Promise.reject(new Error(`it did not start:\n${said}`)))]) }
}

async function whenReady(env: NodeJS.ProcessEnv): Promise<{ addresses: Addresses }> {
  for (;;) {
    const text = await readFile(join(env.GATEWAY_DATA ?? '', 'running.json'), 'utf8').catch(() => null)
    if (text?.trimEnd().endsWith('}')) {
      const { port, sandboxPort } = JSON.parse(text) as { port: number; sandboxPort: number }
      return { addresses: { gateway: `http://127.0.0.1:${port}`, sandbox: `http://127.0.0.1:${sandboxPort}` } }
    }
    await pause(100)
  }
}

async function allJourneys({ sandbox }: Addresses): Promise<Journey[]> {
  const { mappings } = await loadMappings(join(PROJECT, 'mappings'))
  const env = { ...process.env, JAKI_URL: sandbox, QLUE_URL: sandbox, LAPORGUB_URL: sandbox, JQR_CALLBACK_URL: sandbox }
  const kinds = new Map(connectors.map((connector) => [connector.kind, connector]))
  const quiet = { info() {}, warn() {}, error() {} }
  const store = await openSettings({
    dir: join(PROJECT, 'config'),
    env,
    connectors: kinds,
    mappingRefs: mappings.keys(),
    watch: false,
    log: quiet,
  })
  const samples = await readSamples(join(PROJECT, 'mappings'))
  const parcels = prepareSamples(samples, store.current.channels.values(), mappings, `${sandbox}/partners/media`)
  await store.close()
  return parcels.map(beginJourney)
}

/** Shows every journey as a line that is drawn anew while it goes on; without a terminal, as a line when it is over. */
async function runJourneys(journeys: readonly Journey[], addresses: Addresses): Promise<number> {
  const live = process.stdout.isTTY && (process.stdout.rows ?? 0) > 10
  console.log(`\n${tableHead()}`)
  const open = new Set<Journey>()
  let drawn = 0
  const draw = (done?: Journey): void => {
    if (!live) {
      if (done) console.log(tableRow(done))
      return
    }
    process.stdout.write(drawn > 0 ? `\x1b[${drawn}A\x1b[0J` : '')
    if (done) console.log(tableRow(done))
    const shown = [...open].slice(0, (process.stdout.rows ?? 24) - 4)
    for (const journey of shown) console.log(tableRow(journey).slice(0, (process.stdout.columns ?? 160) - 1))
    drawn = shown.length
  }
  const waiting = [...journeys]
  const walk = async (): Promise<void> => {
    for (let journey = waiting.shift(); journey; journey = waiting.shift()) {
      open.add(journey)
      await travel(journey, addresses, () => draw())
      open.delete(journey)
      draw(journey)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walk))
  const lost = journeys.filter(({ good }) => good !== true)
  const complaints = journeys.filter(({ laporId }) => laporId !== null).length
  console.log(
    `\n${journeys.length} samples: ${complaints} complaints went to the centre and back, ${journeys.length - complaints - lost.length} were answered at once, ${lost.length} did not come back`,
  )
  return lost.length === 0 ? 0 : 1
}

process.exit(await main())
