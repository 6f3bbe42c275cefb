import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { type PrivateServer, runServer } from './server-process.ts'
import { chooseServerUser, makeServerFolder, type ServerUser } from './server-user.ts'

export interface PrivateDovecot {
  readonly imapPort: number
  /** TLS from the first byte; null without `tls`. */
  readonly imapsPort: number | null
  /** Where mail is delivered, by LMTP (RFC 2033); null when Dovecot has no LMTP here. */
  readonly lmtpPort: number | null
  readonly logFile: string
  stop(): Promise<void>
}

interface Ports {
  readonly imap: number
  readonly imaps: number | null
  readonly lmtp: number
}

const PLACES = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot']
const LMTP_PLACES = ['/usr/lib/dovecot/lmtp', '/usr/libexec/dovecot/lmtp']

export const findDovecot = (): string | null => PLACES.find((place) => existsSync(place)) ?? null

/**
 * A Dovecot of our own, for tests and the demo: on loopback, with the users that are given. It does not run as root, also when we do. `folder` must be reachable for
 * others (0711), and its path short.
 */
export async function runPrivateDovecot(options: {
  readonly program: string
  readonly folder: string
  /** Names (an address is one) and passwords. */
  readonly users: Readonly<Record<string, string>>
  /** The ports of one that ran in this folder before. */
  readonly ports?: Ports
  /** A certificate and its key (PEM): then it offers STARTTLS, and imaps on a port of its own. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined
  readonly say: (line: string) => void
}): Promise<PrivateDovecot> {
  const user = chooseServerUser(['dovecot', 'nobody'])
  const folder = join(options.folder, 'dovecot')
  makeServerFolder(folder, user)
  mkdirSync(join(folder, 'mail'), { recursive: true })
  makeServerFolder(join(folder, 'mail'), user)
  // One that was killed may have left a lock in it, for which the next would wait.
  rmSync(join(folder, 'state'), { recursive: true, force: true })
  const ports = options.ports ?? { imap: await freePort(), imaps: options.tls ? await freePort() : null, lmtp: await freePort() }
  const hasLmtp = LMTP_PLACES.some((place) => existsSync(place))
  const users = Object.entries(options.users).map(([name, password]) => `${name}:{PLAIN}${password}\n`)
  writeFileSync(join(folder, 'users'), users.join(''), { mode: 0o644 })
  for (const [name, text] of Object.entries(options.tls ?? {})) writeFileSync(join(folder, `${name}.pem`), text, { mode: 0o644 })
  writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, user, ports, hasLmtp), { mode: 0o644 })
  const logFile = join(options.folder, 'dovecot.log')
  const server = await runServer({
    name: 'Dovecot',
    program: options.program,
    args: () => ['-F', '-c', join(folder, 'dovecot.conf')],
    folder,
    logFile,
    user,
    stopSignals: ['SIGTERM', 'SIGKILL'],
    pidFile: 'run/master.pid',
    answers: () => greets(ports.imap),
    say: options.say,
  })
  return {
    imapPort: ports.imap,
    imapsPort: ports.imaps,
    lmtpPort: hasLmtp ? ports.lmtp : null,
    logFile,
    stop: () => endAll(server, ports.imap),
  }
}

/** Its processes for each connection would stay for some ten seconds after it. They are of its group, and a mailbox of files takes no harm. */
async function endAll(server: PrivateServer, port: number): Promise<void> {
  const group = server.pid()
  const stopped = server.stop()
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL')
  } catch {
    // None is left.
  }
  await stopped
  // The next one would wait ten seconds for its port.
  while (await accepts(port)) await pause(10)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(port, '127.0.0.1', () => {
      connection.destroy()
      resolve(true)
    })
    connection.once('error', () => resolve(false))
  })
}

/** All services as one user and without a cage, so that no rights of root are needed. Nothing is waited for, neither to notice mail nor after a wrong password. */
function configuration(folder: string, user: ServerUser, ports: Ports, hasLmtp: boolean): string {
  const name = user?.name ?? userInfo().username
  const [uid, gid] = [user?.uid ?? process.getuid?.() ?? 0, user?.gid ?? process.getgid?.() ?? 0]
  const uncaged = ['anvil', 'imap-login', 'stats', 'imap', 'auth', 'log', 'lmtp'].map((service) => `service ${service} {\n  chroot =\n}`)
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = /dev/stderr
protocols = imap${hasLmtp ? ' lmtp' : ''}
listen = 127.0.0.1
${ports.imaps === null ? 'ssl = no' : `ssl = yes\nssl_cert = <${folder}/certificate.pem\nssl_key = <${folder}/key.pem`}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_username_format = %Lu
auth_username_chars =
default_login_user = ${name}
default_internal_user = ${name}
default_internal_group = #${gid}
first_valid_uid = 1
mail_uid = ${uid}
mail_gid = ${gid}
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
mailbox_idle_check_interval = 1 secs
login_trusted_networks = 127.0.0.0/8
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${ports.imap}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${ports.imaps ?? 0}
    ssl = yes
  }
}
${hasLmtp ? `service lmtp {\n  user = ${name}\n  inet_listener lmtp {\n    address = 127.0.0.1\n    port = ${ports.lmtp}\n  }\n}` : ''}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth-worker {
  user = ${name}
}
${uncaged.join('\n')}
`
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(port, '127.0.0.1')
    connection.setTimeout(2_000, () => connection.destroy())
    connection.once('data', (bytes) => {
      resolve(bytes.toString().startsWith('* OK'))
      connection.destroy()
    })
    connection.once('error', () => resolve(false))
    connection.once('close', () => resolve(false))
  })
}
