import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gone, isAlive } from '../support/processes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('npm start: the line it prints is taken by the gateway; killed with -9 it leaves nothing running, and the next start goes on; a Ctrl-C, however often it arrives, stops everything', async (t) => {
  const first = await startGateway(t)
  const line = /^curl .*$/m.exec(first.output())?.[0] ?? ''
  const { stdout } = await promisify(execFile)('sh', ['-c', line])
  const answer = JSON.parse(stdout) as { id?: string; delivery?: string }
  assert.ok(answer.id, stdout)
  assert.equal(answer.delivery, 'accepted')
  assert.match(first.output(), /sign in as administrator with the password \S{16} \(shown once/)
  const started = descendants(first.launcher)
  assert.ok(started.length >= 4, `only ${started.length} processes`)
  first.launcher.kill('SIGKILL')
  for (const pid of started) await gone(pid)

  const second = await startGateway(t, first.data)
  assert.doesNotMatch(second.output(), /Admin token|shown once/)
  const again = descendants(second.launcher)
  for (const _ of [1, 2, 3]) second.launcher.kill('SIGINT')
  assert.deepEqual(await once(second.launcher, 'exit'), [0, null])
  assert.deepEqual(again.filter(isAlive), [])
  assert.equal(existsSync(join(second.data, 'running.json')), false)

  const third = await startGateway(t, first.data)
  const last = descendants(third.launcher)
  const gateway = last.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('src/main.ts'))
  assert.ok(gateway)
  process.kill(gateway, 'SIGKILL')
  assert.deepEqual(await once(third.launcher, 'exit'), [1, null])
  assert.match(third.output(), /^The gateway ended by itself \(SIGKILL\); everything is stopped$/m)
  assert.deepEqual(last.filter(isAlive), [])
})

async function startGateway(
  t: TestContext,
  data = temporaryFolder(t),
): Promise<{ launcher: ChildProcess; data: string; output: () => string }> {
  const { DATABASE_URL, REDIS_URL, LAPOR_URL, GATEWAY_CONFIG, GATEWAY_KEYS, GATEWAY_ADMIN_TOKEN, npm_lifecycle_event, ...rest } =
    process.env
  const env = { ...rest, PORT: '0', SANDBOX_PORT: '0', GATEWAY_DATA: data }
  const launcher = spawn(process.execPath, [join(root, 'src/setup/run.mjs'), 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => launcher.kill('SIGKILL'))
  let text = ''
  const ready = new Promise<void>((resolve, reject) => {
    const read = (bytes: Buffer) => {
      text += bytes.toString()
      if (text.includes('Ctrl-C stops everything')) resolve()
    }
    launcher.stdout.on('data', read)
    launcher.stderr.on('data', read)
    launcher.once('exit', (code) => reject(new Error(`it ended with exit ${code}: ${text}`)))
  })
  await ready
  return { launcher, data, output: () => text }
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-t-'))
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Every process that the launcher started, through its children too. */
function descendants(launcher: ChildProcess): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = existsSync(`/proc/${name}/stat`) ? readFileSync(`/proc/${name}/stat`, 'utf8') : ''
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const found = [launcher.pid ?? 0]
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child)
  return found.slice(1)
}
