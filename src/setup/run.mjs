/**
 * The one door of every npm command. Runs on Node 20 with nothing installed: brings the npm packages, finds Node 24 and hands over to it.
 * It becomes the command's program where the platform can do that; otherwise it waits for it and passes signals on, once.
 */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { findNode } from './find-node.mjs'
import { installPackages } from './packages.mjs'

const PROGRAMS = {
  start: 'src/setup/start.ts',
  test: 'src/setup/test.ts',
  'test:peers': 'src/setup/test-peers.ts',
  demo: 'src/demo/main.ts',
  drill: 'src/drill/main.ts',
  dev: 'src/setup/dev.ts',
  check: 'src/setup/check.ts',
  bench: 'test/bench/main.ts',
  'bench:console': 'test/bench/console/main.ts',
  gateway: 'src/cli/main.ts',
}
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP']

const root = fileURLToPath(new URL('../..', import.meta.url))
const [command = '', ...args] = process.argv.slice(2)

try {
  const program = PROGRAMS[command]
  if (program === undefined) throw new Error(`there is no command "${command}"; use one of: ${Object.keys(PROGRAMS).join(', ')}`)
  installPackages(root)
  become(findNode(root), [`${root}${program}`, ...args])
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function become(node, argv) {
  // One process less, so a Ctrl-C in a terminal reaches the program once and nothing stands between it and npm.
  if (typeof process.execve === 'function') {
    process.removeAllListeners('warning')
    process.execve(node, [node, ...argv], process.env)
  }
  const child = spawn(node, argv, { stdio: 'inherit' })
  const passOn = once((signal) => child.kill(signal))
  for (const signal of PASSED_ON) process.on(signal, passOn)
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && passOn('SIGTERM'), 500).unref()
  child.once('error', (error) => {
    console.error(`${node} cannot be run: ${error.message}`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

function once(act) {
  let done = false
  return (signal) => {
    if (!done) act(signal)
    done = true
  }
}
