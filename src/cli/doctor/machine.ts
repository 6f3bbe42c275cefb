import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { Installation } from '../installation.ts'
import { type Finding, fail, ok, warn } from './check.ts'

const OLDEST_NODE = 24
const LITTLE_BYTES = 2 * 1024 ** 3
const NO_BYTES = 200 * 1024 ** 2

export function checkNode(): Finding {
  const version = process.versions.node
  return Number(version.split('.')[0]) >= OLDEST_NODE
    ? ok('Node', version)
    : fail('Node', version, `use Node ${OLDEST_NODE} or newer; npm ci brings it on Linux and Windows`)
}

export async function checkDataFolder({ dataDir, running }: Installation): Promise<Finding[]> {
  const name = 'data folder'
  try {
    await access(dataDir, constants.R_OK | constants.W_OK)
  } catch (error) {
    const missing = error instanceof Error && Reflect.get(error, 'code') === 'ENOENT'
    if (missing && !running) return [warn(name, `${dataDir} does not exist yet`, 'npm start makes it; or set GATEWAY_DATA')]
    return [fail(name, `${dataDir} cannot be written to`, 'let this user write there, or set GATEWAY_DATA to another folder')]
  }
  const { bavail, bsize } = await statfs(dataDir)
  const free = bavail * bsize
  const detail = `${dataDir}, ${(free / 1024 ** 3).toFixed(1)} GiB free`
  if (free < NO_BYTES) return [fail(name, detail, 'make room now: the ledger and the attachments cannot be written')]
  return [free < LITTLE_BYTES ? warn(name, detail, 'make room') : ok(name, detail)]
}

/** While it runs the port must answer; while it does not, the port must be free. */
export async function checkPort({ port, running }: Installation): Promise<Finding[]> {
  const name = `port ${port}`
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5000) }).catch(() => null)
  await answer?.body?.cancel()
  if (answer?.ok) return [ok(name, 'the gateway answers')]
  if (running)
    return [
      fail(
        name,
        answer ? `/healthz answers ${answer.status}` : 'the gateway does not answer',
        'look at its output; stop it with Ctrl-C and run npm start',
      ),
    ]
  if (answer === null && (await isFree(port))) return [ok(name, 'free; no gateway runs here')]
  return [warn(name, 'it is not free: another program or a connection uses it', 'stop that program, wait a minute, or set PORT')]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
