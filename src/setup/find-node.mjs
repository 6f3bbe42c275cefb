import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const WANTED = 24

/** The Node that runs TypeScript as it is: the one that came with the npm packages, or one of the machine. Throws one line when there is none. */
export function findNode(root) {
  if (majorOf(process.version) >= WANTED) return process.execPath
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const packaged = join(
    root,
    'node_modules',
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    file,
  )
  const candidates = [packaged, ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, file))]
  const found = candidates.find((candidate) => existsSync(candidate) && runs(candidate))
  if (found === undefined)
    throw new Error(
      `Node ${WANTED} or newer is needed, and there is no packaged one for ${process.platform}-${process.arch}; install it and run the command again`,
    )
  return found
}

function runs(node) {
  try {
    return majorOf(execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) >= WANTED
  } catch {
    return false
  }
}

function majorOf(version) {
  return Number(/^v?(\d+)/.exec(version.trim())?.[1] ?? 0)
}
