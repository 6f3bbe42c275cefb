import { spawnSync } from 'node:child_process'
import { chownSync, mkdirSync, statSync } from 'node:fs'
import { mend } from './end-with-line.ts'

/** Whom a private server runs as. null: as ourselves. */
export type ServerUser = { readonly name: string; readonly uid: number; readonly gid: number } | null

/** Servers refuse to run as root, or should: root hands them to the first of `names` that the machine has. */
export function chooseServerUser(names: readonly string[]): ServerUser {
  if (process.getuid?.() !== 0) return null
  for (const name of names) {
    const uid = idOf('-u', name)
    const gid = idOf('-g', name)
    if (uid !== null && gid !== null) return { name, uid, gid }
  }
  throw mend(
    `none of the users ${names.join(', ')} exists, and a private server does not run as root; make one of them, or name a server of your own (DATABASE_URL, REDIS_URL)`,
  )
}

/** Makes a folder of the server's own. Its parents need not be readable for the server. */
export function makeServerFolder(folder: string, user: ServerUser): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const owner = user?.uid ?? process.getuid?.() ?? 0
  if (statSync(folder).uid === owner) return
  if (user === null) throw mend(`${folder} belongs to another user; set GATEWAY_DATA to a folder of your own`)
  chownSync(folder, user.uid, user.gid)
  spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])
}

/** Whether the server's user can get to the folder by its path. */
export function canReach(folder: string, user: ServerUser): boolean {
  if (user === null) return true
  return spawnSync('test', ['-x', folder], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0
}

function idOf(flag: '-u' | '-g', name: string): number | null {
  const id = spawnSync('id', [flag, name], { encoding: 'utf8' })
  return id.status === 0 ? Number(id.stdout.trim()) : null
}
