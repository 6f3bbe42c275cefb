import type { ChannelSettings } from '../contract/settings.ts'

/** A channel's file as it may be shown and kept: secrets are only set or not set. */
export function describeChannel(settings: ChannelSettings, secretNames: readonly string[]): object {
  const { app, region, connector, state, why, mapping, config, secrets, apiKeys, pollEveryMs, requestsPerMinute, allowAddresses } = settings
  const values = [...Object.values(secrets), ...apiKeys].filter((value) => value !== '')
  return {
    app,
    region: region.code,
    connector,
    mapping,
    state,
    why,
    config: hide(config, values),
    secrets: Object.fromEntries(secretNames.map((name) => [name, secrets[name] ? 'set' : 'not set'])),
    apiKeys: apiKeys.length,
    pollEveryMs,
    requestsPerMinute,
    allowAddresses,
    ...(settings.people ? { people: settings.people } : {}),
    filing: hide(settings.filing, values),
  }
}

export const HIDDEN = '•••'

/** Values of secrets, what is called like one, and what an address may carry of one. */
function hide(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return hideInText(value, secrets)
  if (Array.isArray(value)) return value.map((member) => hide(member, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      typeof member === 'string' && CALLED_LIKE_ONE.test(key) && member !== '' ? HIDDEN : hide(member, secrets),
    ]),
  )
}

const CALLED_LIKE_ONE = /(secret|password|passwd|sandi|token|apikey|api-key|api_key|credential|authorization)/i

function hideInText(text: string, secrets: readonly string[]): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? URL.parse(text) : null
  if (url) {
    if (url.username !== '') url.username = HIDDEN
    if (url.password !== '') url.password = HIDDEN
    for (const name of new Set(url.searchParams.keys())) url.searchParams.set(name, HIDDEN)
  }
  const shown = url === null || (url.password === '' && url.username === '' && url.search === '') ? text : decodeURI(url.href)
  return secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), shown)
}

/** One field that differs between two states of a file. */
export interface DocumentChange {
  /** JSON Pointer. */
  readonly at: string
  /** null: it was not there, or is not any more. */
  readonly from: string | null
  readonly to: string | null
}

/** `before` null: there was no file. */
export function compareDocuments(before: unknown, after: unknown): DocumentChange[] {
  const [old, now] = [leaves(before), leaves(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((at) => old.get(at) !== now.get(at))
    .map((at) => ({ at, from: old.get(at) ?? null, to: now.get(at) ?? null }))
}

/** Every value by its place; what is null is not there. */
export function leaves(value: unknown, at = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map(value === undefined || value === null ? [] : [[at, String(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, member]) => [...leaves(member, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)]),
  )
}
