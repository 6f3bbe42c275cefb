import { createHash } from 'node:crypto'
import { access, type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GatewayError } from '../contract/errors.ts'
import type { StoredBlob } from './ledger.ts'
import { newId } from './uuid.ts'

/** Files by the SHA-256 of their bytes: one file however often it comes, and never changed. */
export interface Blobs {
  /** On the disk for good when it resolves. Throws `ledger_unavailable` when the disk cannot take it. Name and media type are kept as given, not believed. */
  put(bytes: Uint8Array, about: { readonly name: string; readonly mediaType: string }): Promise<StoredBlob>
  /** Throws `attachment_unavailable` when it is missing or its bytes are not what they were. */
  read(sha256: string): Promise<Uint8Array>
  has(sha256: string): Promise<boolean>
  /** Removes a file that nothing refers to. false: it was put (again) within `untouchedMs`, and stays for now. True also when there was none. */
  remove(sha256: string, untouchedMs: number): Promise<boolean>
}

export async function openBlobs(dir: string): Promise<Blobs> {
  const incoming = join(dir, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 }).catch(refuseWrite)
  await removeLeftovers(incoming).catch(refuseWrite)

  return {
    async put(bytes, { name, mediaType }) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const stored = { sha256, sizeBytes: bytes.length, mediaType, name }
      const path = pathOf(dir, sha256)
      try {
        if ((await sizeOf(path)) === bytes.length && (await touch(path))) return stored
        await writeDurably(bytes, join(incoming, newId()), path)
      } catch (error) {
        refuseWrite(error)
      }
      return stored
    },
    async read(sha256) {
      const path = pathOf(dir, sha256)
      let bytes: Buffer
      try {
        bytes = await readFile(path)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw new GatewayError('attachment_unavailable', `file ${sha256} is not in the data folder`)
        throw new GatewayError('ledger_unavailable', `the data folder cannot be read (${codeOf(error)})`, {
          cause: error,
          retryAfterMs: RETRY_AFTER_MS,
        })
      }
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
        throw new GatewayError('attachment_unavailable', `file ${sha256} was changed on the disk; put it back from a backup`)
      }
      return bytes
    },
    has: async (sha256) =>
      access(pathOf(dir, sha256)).then(
        () => true,
        () => false,
      ),
    async remove(sha256, untouchedMs) {
      const path = pathOf(dir, sha256)
      const aside = join(incoming, `removed-${newId()}`)
      try {
        if (Date.now() - (await stat(path)).mtimeMs < untouchedMs) return false
        await rename(path, aside)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return true
        refuseWrite(error)
      }
      // Aside, nobody touches it any more: who put it again before now has left the time on it, who puts it from now on writes it anew.
      const { mtimeMs } = await stat(aside)
      if (Date.now() - mtimeMs >= untouchedMs) {
        await rm(aside, { force: true })
        return true
      }
      await rename(aside, path)
      return false
    },
  }
}

const RETRY_AFTER_MS = 30_000
const LEFTOVER_AGE_MS = 60 * 60 * 1_000

function pathOf(dir: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new GatewayError('internal_error', 'a stored file is named by its SHA-256, 64 hexadecimal digits')
  return join(dir, sha256.slice(0, 2), sha256.slice(2))
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  )
}

/** Marks it as put now, so that it is not removed. false: it was removed meanwhile. */
async function touch(path: string): Promise<boolean> {
  const now = new Date()
  return utimes(path, now, now).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'ENOENT') return false
      throw error
    },
  )
}

/** A reader sees the whole file or none, and after a power cut too. */
async function writeDurably(bytes: Uint8Array, temporary: string, path: string): Promise<void> {
  try {
    await withFile(temporary, 'wx', async (file) => {
      await file.writeFile(bytes)
      await file.sync()
    })
    const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await rename(temporary, path)
    await syncFolder(dirname(path))
    if (made !== undefined) await syncFolder(dirname(dirname(path)))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
}

async function withFile(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await work(file)
  } finally {
    await file.close()
  }
}

/** Windows cannot sync a folder, and does not need to. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') await withFile(path, 'r', (folder) => folder.sync())
}

/** What a crash left half written. Young ones may be another process's. */
async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > LEFTOVER_AGE_MS) await rm(path, { force: true })
  }
}

function refuseWrite(error: unknown): never {
  if (error instanceof GatewayError) throw error
  const code = codeOf(error)
  throw new GatewayError('ledger_unavailable', `the data folder cannot be written: ${WHY[code] ?? 'the disk refused'} (${code})`, {
    cause: error,
    retryAfterMs: RETRY_AFTER_MS,
  })
}

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room',
  EDQUOT: 'the quota is used up; make room',
  EACCES: 'the right to write is missing; give it to the user of the gateway',
  EPERM: 'the right to write is missing; give it to the user of the gateway',
  EROFS: 'the disk is read-only',
  ENOENT: 'it is gone; make it again',
  ENOTDIR: 'a file stands where a folder should',
  EEXIST: 'a file stands where a folder should',
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code'
}
