import { isDeepStrictEqual } from 'node:util'
import type { Connector } from '../contract/connector.ts'
import type { ChannelSettings, ConfigProblem, GatewaySettings, HandOnRule, RegionSettings, Settings } from '../contract/settings.ts'
import { CalendarFileSchema } from './calendar-schema.ts'
import { type ChannelFile, ChannelFileSchema } from './channel-schema.ts'
import { compileSchema } from './check-schema.ts'
import { type GatewayFile, GatewayFileSchema } from './gateway-schema.ts'
import { readInstitutions } from './institutions-crosswalk.ts'
import { type Prepared, prepareFile } from './prepare-file.ts'
import { type ConfigDocument, type ReadDocument, readDocument } from './read-document.ts'
import type { FileKind, FoundFile } from './read-folder.ts'
import { RegionFileSchema } from './region-schema.ts'
import { brokenChannel } from './settings-broken.ts'
import { buildChannel, type KnownMappings } from './settings-of-channel.ts'
import { buildClocks } from './settings-of-clocks.ts'
import { gatewayProblems, gatewaySettings } from './settings-of-gateway.ts'
import { buildRegion, type Crosswalks } from './settings-of-region.ts'
import { SlaFileSchema } from './sla-schema.ts'

export interface BuilderOptions {
  readonly dir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly connectors: ReadonlyMap<string, Connector>
}

export interface BuiltSettings {
  /** null: gateway.yaml has never been good. */
  readonly settings: Settings | null
  readonly problems: readonly ConfigProblem[]
  /** Files that references read, to be watched. */
  readonly secretFiles: ReadonlySet<string>
}

/** What is known of one file over time: its last good document stays in force while the file is bad. */
interface FileMemory {
  good: ConfigDocument | null
  built: unknown
}

/** Kinds that are YAML. */
type DocumentKind = Exclude<FileKind, 'crosswalk'>

export type Outcome = { readonly built: unknown } | { readonly problems: readonly ConfigProblem[] }

const CHECKS = {
  gateway: compileSchema(GatewayFileSchema),
  region: compileSchema(RegionFileSchema),
  channel: compileSchema(ChannelFileSchema),
  sla: compileSchema(SlaFileSchema),
  calendar: compileSchema(CalendarFileSchema),
} as const satisfies Record<DocumentKind, unknown>

/** Makes Settings of the files again and again, and remembers the last good state of each file in between. */
export class SettingsBuilder {
  readonly #options: BuilderOptions
  readonly #memory = new Map<string, FileMemory>()
  /** What was made of each text when it was read last: a file that has not changed is not parsed again. */
  readonly #read = new Map<string, { readonly text: string; readonly read: ReadDocument }>()
  readonly #configChecks: ReadonlyMap<string, ReturnType<typeof compileSchema>>

  constructor(options: BuilderOptions) {
    this.#options = options
    this.#configChecks = new Map([...options.connectors].map(([kind, connector]) => [kind, compileSchema(connector.config)]))
  }

