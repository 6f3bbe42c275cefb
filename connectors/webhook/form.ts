import { GatewayError } from '../../src/contract/errors.ts'
import { readJson } from '../../src/contract/json.ts'
import { pointerStep } from '../../src/contract/json-pointer.ts'

export type Field = readonly [name: string, value: string]

const MAX_FIELDS = 1000
const MAX_STEPS = 16
const MAX_INDEX = 1000
const JSON_FIELDS: ReadonlySet<string> = new Set(['payload', 'json', 'data'])

/** application/x-www-form-urlencoded, UTF-8. Throws `request_unreadable`. */
export function readUrlEncoded(bytes: Uint8Array): Field[] {
  const pairs = new TextDecoder('latin1')
    .decode(bytes)
    .split('&')
    .filter((pair) => pair !== '')
  if (pairs.length > MAX_FIELDS) throw new GatewayError('request_unreadable', `the form has more than ${MAX_FIELDS} fields`, { at: '' })
  return pairs.map((pair) => {
    const equals = pair.indexOf('=')
    const name = equals < 0 ? pair : pair.slice(0, equals)
    return [decodePart(name), decodePart(equals < 0 ? '' : pair.slice(equals + 1))]
  })
}

/**
 * Fields as one object: `a[b]` is a member, `a[]` and a repeated name make a list, `photos[0][url]` both. A form whose only field is `payload`, `json` or `data` and holds a
 * JSON object is that object. Throws `request_unreadable`.
 */
export function nestFields(fields: readonly Field[]): Record<string, unknown> {
  if (fields.length === 0) throw new GatewayError('request_unreadable', 'the form has no fields', { at: '' })
  const [only] = fields
  if (only !== undefined && fields.length === 1 && JSON_FIELDS.has(only[0]) && only[1].trimStart().startsWith('{')) {
    const value = readJson(new TextEncoder().encode(only[1]))
    if (typeof value === 'object' && value !== null) return { ...value }
  }
  const root: Branch = new Map()
  for (const [name, value] of fields) place(root, readSteps(name), value)
  return bare(root)
}

/** While it grows everything is a map, so that no name can reach a prototype and `a[7000000]` costs nothing. */
type Branch = Map<string, Branch | string | string[]>

function readSteps(name: string): string[] {
  const steps = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name)
  const [, first, rest = ''] = steps ?? []
  // A name with stray brackets is a name like any other.
  const path = first === undefined ? [name] : [first, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map(([, step = '']) => step)]
  const at = path.map(pointerStep).join('')
  if (path.length > MAX_STEPS) throw new GatewayError('request_unreadable', `the field name has more than ${MAX_STEPS} steps`, { at })
  const bad = path.find((step) => step === '__proto__' || step === 'constructor' || step === 'prototype')
  if (bad !== undefined) throw new GatewayError('request_unreadable', `the key '${bad}' is not allowed`, { at })
  return path
}

function place(root: Branch, steps: readonly string[], value: string): void {
  let branch = root
  const at = () => steps.map(pointerStep).join('')
  for (const [position, step] of steps.entries()) {
    const key = step === '' ? String(branch.size) : step
    const there = branch.get(key)
    if (position === steps.length - 1) {
      if (there instanceof Map) throw new GatewayError('request_unreadable', 'the field is both a text and a group of fields', { at: at() })
      branch.set(key, there === undefined ? value : Array.isArray(there) ? [...there, value] : [there, value])
      return
    }
    if (there !== undefined && !(there instanceof Map))
      throw new GatewayError('request_unreadable', 'the field is both a text and a group of fields', { at: at() })
    const next: Branch = there ?? new Map()
    branch.set(key, next)
    branch = next
  }
}

function bare(branch: Branch): Record<string, unknown> {
  return Object.fromEntries([...branch].map(([key, value]) => [key, value instanceof Map ? listOrObject(value) : value]))
}

function listOrObject(branch: Branch): unknown {
  const keys = [...branch.keys()]
  const isList = keys.every((key) => /^(0|[1-9]\d*)$/.test(key) && Number(key) < MAX_INDEX)
  if (!isList) return bare(branch)
  const entries = [...branch].sort(([left], [right]) => Number(left) - Number(right))
  return entries.map(([, value]) => (value instanceof Map ? listOrObject(value) : value))
}

function decodePart(part: string): string {
  const bytes = Buffer.from(
    part.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new GatewayError('request_unreadable', 'a field of the form is not valid UTF-8', { cause, at: '' })
  }
}
