import { spawn } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mend } from './end-with-line.ts'
import { runPrivateServers } from './private-servers.ts'
import { onStopSignal } from './stop-signals.ts'
import { groupFiles } from './test-groups.ts'

/** They compile what they need themselves. */
const FEW_FILES = 20
/** A test that hangs is a failure that names it, not a run without end. */
const MOST_OF_A_TEST_MS = 6 * 60_000
/** A file whose process does not end, though its tests did, ends the run. */
const MOST_OF_A_RUN_MS = 20 * 60_000
/** How the reporter of the test runner heads what failed, behind its sums. */
const FAULTS_BEGIN = '\n✖ failing tests:'
/** Characters of one group's faults. */
const MOST_SAID_AGAIN = 8000
const PLACES = ['src', 'connectors', 'test']

export interface Choice {
  readonly takes: (file: string) => boolean
  readonly groupsAtOnce: number
}

/** Runs the files that `choice` takes and that have one of the words in their name, on real servers that are thrown away. Gives the exit code. */
export async function runTests(args: readonly string[], choice: Choice): Promise<number> {
  process.chdir(fileURLToPath(new URL('../..', import.meta.url)))
  const files = testFiles(
    args.filter((arg) => !arg.startsWith('-')),
    choice.takes,
  )
  const stopping = new AbortController()
  onStopSignal(() => stopping.abort())
  const folder = mkdtempSync(join(tmpdir(), 'lapor-test-'))
  if (process.getuid?.() === 0) chmodSync(folder, 0o711)
  try {
    // Hundreds of processes load the same files: what was compiled once is kept for the others.
    const cache = { NODE_COMPILE_CACHE: join(folder, 'compiled') }
    const [servers] = await Promise.all([
      runPrivateServers({ folder, postgres: true, redis: true, throwaway: true, say: console.log }),
      files.length > FEW_FILES ? compileGateway(cache) : null,
    ])
    try {
      const { postgres, redis } = servers
      if (postgres === null || redis === null) throw new Error('the test servers were not asked for')
      if (stopping.signal.aborted) return 130
      console.log(`PostgreSQL ${postgres.version} and Redis ${redis.version} for the tests, in ${folder}`)
      const env = { ...process.env, ...cache, TEST_DATABASE_URL: await postgres.database('postgres'), TEST_REDIS_URL: redis.url }
      const options = ['--test', `--test-timeout=${MOST_OF_A_TEST_MS}`, ...args.filter((arg) => arg.startsWith('-'))]
      return await runGroups(groupFiles(files), choice.groupsAtOnce, options, env, stopping.signal)
    } finally {
      await servers.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Without its settings it ends as soon as all its files are loaded, and leaves them compiled. */
async function compileGateway(cache: NodeJS.ProcessEnv): Promise<void> {
  const gateway = spawn(process.execPath, ['src/main.ts'], { env: { PATH: process.env.PATH, ...cache }, stdio: 'ignore' })
  await new Promise((resolve) => gateway.once('exit', resolve))
}

function testFiles(words: readonly string[], takes: Choice['takes']): string[] {
  const places = PLACES.map((place) => `${place}/**/*.test.ts`)
  const files = globSync(places, { exclude: (name) => name === 'node_modules' })
    .filter(takes)
    .sort()
  const chosen = words.length === 0 ? files : files.filter((file) => words.some((word) => file.includes(word)))
  if (chosen.length === 0) {
    const which = words.length === 0 ? 'there is no such test file' : `no test file of this command has ${words.join(' or ')} in its name`
    throw mend(`${which}; look under ${PLACES.join(', ')}`)
  }
  return chosen
}

/** Some groups at a time, each in a process of its own; what it says is shown when it has ended, and the sum of all behind it. */
async function runGroups(
  groups: readonly string[][],
  atOnce: number,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const late = AbortSignal.timeout(MOST_OF_A_RUN_MS)
  const waiting = [...groups]
  const sum = { tests: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0 }
  const failed: string[] = []
  const faults: string[] = []
  async function work(): Promise<void> {
    for (let group = waiting.shift(); group !== undefined && !signal.aborted && !late.aborted; group = waiting.shift()) {
      const { code, said } = await runNode([...options, '--test-isolation=none', ...group], env, AbortSignal.any([signal, late]))
      process.stdout.write(said)
      for (const [, name, count] of said.matchAll(/^\S+ (tests|pass|fail|cancelled|skipped) (\d+)$/gm))
        sum[name as keyof typeof sum] += Number(count)
      if (code === 0) continue
      failed.push(...group)
      faults.push(faultsOf(said))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (signal.aborted) return 130
  if (late.aborted)
    console.error(`the tests did not end within ${MOST_OF_A_RUN_MS / 60_000} minutes: a process that one of them started still runs`)
  process.stdout.write(faults.join(''))
  console.log(`\nin all: ${sum.tests} tests, ${sum.pass} passed, ${sum.fail + sum.cancelled} failed, ${sum.skipped} skipped`)
  if (failed.length > 0) console.log(`not all passed in: ${failed.join(' ')}`)
  return failed.length > 0 || late.aborted ? 1 : 0
}

/** The faults of a group stand again at the end, since of a long output often only the end is kept. */
function faultsOf(said: string): string {
  const from = said.lastIndexOf(FAULTS_BEGIN)
  return from === -1 ? said.slice(-MOST_SAID_AGAIN) : said.slice(from, from + MOST_SAID_AGAIN)
}

/** In a process group of its own, so that all that the tests started can be ended together. */
async function runNode(args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<{ code: number; said: string }> {
  const runner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env })
  const said: Buffer[] = []
  for (const stream of [runner.stdout, runner.stderr]) stream.on('data', (bytes: Buffer) => said.push(bytes))
  const end = () => endGroup(runner.pid)
  signal.addEventListener('abort', end)
  const code = await new Promise<number>((resolve) => runner.once('exit', (exit) => resolve(exit ?? 1)))
  signal.removeEventListener('abort', end)
  end()
  return { code, said: Buffer.concat(said).toString() }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}