  build(files: readonly FoundFile[], mappings: KnownMappings): BuiltSettings {
    const problems: ConfigProblem[] = []
    const secretFiles = new Set<string>()
    const documents = new Map<string, ConfigDocument | null>()
    const present = new Set(files.map((found) => found.file))
    for (const file of this.#memory.keys()) if (!present.has(file) && file !== 'gateway.yaml') this.#memory.delete(file)
    for (const file of this.#read.keys()) if (!present.has(file)) this.#read.delete(file)
    for (const found of files) {
      if (found.kind === 'crosswalk') continue
      const read =
        'text' in found.content ? this.#readAgain(found.file, found.content.text) : { problems: [atStart(found.file, found.content.fault)] }
      documents.set(found.file, 'document' in read ? read.document : null)
      if ('problems' in read) problems.push(...read.problems)
    }
    const demo = isDemo(documents.get('gateway.yaml') ?? this.#memory.get('gateway.yaml')?.good ?? null)
    const context = { dir: this.#options.dir, env: this.#options.env, demo }

    const attempt = <T>(found: FoundDocument, make: (document: ConfigDocument, prepared: Prepared) => Outcome, label = ''): T | null => {
      const memory = this.#memory.get(found.file) ?? { good: null, built: null }
      this.#memory.set(found.file, memory)
      const current = documents.get(found.file)
      for (const document of [current, memory.good]) {
        if (!document) continue
        const prepared = prepareFile(document, CHECKS[found.kind], context, label)
        for (const file of prepared.resolved.files) secretFiles.add(file)
        const outcome = prepared.problems.length > 0 ? { problems: prepared.problems } : make(document, prepared)
        if ('built' in outcome) {
          memory.good = document
          memory.built = isDeepStrictEqual(memory.built, outcome.built) ? memory.built : outcome.built
          break
        }
        if (document === current) problems.push(...outcome.problems)
      }
      return memory.built as T | null
    }

    const gateway = this.#gateway(files, attempt, problems)
    if (!gateway) return { settings: null, problems, secretFiles }
    const regions = new Map<string, RegionSettings>()
    const crosswalks = this.#crosswalks(files, problems)
    for (const found of ofKind(files, 'region')) {
      const region = attempt<RegionSettings>(found, (_, prepared) => buildRegion(found.name, prepared, crosswalks))
      if (region) regions.set(region.code, region)
    }
    const clocks = buildClocks(files, attempt)
    const channels = this.#channels(files, documents, regions, gateway, mappings, attempt, problems)
    return { settings: { gateway, regions, channels, clocks, problems }, problems, secretFiles }
  }

  #readAgain(file: string, text: string): ReadDocument {
    const known = this.#read.get(file)
    if (known?.text === text) return known.read
    const read = readDocument(file, text)
    this.#read.set(file, { text, read })
    return read
  }

  #gateway(files: readonly FoundFile[], attempt: Attempt, problems: ConfigProblem[]): GatewaySettings | null {
    if (!files.some(({ kind }) => kind === 'gateway'))
      problems.push(atStart('gateway.yaml', 'the file is missing; write one, or set GATEWAY_CONFIG to the folder that holds it'))
    return attempt<GatewaySettings>({ file: 'gateway.yaml', kind: 'gateway', name: 'gateway' }, (_, prepared) => {
      const file = prepared.value as GatewayFile
      const faults = gatewayProblems(file, prepared)
      return faults.length > 0 ? { problems: faults } : { built: gatewaySettings(file) }
    })
  }

  /** By file; null: it has never been good. */
  #crosswalks(files: readonly FoundFile[], problems: ConfigProblem[]): Crosswalks {
    const crosswalks = new Map<string, readonly HandOnRule[] | null>()
    for (const { file, content } of files.filter(({ kind }) => kind === 'crosswalk')) {
      const memory = this.#memory.get(file) ?? { good: null, built: null }
      this.#memory.set(file, memory)
      const read = 'text' in content ? readInstitutions(file, content.text) : { problems: [atStart(file, content.fault)] }
      if ('problems' in read) problems.push(...read.problems)
      else memory.built = isDeepStrictEqual(memory.built, read.rules) ? memory.built : read.rules
      crosswalks.set(file, memory.built as readonly HandOnRule[] | null)
    }
    return crosswalks
  }

  #channels(
    files: readonly FoundFile[],
    documents: ReadonlyMap<string, ConfigDocument | null>,
    regions: ReadonlyMap<string, RegionSettings>,
    gateway: GatewaySettings,
    mappings: KnownMappings,
    attempt: Attempt,
    problems: ConfigProblem[],
  ): Map<string, ChannelSettings> {
    const built = new Map<string, ChannelSettings>()
    const regionFiles = new Set(ofKind(files, 'region').map(({ name }) => name))
    const takenKeys = new Map<string, string>()
    const found = ofKind(files, 'channel').filter(({ file }) => file.endsWith('.yaml'))
    // Channels that run unchanged keep their API keys; a changed or new one with the same key is at fault.
    const changed = ({ file }: FoundFile) => (isDeepStrictEqual(this.#memory.get(file)?.good?.value, documents.get(file)?.value) ? 0 : 1)
    for (const one of [...found].sort((a, b) => changed(a) - changed(b))) {
      const surroundings = {
        name: one.name,
        regions,
        connectors: this.#options.connectors,
        configChecks: this.#configChecks,
        mappings,
        regionFiles,
        requestsPerMinute: gateway.http.requestsPerMinute,
        takenKeys,
      }
      const make = (_: ConfigDocument, prepared: Prepared): Outcome => {
        const channel = buildChannel(prepared.value as ChannelFile, prepared, surroundings)
        return 'settings' in channel ? { built: channel.settings } : channel
      }
      const channel =
        attempt<ChannelSettings>(one, make, `channel ${one.name}: `) ??
        brokenChannel(one.name, documents.get(one.file)?.value, regions, problems)
      for (const key of channel.apiKeys) if (!takenKeys.has(key)) takenKeys.set(key, channel.id)
      built.set(one.name, channel)
    }
    return new Map([...built].sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

export interface FoundDocument {
  readonly file: string
  readonly kind: DocumentKind
  readonly name: string
}

export type Attempt = <T>(found: FoundDocument, make: (document: ConfigDocument, prepared: Prepared) => Outcome, label?: string) => T | null

export function ofKind(files: readonly FoundFile[], wanted: DocumentKind): (FoundFile & FoundDocument)[] {
  return files.flatMap((found) => (found.kind === wanted ? [{ ...found, kind: wanted }] : []))
}

function isDemo(document: ConfigDocument | null): boolean {
  const value = document?.value
  return typeof value === 'object' && value !== null && Reflect.get(value, 'demo') === true
}

function atStart(file: string, message: string): ConfigProblem {
  return { file, line: 1, column: 1, at: '', message }
}
