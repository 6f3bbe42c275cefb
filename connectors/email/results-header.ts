import type { Mail } from './mail.ts'
import { readVerdict, type Verdict } from './trace.ts'

export interface Verdicts {
  readonly spf: Verdict
  readonly dkim: Verdict
  readonly dmarc: Verdict
}

/**
 * What our own mail server found (RFC 8601): of the topmost Authentication-Results that it signed, and of those right below that it signed too. null: it said nothing.
 */
export function readResults(headers: Mail['headers'], authservIds: readonly string[]): (Verdicts & { readonly by: string }) | null {
  const known = authservIds.map((id) => id.toLowerCase())
  const own = headers.filter(([name]) => name === 'authentication-results').map(([, value]) => readHeader(value))
  const first = own.findIndex(({ by }) => known.includes(by))
  if (first < 0) return null
  const after = own.findIndex(({ by }, index) => index > first && !known.includes(by))
  const said = own.slice(first, after < 0 ? undefined : after).flatMap(({ results }) => results)
  return { by: own[first]?.by ?? '', spf: pick(said, 'spf'), dkim: pick(said, 'dkim'), dmarc: pick(said, 'dmarc') }
}

function readHeader(value: string): { by: string; results: (readonly [method: string, verdict: Verdict])[] } {
  // Comments may hold anything, also a semicolon. Nested ones are taken away from the inside.
  let plain = value.slice(0, 4000)
  for (let rounds = 0; rounds < 5; rounds++) plain = plain.replace(/\([^()]*\)/g, ' ')
  const [id = '', ...parts] = plain.replace(/"[^"]*"/g, '""').split(';')
  const results = parts.flatMap((part) => {
    const [, method = '', verdict = ''] = /^\s*([a-z-]+)\s*(?:\/\s*\d+\s*)?=\s*([a-z]+)/i.exec(part) ?? []
    return method === '' ? [] : [[method.toLowerCase(), readVerdict(verdict)] as const]
  })
  return { by: (id.trim().split(/\s+/)[0] ?? '').toLowerCase(), results }
}

/** Of several signatures one that passes is enough. */
function pick(said: readonly (readonly [string, Verdict])[], method: string): Verdict {
  const found = said.filter(([name]) => name === method).map(([, verdict]) => verdict)
  return found.includes('pass') ? 'pass' : (found[0] ?? 'unknown')
}
