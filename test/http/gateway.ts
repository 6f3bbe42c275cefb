import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { connector as webhook } from '../../connectors/webhook/index.ts'
import { type Access, openAccess } from '../../src/access/open-access.ts'
import { openConsole } from '../../src/console/open-console.ts'
import type { HealthSettings } from '../../src/contract/alert-settings.ts'
import type { ClockSettings } from '../../src/contract/clock-settings.ts'
import type { Connector } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { CompiledMapping } from '../../src/contract/mapping.ts'
import type { ChannelSettings, GatewaySettings, RegionSettings, Settings } from '../../src/contract/settings.ts'
import { trailIds } from '../../src/contract/trail.ts'
import { type AlertDesk, openAlertDesk } from '../../src/health/alerts/open-alert-desk.ts'
import { type Health, type HealthParts, openHealth } from '../../src/health/open-health.ts'
import { buildApp } from '../../src/http/build-app.ts'
import type { AppDeps } from '../../src/http/deps.ts'
import type { Draining } from '../../src/http/draining.ts'
import type { IntakeParts } from '../../src/intake/desk.ts'
import { type Intake, openIntake } from '../../src/intake/open-intake.ts'
import { openBlobs } from '../../src/ledger/blobs.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../src/ledger/sealing.ts'
import { keepChannelConfigs } from '../../src/operations/keep-channel-configs.ts'
import { type Operations, openOperations } from '../../src/operations/open-operations.ts'
import type { OperationsParts } from '../../src/operations/parts.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { reportMapping } from './report-mapping.ts'

