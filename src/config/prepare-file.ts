import type { ConfigProblem } from '../contract/settings.ts'
import type { SchemaCheck, SchemaFault } from './check-schema.ts'
import type { ConfigDocument } from './read-document.ts'
import { type ReferenceContext, type Resolved, resolveReferences } from './references.ts'

/** A file whose references are replaced and whose schema was checked. Faults become problems at the place where they are written. */
export interface Prepared {
  readonly value: unknown
  readonly resolved: Resolved
  readonly problems: readonly ConfigProblem[]
  /** Names to set for what is missing because a variable is unset and its default empty. */
  readonly unset: readonly string[]
  problem(at: string, message: string, points?: 'key' | 'value'): ConfigProblem
  /** Splits schema faults into problems and names to set. */
  sort(faults: readonly SchemaFault[], under?: string): { problems: ConfigProblem[]; unset: string[] }
}

export function prepareFile(document: ConfigDocument, check: SchemaCheck, context: ReferenceContext, label = ''): Prepared {
  const resolved = resolveReferences(document.value, context)
  const problem = (at: string, message: string, points: 'key' | 'value' = 'value'): ConfigProblem => {
    const written = resolved.asWritten(at)
    return { file: document.file, ...document.locate(written, points), at: written, message: label + message }
  }
  const sort = (faults: readonly SchemaFault[], under = '') => {
    const problems: ConfigProblem[] = []
    const unset: string[] = []
    for (const fault of faults) {
      const names = fault.missing ? unsetUnder(resolved, under + fault.at) : []
      if (names.length > 0) unset.push(...names)
      else problems.push(problem(under + fault.at, fault.message + sourceOf(resolved, under + fault.at), fault.points))
    }
    return { problems, unset }
  }
  if (resolved.faults.length > 0) {
    const problems = resolved.faults.map((fault) => ({
      file: document.file,
      ...document.locate(fault.at, fault.points),
      at: fault.at,
      message: `${label}${secretLabel(fault.at)}${fault.message}`,
    }))
    return { value: resolved.value, resolved, problems, unset: [], problem, sort }
  }
  const secrets = secretPlaces(document.value)
  // A secret's schema describes the reference, for editors; what it refers to may be any text.
  const faults = check(resolved.value).filter((fault) => !secrets.has(resolved.asWritten(fault.at)))
  const open = [...secrets]
    .filter(([, isReference]) => !isReference)
    .map(([at]): SchemaFault => ({ at, message: OPEN_SECRET, points: 'value', missing: false }))
  return { value: resolved.value, resolved, ...sort([...open, ...faults]), problem, sort }
}

/** Names whose absence left out the value at this pointer or all below it. */
export function unsetUnder(resolved: Resolved, pointer: string): string[] {
  return [...resolved.leftOut].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`)).flatMap(([, names]) => names)
}

/** A value that came from elsewhere is mended there. */
function sourceOf(resolved: Resolved, at: string): string {
  const names = resolved.sources.get(resolved.asWritten(at))
  return names === undefined ? '' : ` (the value comes from ${names.join(' and ')})`
}

function secretLabel(at: string): string {
  const name = /^\/secrets\/(.+)$/.exec(at)?.[1]
  return name === undefined ? '' : `secrets.${name}: `
}

const SECRET_PLACES =
  /^\/(secrets\/[^/]+|apiKeys\/\d+|central\/(authorization|token)\/value|console\/oidc\/clientSecret|alerts\/(email\/smtpUrl|telegram\/token)|(alerts\/)?contacts\/\d+\/webhook\/secret)$/

const OPEN_SECRET = `a secret is written here in the open; write \${env:NAME} or \${file:/path} and keep the secret there`

/** Texts that stand where a secret belongs: pointer → whether it is a reference. */
function secretPlaces(written: unknown): Map<string, boolean> {
  const places = new Map<string, boolean>()
  const walk = (node: unknown, at: string): void => {
    if (typeof node === 'string' && SECRET_PLACES.test(at)) places.set(at, /\$\{(env|file):/.test(node))
    if (typeof node !== 'object' || node === null || at.split('/').length > 6) return
    for (const [key, child] of Object.entries(node)) walk(child, `${at}/${key}`)
  }
  walk(written, '')
  return places
}
