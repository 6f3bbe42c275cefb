import type { ConsoleSettings } from '../contract/console-settings.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import type { ConsoleFile } from './console-schema.ts'
import type { Prepared } from './prepare-file.ts'

export function consoleSettings({ url, oidc }: ConsoleFile = {}): ConsoleSettings {
  return {
    url: url?.replace(/\/+$/, '') ?? null,
    oidc: oidc
      ? {
          issuer: oidc.issuer,
          clientId: oidc.clientId,
          clientSecret: oidc.clientSecret,
          clientAuth: oidc.clientAuth ?? 'basic',
          allowAddresses: oidc.allowAddresses ?? [],
          name: oidc.name ?? 'OpenID Connect',
          scopes: [...new Set(['openid', ...(oidc.scopes ?? 'profile').split(/\s+/)])].join(' '),
          nameClaim: oidc.nameClaim ?? 'preferred_username',
          roleClaim: oidc.roleClaim ?? 'roles',
          roles: oidc.roles.map(({ value, role, home, homeClaim }) => ({ value, role, home: home ?? null, homeClaim: homeClaim ?? null })),
        }
      : null,
  }
}

/** What a schema cannot say about it. */
export function consoleProblems({ url, oidc }: ConsoleFile = {}, prepared: Prepared): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  if (url !== undefined && !isWebAddress(url))
    problems.push(prepared.problem('/console/url', 'write an address that begins with https://, without a path'))
  if (oidc === undefined) return problems
  if (!isSafeAddress(oidc.issuer))
    problems.push(
      prepared.problem('/console/oidc/issuer', 'write an address that begins with https://; http is taken on this machine only'),
    )
  oidc.roles.forEach(({ role, home, homeClaim }, index) => {
    const at = `/console/oidc/roles/${index}`
    if (home !== undefined && homeClaim !== undefined) problems.push(prepared.problem(at, 'write home or homeClaim, not both'))
    if (role === 'national' && (home ?? homeClaim) !== undefined)
      problems.push(prepared.problem(at, 'an account for the whole country is of no region; remove home'))
    if ((role === 'province' || role === 'region') && (home ?? homeClaim) === undefined)
      problems.push(prepared.problem(at, 'say of which province or region it is: home or homeClaim'))
    if (role === 'province' && home?.includes('.'))
      problems.push(prepared.problem(`${at}/home`, 'write the code of a province, such as "32"'))
  })
  return problems
}

function isWebAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === ''
}

/** Secrets go there. */
function isSafeAddress(text: string): boolean {
  const url = URL.parse(text)
  if (url === null) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname))
}
