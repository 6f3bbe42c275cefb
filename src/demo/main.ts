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
import { conversationText, converse } from './people/converse.ts'
import { openSides } from './people/open-sides.ts'
import type { Side } from './people/side.ts'
import { prepareSamples } from './prepare-samples.ts'
import type { Addresses } from './send-parcel.ts'
import { travel } from './travel.ts'

const PROJECT = join(import.meta.dirname, '../..')
/** So many journeys are under way at once. */
const AT_ONCE = 40
const GIVEN = ['DATABASE_URL', 'REDIS_URL', 'LAPOR_URL', 'GATEWAY_CONFIG', 'JAKI_URL', 'QLUE_URL', 'LAPORGUB_URL', 'JQR_CALLBACK_URL']
/** Beginnings of what names the servers of citizens' channels: the demo has its own. */
const GIVEN_BY_PEOPLE = /^(TELEGRAM|EMAIL|SMS|SMPP)_/

async function main(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'lapor-demo-'))
  await chmod(folder, 0o711)
  const given = Object.entries(process.env).filter(([name]) => !GIVEN.includes(name) && !GIVEN_BY_PEOPLE.test(name))
  const { sides, notes } = await openSides(folder)
  const servers = Object.fromEntries(sides.flatMap(({ env }) => Object.entries(env)))
  const own = { GATEWAY_DATA: join(folder, 'data'), PORT: '0', SANDBOX_PORT: '0', SANDBOX_MOVES: 'manual' }
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(given), ...servers, ...own }
  console.log('Starting a gateway, PostgreSQL, Redis and the sandbox for the demo …')
  const started = startAll(env, join(folder, 'start.log'))
  const stop = () => started.child.kill('SIGTERM')
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  try {
    const { addresses } = await started.ready
    const { journeys, keys } = await allJourneys(addresses)
    const talking = runConversations(sides, keys, addresses)
    const failed = await runJourneys(journeys, addresses)
    console.log('\nWhat people wrote, and what they were told')
    for (const note of notes) console.log(note)
    return Math.max(failed, await talking.then((show) => show()))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  } finally {
    stop()
    await started.ended
    await Promise.all(sides.map((side) => side.close()))
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

/** The journeys of the samples, and the keys with which channels are read. */
async function allJourneys({ sandbox }: Addresses): Promise<{ journeys: Journey[]; keys: ReadonlyMap<string, string> }> {
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
  const channels = [...store.current.channels.values()]
  // What people write is no parcel: they are talked with.
  const sending = channels.filter(({ connector }) => !kinds.get(connector)?.listen && !kinds.get(connector)?.converse)
  const parcels = prepareSamples(samples, sending, mappings, `${sandbox}/partners/media`)
  await store.close()
  return { journeys: parcels.map(beginJourney), keys: new Map(channels.map(({ id, apiKeys }) => [id, apiKeys[0] ?? ''])) }
}

/** All at once; gives what shows them. */
async function runConversations(sides: readonly Side[], keys: ReadonlyMap<string, string>, addresses: Addresses): Promise<() => number> {
  const all = await Promise.all(sides.map((side) => converse(side, keys.get(side.channel) ?? '', addresses)))
  return () => {
    for (const each of all) console.log(`\n${conversationText(each)}`)
    const good = all.filter((each) => each.good).length
    console.log(`\n${all.length} conversations: ${good} came to the centre and back, ${all.length - good} did not`)
    return good === all.length ? 0 : 1
  }
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
