import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { mend } from './end-with-line.ts'

/** What can be installed, by the names that Debian and Homebrew give it. `variable`: names another server instead. */
const PACKAGES = {
  PostgreSQL: { apt: ['postgresql'], brew: 'postgresql@17', variable: 'DATABASE_URL' },
  Redis: { apt: ['redis-server'], brew: 'redis', variable: 'REDIS_URL' },
  // For npm run test:peers.
  Dovecot: { apt: ['dovecot-imapd', 'dovecot-lmtpd'], brew: null, variable: null },
  Exim: { apt: ['exim4-daemon-light'], brew: null, variable: null },
  Kannel: { apt: ['kannel', 'kannel-extras'], brew: null, variable: null },
  Chromium: { apt: ['chromium', 'fonts-dejavu-core'], brew: null, variable: null },
  Prometheus: { apt: ['prometheus'], brew: null, variable: null },
  Alertmanager: { apt: ['prometheus-alertmanager'], brew: null, variable: null },
} as const

export type Installable = keyof typeof PACKAGES

const LOCK_TRIES = 60

/** Installs what is missing, saying so in one line each. Leaves no service running. Throws one line that says what to do when it may not or cannot. */
export async function installServers(missing: readonly Installable[], say: (line: string) => void): Promise<void> {
  if (missing.length === 0) return
  if (has('apt-get')) return installWithApt(missing, say)
  if (process.platform === 'darwin' && has('brew') && missing.every((name) => PACKAGES[name].brew !== null))
    return installWithBrew(missing, say)
  const variables = variablesOf(missing)
  const what = variables === '' ? missing.join(' and ') : 'PostgreSQL 15 and Redis 7 or newer'
  throw mend(`${missing.join(' and ')} missing, and there is neither apt-get nor Homebrew; install ${what}${orSet(variables)}`)
}

async function installWithApt(missing: readonly Installable[], say: (line: string) => void): Promise<void> {
  const rights = rightsToInstall(missing)
  say('Reading the lists of Debian packages (apt-get update) …')
  // Lists that cannot be read matter only when the packages cannot be had because of it.
  const stale = await apt([...rights, 'env', 'LC_ALL=C', 'apt-get', '-q', '-o', 'APT::Update::Error-Mode=any', 'update'])
  // Debian would start both at once, on their usual ports. What may start is answered by a policy of our own, for this one call.
  const quiet = mkdtempSync(join(tmpdir(), 'lapor-install-'))
  try {
    writeFileSync(join(quiet, 'no-cluster.conf'), 'create_main_cluster = false\n')
    writeFileSync(join(quiet, 'install.sh'), INSTALL_QUIETLY, { mode: 0o755 })
    for (const name of missing) {
      say(`Installing ${name} (apt-get install ${PACKAGES[name].apt.join(' ')}) …`)
      const fault = await apt([...rights, 'sh', join(quiet, 'install.sh'), quiet, ...PACKAGES[name].apt])
      if (fault !== null) throw mend(byHand(missing, `apt-get failed (${stale ?? fault})`))
    }
  } finally {
    rmSync(quiet, { recursive: true, force: true })
  }
}

/** Runs as root. Puts back whatever was there, touches nothing that already runs, and takes nothing away (a machine with another mail server keeps it). */
const INSTALL_QUIETLY = `#!/bin/sh
set -u
quiet=$1; shift
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/lapor-gateway.conf
made_policy=; made_cluster=
restore() {
  [ -n "$made_policy" ] && rm -f "$policy"
  [ -n "$made_cluster" ] && rm -f "$cluster" && rmdir -p --ignore-fail-on-non-empty "$(dirname "$cluster")" 2>/dev/null
  :
}
trap restore EXIT
trap 'exit 130' HUP INT TERM
if [ ! -e "$policy" ]; then printf '#!/bin/sh\\nexit 101\\n' >"$policy" && chmod 755 "$policy" && made_policy=1; fi
if [ "$1" = postgresql ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
  mkdir -p "$(dirname "$cluster")" && cp "$quiet/no-cluster.conf" "$cluster" && made_cluster=1
fi
DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -y -q --no-install-recommends --no-remove -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install "$@"
`

function rightsToInstall(missing: readonly Installable[]): readonly string[] {
  if (process.getuid?.() === 0) return []
  if (has('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0) return ['sudo', '-n']
  if (has('sudo') && process.stdin.isTTY) return ['sudo']
  throw mend(byHand(missing, 'there is no right to install'))
}

/** null: done. Otherwise what it said. */
async function apt(command: readonly string[]): Promise<string | null> {
  const [program = '', ...args] = command
  for (let tries = 1; ; tries += 1) {
    const done = spawnSync(program, args, { encoding: 'utf8', stdio: ['inherit', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 })
    if (done.status === 0) return null
    const words = `${done.stdout ?? ''}\n${done.stderr ?? ''}`
    // Another apt-get is at work, on a new machine often its own updates.
    if (!/Could not get lock|Unable to lock/.test(words) || tries >= LOCK_TRIES) return errorIn(words)
    await pause(2000)
  }
}

function installWithBrew(missing: readonly Installable[], say: (line: string) => void): void {
  for (const name of missing) {
    const { brew } = PACKAGES[name]
    if (brew === null) continue
    say(`Installing ${name} (brew install ${brew}) …`)
    const done = spawnSync('brew', ['install', '--quiet', brew], { encoding: 'utf8', stdio: ['inherit', 'ignore', 'pipe'] })
    if (done.status !== 0) throw mend(byHand(missing, `brew failed (${errorIn(done.stderr)})`))
  }
}

function byHand(missing: readonly Installable[], why: string): string {
  const packages = missing.flatMap((name) => PACKAGES[name].apt).join(' ')
  return `${missing.join(' and ')} missing, and ${why}: run "sudo apt-get install ${packages}"${orSet(variablesOf(missing))}`
}

const variablesOf = (missing: readonly Installable[]): string => missing.flatMap((name) => PACKAGES[name].variable ?? []).join(' and ')

const orSet = (variables: string): string => (variables === '' ? '' : `, or set ${variables}`)

function errorIn(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const line = [/^(E:|Error)/, /^(W:|Err:)/].map((kind) => lines.find((text) => kind.test(text))).find((text) => text !== undefined)
  return (line ?? lines.at(-1) ?? 'no word of why').replace(/^(E:|W:|Error:?) ?/, '')
}

function has(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0
}
