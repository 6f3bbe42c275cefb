import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../../../src/setup/free-port.ts'
import type { Centre } from '../driver.ts'
import { createFor } from '../programs/create-for.ts'
import { noteStarted } from '../started.ts'
import type { Subject } from './subject.ts'

const VERSION = '5.0.7'
const PEERS = join(import.meta.dirname, '../peers')
const PROGRAM = join(PEERS, 'node_modules/node-red/red.js')
/** It ends when we do: its IPC channel breaks. */
const END_WITH_US = `data:text/javascript,process.on('disconnect',()=>process.exit())`

/**
 * Node-RED on the same Node: HTTP in → function → HTTP request, and the answer at once. Nothing of it is durable.
 */
export async function openNodeRed(centre: Centre): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'lapor-bench-node-red-'))
  const port = await freePort()
  await writeFile(join(folder, 'flows.json'), JSON.stringify(flowTo(centre)))
  await writeFile(join(folder, 'settings.js'), settingsOf(folder, port))
  let child = await startNodeRed(folder, port)
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    name: `Node-RED ${VERSION}`,
    url: `http://127.0.0.1:${port}/in`,
    headers: {},
    shape: 'report',
    get pid() {
      return child.pid ?? 0
    },
    kill: end,
    async start() {
      child = await startNodeRed(folder, port)
    },
    async stop() {
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Installs it into test/bench/peers/ when it is asked for first. Resolves with why that cannot be; null: it is there. */
export async function installNodeRed(say: (line: string) => void, signal: AbortSignal): Promise<string | null> {
  if (existsSync(PROGRAM)) return null
  say(`Installing Node-RED ${VERSION} into test/bench/peers/ (npm install) …`)
  const args = [
    'install',
    '--prefix',
    PEERS,
    '--ignore-scripts',
    '--fetch-retries',
    '1',
    '--no-audit',
    '--no-fund',
    '--no-save',
    `node-red@${VERSION}`,
  ]
  const npm = spawn('npm', args, { stdio: ['ignore', 'ignore', 'pipe'], signal, timeout: INSTALL_MS })
  noteStarted(npm)
  let said = ''
  npm.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  const code = await new Promise((resolve) => {
    npm.once('error', (error) => resolve(error.message))
    npm.once('close', resolve)
  })
  if (code === 0 && existsSync(PROGRAM)) return null
  return `npm install ended with ${code}: ${said.trim().split('\n')[0] ?? ''}`.slice(0, 200)
}

const INSTALL_MS = 120_000

const settingsOf = (folder: string, port: number): string =>
  `module.exports = ${JSON.stringify({
    uiHost: '127.0.0.1',
    uiPort: port,
    userDir: folder,
    flowFile: join(folder, 'flows.json'),
    httpAdminRoot: false,
    credentialSecret: false,
    telemetry: { enabled: false },
    diagnostics: { enabled: false },
    logging: { console: { level: 'error', metrics: false, audit: false } },
  })}`

function flowTo(centre: Centre): object[] {
  const place = { z: 'flow', x: 0, y: 0 }
  return [
    { id: 'flow', type: 'tab', label: 'bench' },
    { ...place, id: 'in', type: 'http in', url: '/in', method: 'post', upload: false, wires: [['work']] },
    { ...place, id: 'work', type: 'function', outputs: 2, libs: [], func: workOf(), wires: [['answer'], ['create']] },
    { ...place, id: 'answer', type: 'http response', statusCode: '202', headers: {}, wires: [] },
    {
      ...place,
      id: 'create',
      type: 'http request',
      method: 'POST',
      ret: 'txt',
      url: `${centre.url}/lapor/3.0.0/complaints/complaint`,
      persist: true,
      wires: [[]],
    },
  ]
}

/** The answer first, then the create; the same lines as the other small program has. */
function workOf(): string {
  return `const createFor = ${createFor.toString()}
const create = { payload: createFor(msg.payload), headers: { 'content-type': 'application/json' } }
msg.payload = { accepted: true }
return [msg, create]`
}

async function startNodeRed(folder: string, port: number): Promise<ChildProcess> {
  await mkdir(folder, { recursive: true })
  const args = ['--import', END_WITH_US, PROGRAM, '--settings', join(folder, 'settings.js'), '--userDir', folder]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  noteStarted(child)
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) throw new Error(`Node-RED ended with ${child.exitCode}`)
    // A report that is none of a burst: the flow is there when it is answered.
    const answer = await fetch(`http://127.0.0.1:${port}/in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).catch(() => null)
    if (answer?.status === 202) return child
    await pause(50)
  }
  child.kill('SIGKILL')
  throw new Error('Node-RED did not start within 30 s')
}
