import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Brings node_modules to what package-lock.json says, when it is not. Throws one line when that cannot be done. */
export function installPackages(root) {
  if (packagesAreCurrent(root)) return
  console.log('Installing npm packages (npm ci) …')
  const [program, first] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []]
  const npm = spawnSync(program, [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (npm.error) throw new Error(`npm cannot be run (${npm.error.message}); install npm and run the command again`)
  if (npm.signal) throw new Error('the installation of npm packages was interrupted; run the command again')
  if (npm.status !== 0)
    throw new Error(`the npm packages could not be installed: ${whatNpmSaid(npm.stderr)}; check the network and run the command again`)
}

/** npm writes what it installed to node_modules/.package-lock.json, last of all: an installation that broke off has none. */
function packagesAreCurrent(root) {
  const wanted = readPackages(join(root, 'package-lock.json'))
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === null) throw new Error('package-lock.json is missing or broken; take it from the repository again')
  if (present === null) return false
  return (
    Object.entries(wanted).every(([path, entry]) => path === '' || isPresent(entry, present[path]) || isForAnother(entry, present[path])) &&
    areThere(root, present)
  )
}

function isPresent(wanted, present) {
  return present !== undefined && present.version === wanted.version && present.integrity === wanted.integrity
}

/** An optional package for another platform is rightly absent. */
function isForAnother(wanted, present) {
  return present === undefined && wanted.optional === true
}

function areThere(root, packages) {
  return Object.keys(packages).every((path) => existsSync(join(root, path, 'package.json')))
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return null
  }
}

function whatNpmSaid(text) {
  const lines = text.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  return lines.find((line) => line !== '' && !/^(code|errno|syscall|path) /.test(line)) ?? 'npm ci failed'
}
