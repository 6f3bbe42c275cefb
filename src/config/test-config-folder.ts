import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestContext } from 'node:test'
import { Type } from 'typebox'
import type { Connector, Log } from '../contract/connector.ts'
import { taggedUnion } from '../contract/tagged-union.ts'
import { openSettings, type SettingsStore } from './open-settings.ts'

export const DEMO_CONFIG = path.resolve(import.meta.dirname, '../../config')
const SOURCES = ['jabar-quick-response', 'sapawarga', 'wargaku', 'lapor-aa', 'jaki', 'qlue', 'laporgub', 'telegram', 'email', 'sms']

/** A copy of the demo configuration in a folder of the test's own. */
export async function configFolder(t: Pick<TestContext, 'after'>, changes: Readonly<Record<string, string>> = {}): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'config-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  await cp(DEMO_CONFIG, dir, { recursive: true })
  for (const [file, text] of Object.entries(changes)) await writeFile(path.join(dir, file), text)
  return dir
}

export interface OpenedFolder {
  readonly store: SettingsStore
  /** Every line that was logged, with its data. */
  readonly logged: string[]
}

interface OpenOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly watch?: boolean
  readonly connectors?: ReadonlyMap<string, Connector>
}

export async function openFolder(
  t: Pick<TestContext, 'after'>,
  dir: string,
  { env = {}, watch = false, connectors = CONNECTORS }: OpenOptions = {},
): Promise<OpenedFolder> {
  const logged: string[] = []
  const note = (data: object, message: string) => void logged.push(`${message} ${JSON.stringify(data)}`)
  const log: Log = { info: note, warn: note, error: note }
  const mappingRefs = SOURCES.map((source) => `${source}/v1`)
  const store = await openSettings({ dir, env, connectors, mappingRefs, watch, log })
  t.after(() => store.close())
  return { store, logged }
}

/** The next state for which this holds. */
export function settled(store: SettingsStore, holds: (settings: SettingsStore['current']) => boolean): Promise<SettingsStore['current']> {
  if (holds(store.current)) return Promise.resolve(store.current)
  return new Promise((resolve) => {
    const stop = store.onChange((settings) => {
      if (!holds(settings)) return
      stop()
      resolve(settings)
    })
  })
}

const CLOSED = { additionalProperties: false }
const kind = <const K extends string>(name: K, more = {}) => Type.Object({ kind: Type.Literal(name), ...more }, CLOSED)

/** Connectors as this room sees them: a kind, a schema and the names of secrets. */
const CONNECTORS: ReadonlyMap<string, Connector> = new Map(
  [
    described('webhook', ['secret', 'replySecret'], {
      auth: taggedUnion(
        [
          kind('standard-webhooks', { toleranceSeconds: Type.Optional(Type.Integer()) }),
          kind('bearer'),
          kind('api-key', { header: Type.String() }),
          kind('hmac', { header: Type.String(), algorithm: Type.Enum(['sha256']), encoding: Type.String(), prefix: Type.String() }),
        ],
        'how a request proves that it comes from the region',
      ),
      reply: Type.Optional(Type.Object({ url: Type.String() }, CLOSED)),
    }),
    described('rest-poll', ['secret'], {
      url: Type.String({ pattern: '^https?://' }),
      paging: Type.Object({}),
      auth: Type.Optional(Type.Object({})),
    }),
    described('telegram', ['botToken', 'webhookSecret'], {
      apiRoot: Type.Optional(Type.String()),
      webhookUrl: Type.Optional(Type.String()),
    }),
    described('email', ['imapUrl', 'smtpUrl'], { address: Type.Optional(Type.String()) }),
    described('sms', ['secret'], {
      provider: taggedUnion([kind('kannel', { sendUrl: Type.String() })], 'who brings the messages'),
      from: Type.String(),
      publicUrl: Type.String(),
    }),
    described('smpp', ['server'], {}),
  ].map((connector) => [connector.kind, connector]),
)

function described(name: string, secrets: readonly string[], properties: Parameters<typeof Type.Object>[0]): Connector {
  return {
    kind: name,
    title: name,
    config: Type.Object(properties, CLOSED),
    secrets,
    probe: async () => ({ healthy: true, detail: 'described only' }),
  }
}