export interface TestGateway {
  readonly url: string
  readonly port: number
  readonly app: FastifyInstance
  readonly intake: Intake
  readonly settings: Settings
  readonly ledger: Ledger
  readonly access: Access
  readonly operationsParts: OperationsParts
  readonly operations: Operations
  /** '<METHOD> <address>' of every page and form. */
  readonly pageRoutes: readonly string[]
  readonly health: Health
  readonly alerts: AlertDesk
  readonly healthParts: HealthParts
  readonly enqueued: { stage: string; id: string }[]
  /** '<channel> <outcome>' of each arrival. */
  readonly arrived: string[]
  /** All that was logged, as text. */
  readonly logged: string[]
  /** Puts other settings in force. */
  change(update: (settings: Settings) => Settings): void
  /** POST of JSON to a channel, with its bearer token. */
  post(channel: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  /** Done first when the test is over, before the gateway stops. */
  beforeStop(step: () => Promise<void>): void
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what came, whatever its shape
  readonly body: any
}

export const ADMIN_TOKEN = 'admin-token-of-the-test'
export const TOKEN = 'bearer-token-of-the-channel'
export const KEY = 'api-key-of-the-channel'

export interface GatewayOptions {
  readonly channels?: readonly ChannelSettings[]
  readonly gateway?: Partial<GatewaySettings>
  readonly http?: Partial<GatewaySettings['http']>
  readonly connectors?: readonly Connector[]
  readonly databaseUrl?: string
  /** For several gateways over one ledger. */
  readonly keys?: string
  readonly mappings?: readonly CompiledMapping[]
  /** Where samples are. */
  readonly mappingsDir?: string
  readonly pace?: IntakeParts['pace']
  readonly probes?: AppDeps['probes']
  readonly draining?: Draining
  /** What intake gets in place of the ledger itself. */
  readonly around?: (ledger: Ledger) => Ledger
  readonly central?: OperationsParts['central']
  /** To start again where another one was. */
  readonly port?: number
  /** In place of the test's own. */
  readonly settings?: Settings
}

/** The way in over real parts: PostgreSQL, sockets, the webhook connector. Stopped when the test is over. */
export async function startGateway(t: Pick<TestContext, 'after'>, options: GatewayOptions = {}): Promise<TestGateway> {
  const logged: string[] = []
  const log = pino({ level: 'info', mixin: () => ({ ...trailIds() }) }, { write: (line: string) => void logged.push(line) })
  const databaseUrl = options.databaseUrl ?? (await testLedgerDatabase(t))
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(options.keys ?? newKeys()), log, poolSize: 4 })
  const dir = await mkdtemp(join(tmpdir(), 'gateway-'))
  const blobs = await openBlobs(dir)
  const enqueued: { stage: string; id: string }[] = []
  const arrived: string[] = []
  const listeners = new Set<(settings: Settings) => void>()
  let current = options.settings ?? settingsOf(options)
  const settings = {
    get current() {
      return current
    },
    onChange(listener: (settings: Settings) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const mappings = new Map([reportMapping, ...(options.mappings ?? [])].map((mapping) => [mapping.ref, mapping]))
  const connectors = new Map<string, Connector>([webhook, ...(options.connectors ?? [])].map((one) => [one.kind, one]))
  const intake = openIntake({
    settings,
    mappings: () => mappings,
    connectors,
    ledger: options.around?.(ledger) ?? ledger,
    blobs,
    enqueue: (stage, { id }) => void enqueued.push({ stage, id }),
    onArrival: (channel, outcome) => void arrived.push(`${channel} ${outcome}`),
    log,
    ...(options.pace ? { pace: options.pace } : {}),
  })
  const operationsParts: OperationsParts = {
    ledger,
    settings,
    mappings: () => mappings,
    connectors,
    blobs,
    log,
    ...(options.mappingsDir ? { mappingsDir: options.mappingsDir } : {}),
    central: options.central ?? NO_CENTRE,
    pauseChannel: intake.pause,
    openChannel: intake.openChannel,
  }
  const access = openAccess({ ledger, settings: () => current, log })
  const operations = openOperations(operationsParts)
  const healthParts: HealthParts = { ledger, settings, connectors, openChannel: intake.openChannel, log }
  const health = openHealth(healthParts)
  const alerts = openAlertDesk(healthParts)
  const channelConfigs = keepChannelConfigs({ ledger, settings, connectors, log })
  const pageRoutes: string[] = []
  const app = await buildApp({
    pages: (pages) => {
      pages.addHook('onRoute', ({ method, url }) => void pageRoutes.push(...[method].flat().map((one) => `${one} ${url}`)))
      return openConsole(pages, { access, ledger, operations, health, alerts, settings, mappings: () => mappings, intake, log })
    },
    settings,
    intake,
    ledger,
    operations,
    health,
    alerts,
    mappings: () => mappings,
    adminToken: ADMIN_TOKEN,
    access,
    registry: new Registry(),
    log,
    ...(options.probes ? { probes: options.probes } : {}),
    ...(options.draining ? { draining: options.draining } : {}),
  })
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const leaving: (() => Promise<void>)[] = []
  t.after(async () => {
    for (const step of leaving) await step()
    await app.close()
    await channelConfigs.close()
    await intake.close()
    await ledger.close()
    await rm(dir, { recursive: true, force: true })
  })
  return {
    url,
    port,
    app,
    intake,
    get settings() {
      return current
    },
    ledger,
    access,
    operationsParts,
    operations,
    pageRoutes,
    health,
    alerts,
    healthParts,
    enqueued,
    arrived,
    logged,
    change(update) {
      current = update(current)
      for (const listener of listeners) listener(current)
    },
    post: (channel, body, headers = {}) =>
      ask(`${url}/in/${channel}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    get: (path, headers = {}) => ask(`${url}${path}`, { headers }),
    beforeStop: (step) => void leaving.push(step),
  }
}

/** For tests that have nothing to do with the centre. */
const NO_CENTRE: OperationsParts['central'] = {
  follow: () => Promise.reject(new GatewayError('connection_failed', 'there is no centre in this test')),
}

export async function ask(url: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(url, init)
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
  }
}

let count = 0
export function report(more: object = {}): Record<string, unknown> {
  count += 1
  return {
    ticket: `T-${count}-${randomBytes(3).toString('hex')}`,
    title: 'Jembatan putus',
    text: 'Jembatan gantung putus sejak Rabu.',
    name: 'Asep Sunandar',
    phone: '+6281122334455',
    ...more,
  }
}

export const region: RegionSettings = {
  code: '32',
  name: 'Jawa Barat',
  level: 'province',
  province: '32',
  timezone: 'Asia/Jakarta',
  retention: { days: 365, legalHold: false },
  filing: {
    identity: {},
    classificationId: { complaint: 6, aspiration: 7, information: 8 },
    categoryId: 15,
    locationId: 34,
    reporterAsNewUser: false,
  },
  handOn: [],
  contacts: [],
}

export function channel(id: string, more: Partial<ChannelSettings> = {}): ChannelSettings {
  return {
    id,
    region,
    app: 'Aplikasi Uji',
    connector: 'webhook',
    state: 'ready',
    why: null,
    mapping: 'report/v1',
    config: { auth: { kind: 'bearer' } },
    secrets: { secret: TOKEN },
    apiKeys: [KEY],
    pollEveryMs: 50,
    requestsPerMinute: 100_000,
    allowAddresses: ['127.0.0.0/8'],
    filing: region.filing,
    ...more,
  }
}

function settingsOf({ channels = [channel('app')], gateway = {}, http = {} }: GatewayOptions): Settings {
  return {
    gateway: { ...GATEWAY, ...gateway, http: { ...GATEWAY.http, ...http } },
    regions: new Map([region, ...channels.map((one) => one.region)].map((one) => [one.code, one])),
    channels: new Map(channels.map((one) => [one.id, one])),
    clocks: CLOCKS,
    problems: [],
  }
}

const HEALTH: HealthSettings = {
  probeEveryMs: 300_000,
  keepProbesMs: 86_400_000,
  silenceFrom: 10,
  waitingTooLongMs: 1_800_000,
  slowMs: 900_000,
  expiresSoonMs: 14 * 86_400_000,
}
const backoff = { firstMs: 100, maxMs: 1000 }
const GATEWAY: GatewaySettings = {
  http: {
    maxBodyBytes: 1024 * 1024,
    maxMultipartBytes: 20 * 1024 * 1024,
    requestTimeoutMs: 5000,
    drainDelayMs: 0,
    requestsPerMinute: 100_000,
    trustProxy: [],
  },
  central: {
    url: 'http://127.0.0.1:9/lapor/3.0.0',
    authorization: { header: 'authorization', value: 'none' },
    token: { header: 'token', value: 'none' },
    allowAddresses: ['127.0.0.0/8'],
    connectTimeoutMs: 1000,
    timeoutMs: 1000,
    limits: { titleChars: 255, contentChars: 10_000, followupChars: 1000, followupFileBytes: 5_000_000, photos: 10 },
    createNotDoneOn: [],
    statuses: {},
    timezone: 'Asia/Jakarta',
    mastersEveryMs: 86_400_000,
    requestsPerSecond: null,
    followupTemplate: 'default',
  },
  forward: { ...backoff, concurrency: 1, attempts: 3 },
  follow: { schedule: [{ untilAgeMs: null, everyMs: 5000 }], endStatuses: [] },
  reply: { ...backoff, giveUpAfterMs: 1000 },
  attachments: {
    ...backoff,
    attempts: 1,
    maxBytes: 5 * 1024 * 1024,
    mediaTypes: ['image/jpeg', 'image/png', 'application/pdf'],
    timeoutMs: 1000,
  },
  console: { url: null, oidc: null },
  people: { sameWordsMs: 600_000, perHour: 60, perDay: 200 },
  goals: { institutions: 623, followedUp: 0.5 },
  warn: { workingDays: 1, share: 1 },
  health: HEALTH,
  alerts: {
    groupMs: 0,
    repeatMs: { critical: 3_600_000, warning: 86_400_000 },
    email: null,
    telegram: null,
    contacts: [],
    allowAddresses: ['127.0.0.0/8'],
  },
}

/** The limits of the demo configuration, and Saturdays and Sundays. */
export const CLOCKS: ClockSettings = {
  rules: [
    {
      id: 'rules',
      title: 'Aturan uji',
      effectiveFrom: '2000-01-01',
      clocks: {
        verify: { limit: 3, unit: 'working_days', basis: 'test' },
        firstFollowup: { limit: 5, unit: 'working_days', basis: 'test' },
        closeAfterAnswer: { limit: 10, unit: 'working_days', basis: 'test' },
        information: { limit: 5, unit: 'working_days', basis: 'test' },
        complaint: { limit: 14, unit: 'working_days', basis: 'test' },
        supervisoryComplaint: { limit: 60, unit: 'working_days', basis: 'test' },
        ceiling: { limit: 60, unit: 'days', basis: 'test' },
      },
      supervisory: { tags: [], categories: [] },
    },
  ],
  calendar: [],
}
