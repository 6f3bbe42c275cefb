import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** A configuration value with its `${env:NAME}` and `${file:path}` replaced. */
export interface Resolved {
  readonly value: unknown
  /** Left out because its variable is unset and its default empty: pointer as written → names to set. */
  readonly leftOut: ReadonlyMap<string, readonly string[]>
  /** Where values came from: pointer as written → names of variables or files. */
  readonly sources: ReadonlyMap<string, readonly string[]>
  readonly faults: readonly ReferenceFault[]
  /** Files that were read, to be watched. */
  readonly files: readonly string[]
  /** Pointer into `value` → pointer as written, where list items that were left out moved the rest. */
  asWritten(pointer: string): string
}

export interface ReferenceFault {
  readonly at: string
  readonly message: string
  readonly points: 'key' | 'value'
}

export interface ReferenceContext {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder to which `${file:…}` is relative. */
  readonly dir: string
  /** Whether `:-default` is allowed. */
  readonly demo: boolean
}

const REFERENCE = /\$\{([^}]*)\}/g
const MAX_SECRET_FILE_BYTES = 64 * 1024

/** Pure but for the files it is told to read. Never throws; no fault holds a value, only names. */
export function resolveReferences(written: unknown, context: ReferenceContext): Resolved {
  const leftOut = new Map<string, readonly string[]>()
  const sources = new Map<string, readonly string[]>()
  const faults: ReferenceFault[] = []
  const files: string[] = []
  const moved = new Map<string, string>()

  const walk = (node: unknown, at: string, to: string): unknown => {
    if (typeof node === 'string') return readText(node, at)
    if (Array.isArray(node)) {
      const items: unknown[] = []
      node.forEach((item, index) => {
        const value = walk(item, `${at}/${index}`, `${to}/${items.length}`)
        if (value === undefined) return
        if (items.length !== index) moved.set(`${to}/${items.length}`, `${at}/${index}`)
        items.push(value)
      })
      return items
    }
    if (typeof node !== 'object' || node === null) return node
    const entries = Object.entries(node)
    const kept: [string, unknown][] = []
    for (const [key, child] of entries) {
      const token = key.replaceAll('~', '~0').replaceAll('/', '~1')
      if (key === '__proto__') {
        faults.push({ at: `${at}/${token}`, message: 'the key __proto__ is not allowed; remove it', points: 'key' })
        continue
      }
      const value = walk(child, `${at}/${token}`, `${to}/${token}`)
      if (value !== undefined) kept.push([key, value])
    }
    // A map of which nothing is left (reply: { url: unset }) is left out as well.
    return kept.length === 0 && entries.length > 0 && at !== '' ? undefined : Object.fromEntries(kept)
  }

  const readText = (text: string, at: string): unknown => {
    if (!text.includes('${')) return text
    if (text.replaceAll(REFERENCE, '').includes('${')) {
      faults.push({ at, message: 'the reference is not closed; write } at its end', points: 'value' })
      return text
    }
    const names: string[] = []
    let failed = false
    const value = text.replaceAll(REFERENCE, (whole, inner: string) => {
      const found = readReference(inner, context)
      if (found.file !== undefined) files.push(found.file)
      if ('fault' in found) {
        failed = true
        faults.push({ at, message: found.fault, points: 'value' })
        return whole
      }
      sources.set(at, [...(sources.get(at) ?? []), found.name])
      if (found.value === '') names.push(found.name)
      return found.value
    })
    if (failed) return text
    if (names.length === 0) return value
    leftOut.set(at, names)
    return undefined
  }

  return { value: walk(written, '', ''), leftOut, sources, faults, files, asWritten: (pointer) => movedBack(moved, pointer) }
}

type Found = { readonly value: string; readonly name: string; readonly file?: string } | { readonly fault: string; readonly file?: string }

function readReference(inner: string, { env, dir, demo }: ReferenceContext): Found {
  const match = /^(env|file):(.+?)(?::-(.*))?$/s.exec(inner)
  if (!match) return { fault: `a reference is \${env:NAME} or \${file:/path}; in the demo also \${env:NAME:-default}` }
  const [, kind, name = '', fallback] = match
  if (fallback !== undefined && !demo)
    return {
      fault: `the default of ${name} is only for the demo; write \${${kind}:${name}} and set it, or write demo: true in gateway.yaml`,
    }
  if (kind === 'env') {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return { fault: `${name} is not the name of an environment variable` }
    const value = env[name]
    if (value !== undefined && value !== '') return { value, name }
    return fallback === undefined
      ? { fault: `${name} is not set; set ${name} and restart the gateway, or write \${file:/path}, which needs no restart` }
      : { value: fallback, name }
  }
  const file = path.resolve(dir, name)
  try {
    if (statSync(file).size > MAX_SECRET_FILE_BYTES)
      return { fault: `the file ${name} is larger than ${MAX_SECRET_FILE_BYTES / 1024} KiB; it should hold one secret`, file }
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
    if (value !== '') return { value, name, file }
  } catch {
    if (fallback === undefined) return { fault: `the file ${name} cannot be read; make it, or let the gateway's user read it`, file }
  }
  return fallback === undefined ? { fault: `the file ${name} is empty; put the secret into it`, file } : { value: fallback, name, file }
}

function movedBack(moved: ReadonlyMap<string, string>, pointer: string): string {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const written = moved.get(pointer.slice(0, end))
    if (written !== undefined) return written + pointer.slice(end)
  }
  return pointer
}
