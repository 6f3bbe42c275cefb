import type { Filing, OriginIdentity } from '../contract/central.ts'
import type { Connector } from '../contract/connector.ts'
import type { ChannelSettings, ConfigProblem, RegionSettings } from '../contract/settings.ts'
import type { ChannelFile } from './channel-schema.ts'
import type { SchemaCheck } from './check-schema.ts'
import { nearest } from './nearest.ts'
import { type Prepared, unsetUnder } from './prepare-file.ts'
import { addressProblems, peopleSettings } from './settings-of-gateway.ts'
import { toMs } from './units.ts'

/** Mappings that may be named, and those that are there and have faults. */
export interface KnownMappings {
  readonly good: ReadonlySet<string>
  readonly faulty: ReadonlySet<string>
}

/** What a channel is checked against. */
export interface ChannelSurroundings {
  readonly name: string
  readonly regions: ReadonlyMap<string, RegionSettings>
  readonly connectors: ReadonlyMap<string, Connector>
  readonly configChecks: ReadonlyMap<string, SchemaCheck>
  readonly mappings: KnownMappings
  /** Regions that have a file, good or bad. */
  readonly regionFiles: ReadonlySet<string>
  readonly requestsPerMinute: number
  /** API keys of other channels → their channel. */
  readonly takenKeys: ReadonlyMap<string, string>
}

export type BuiltChannel = { readonly settings: ChannelSettings } | { readonly problems: readonly ConfigProblem[] }

/** Builds a channel from its file. What only waits for a variable to be set makes it `not_configured`; anything else is a problem. */
export function buildChannel(file: ChannelFile, prepared: Prepared, around: ChannelSurroundings): BuiltChannel {
  const region = around.regions.get(file.region)
  const connector = around.connectors.get(file.connector)
  const problems = crossProblems(file, prepared, around)
  if (connector) problems.push(...secretNameProblems(file, connector, prepared))
  const check = around.configChecks.get(file.connector)
  const config = prepared.sort(check ? check(file.config ?? {}) : [], '/config')
  problems.push(...config.problems)
  const needed = connector ? neededSecrets(file, connector, prepared) : { problems: [], unset: [] }
  problems.push(...needed.problems)
  const isWhole = problems.length === 0 && config.unset.length === 0 && needed.unset.length === 0
  const lacking = isWhole ? connector?.lacks?.(file.config ?? {}, Object.keys(file.secrets ?? {})) : null
  if (lacking) problems.push(prepared.problem(`/config${lacking.at}`, lacking.message))
  if (!region || !connector || problems.length > 0) return { problems }
  const unset = [...new Set([...prepared.unset, ...config.unset, ...needed.unset])]
  const state = unset.length > 0 ? 'not_configured' : file.paused ? 'paused' : 'ready'
  return {
    settings: {
      id: file.id,
      region,
      app: file.app,
      connector: file.connector,
      state,
      why: unset.length > 0 ? `set ${unset.join(' and ')}` : file.paused ? `paused: true in channels/${around.name}.yaml` : null,
      mapping: file.mapping,
      config: file.config ?? {},
      secrets: file.secrets ?? {},
      apiKeys: file.apiKeys ?? [],
      pollEveryMs: toMs(file.pollEvery ?? '1m'),
      requestsPerMinute: file.requestsPerMinute ?? around.requestsPerMinute,
      allowAddresses: file.allowAddresses ?? [],
      ...(file.people ? { people: peopleSettings(file.people) } : {}),
      filing: mergeFiling(region.filing, file.filing),
    },
  }
}

function crossProblems(file: ChannelFile, prepared: Prepared, around: ChannelSurroundings): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const faulty = (at: string, what: string, word: string) =>
    problems.push(prepared.problem(at, `${what} ${word} has faults of its own; see there`))
  const unknown = (at: string, what: string, word: string, known: Iterable<string>, create: string) => {
    const close = nearest(word, known)
    problems.push(prepared.problem(at, `${what} ${word} does not exist; ${close ? `did you mean ${close}?` : create}`))
  }
  if (file.id !== around.name)
    problems.push(prepared.problem('/id', `the id must be the name of the file; write id: ${around.name}, or rename the file`))
  if (!around.regions.has(file.region) && around.regionFiles.has(file.region)) faulty('/region', 'region', file.region)
  else if (!around.regions.has(file.region))
    unknown('/region', 'region', file.region, around.regions.keys(), `make regions/${file.region}.yaml`)
  if (!around.connectors.has(file.connector))
    unknown(
      '/connector',
      'connector',
      file.connector,
      around.connectors.keys(),
      `write one of: ${[...around.connectors.keys()].join(', ')}`,
    )
  if (around.mappings.faulty.has(file.mapping)) faulty('/mapping', 'mapping', file.mapping)
  else if (!around.mappings.good.has(file.mapping))
    unknown('/mapping', 'mapping', file.mapping, around.mappings.good, `make mappings/${file.mapping}/mapping.yaml`)
  problems.push(...addressProblems(file.allowAddresses, '/allowAddresses', prepared))
  const seen = new Set<string>()
  for (const [index, key] of (file.apiKeys ?? []).entries()) {
    const owner = around.takenKeys.get(key) ?? (seen.has(key) ? file.id : undefined)
    if (owner !== undefined)
      problems.push(prepared.problem(`/apiKeys/${index}`, `this key is also a key of channel ${owner}; give each channel a key of its own`))
    seen.add(key)
  }
  return problems
}

function secretNameProblems(file: ChannelFile, connector: Connector, prepared: Prepared): ConfigProblem[] {
  return Object.keys(file.secrets ?? {})
    .filter((name) => !connector.secrets.includes(name))
    .map((name) => {
      const close = nearest(name, connector.secrets)
      const hint = close ? `did you mean ${close}?` : `known: ${connector.secrets.join(', ') || 'none'}`
      return prepared.problem(`/secrets/${name}`, `connector ${connector.kind} has no secret ${name}; ${hint}`, 'key')
    })
}

/** A connector's first secret is the one that its `auth` uses; and what the file names is wanted. */
function neededSecrets(file: ChannelFile, connector: Connector, prepared: Prepared): { problems: ConfigProblem[]; unset: string[] } {
  const unset = unsetUnder(prepared.resolved, '/secrets')
  const first = connector.secrets[0]
  const auth = authKind(file.config)
  if (first === undefined || auth === null || auth === 'none' || file.secrets?.[first] !== undefined || unset.length > 0)
    return { problems: [], unset }
  return { problems: [prepared.problem('/config/auth', `auth ${auth} needs a secret; write secrets: { ${first}: \${env:NAME} }`)], unset }
}

function authKind(config: unknown): string | null {
  const auth: unknown = typeof config === 'object' && config !== null ? Reflect.get(config, 'auth') : null
  const kind: unknown = typeof auth === 'object' && auth !== null ? Reflect.get(auth, 'kind') : null
  return typeof kind === 'string' ? kind : null
}

function mergeFiling(region: Filing, own: ChannelFile['filing']): Filing {
  const { identity, ...rest } = own ?? {}
  return { ...region, ...rest, identity: { ...region.identity, ...identity } satisfies OriginIdentity }
}
