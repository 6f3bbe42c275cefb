import type { AlertSettings, ContactSettings, HealthSettings } from './alert-settings.ts'
import type { Filing } from './central.ts'
import type { ClockSettings, WarnSettings } from './clock-settings.ts'
import type { ConsoleSettings } from './console-settings.ts'

/** One valid state of config/, immutable. A change makes a new one. */
export interface Settings {
  readonly gateway: GatewaySettings
  readonly regions: ReadonlyMap<string, RegionSettings>
  readonly channels: ReadonlyMap<string, ChannelSettings>
  readonly clocks: ClockSettings
  /** Faults of files that changed last and are not in force; empty when all is well. */
  readonly problems: readonly ConfigProblem[]
}

/** What is wrong in a file, where, and what to write instead. */
export interface ConfigProblem {
  /** Relative to the config folder. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
  /** JSON Pointer into the document. */
  readonly at: string
  readonly message: string
}

export interface GatewaySettings {
  /** Secrets may have defaults, which are public. Never in production. Absent: false. */
  readonly demo?: boolean
  readonly http: HttpSettings
  readonly central: CentralSettings
  readonly forward: ForwardSettings
  readonly follow: FollowSettings
  readonly reply: BackoffSettings & { readonly giveUpAfterMs: number }
  readonly attachments: AttachmentSettings
  readonly people: PeopleSettings
  readonly console: ConsoleSettings
  readonly goals: Goals
  readonly warn: WarnSettings
  readonly health: HealthSettings
  readonly alerts: AlertSettings
}

/** What the page Regions measures against. */
export interface Goals {
  /** Institutions that are to be connected. */
  readonly institutions: number
  /** A well-connected region follows up more than this share of its complaints. */
  readonly followedUp: number
}

/** For channels whose senders are people. */
export interface PeopleSettings {
  /** The same words of one sender within this are one complaint. */
  readonly sameWordsMs: number
  /** Messages of one sender. */
  readonly perHour: number
  readonly perDay: number
}

export interface HttpSettings {
  /** JSON and form bodies; and the text parts of multipart. Default 1 MiB. */
  readonly maxBodyBytes: number
  /** A whole multipart request. */
  readonly maxMultipartBytes: number
  /** Time in which a request must have arrived. */
  readonly requestTimeoutMs: number
  /** Between the signal to stop and the stop: /readyz says no, and everything goes on. */
  readonly drainDelayMs: number
  /** Requests a minute that one channel may send unless its file says otherwise. */
  readonly requestsPerMinute: number
  /** CIDR blocks of proxies in front that are believed. */
  readonly trustProxy: readonly string[]
}

export interface CentralSettings {
  /** With the prefix: http://127.0.0.1:8090/lapor/3.0.0 */
  readonly url: string
  readonly authorization: { readonly header: string; readonly value: string }
  readonly token: { readonly header: string; readonly value: string }
  readonly connectTimeoutMs: number
  readonly timeoutMs: number
  readonly limits: {
    readonly titleChars: number
    readonly contentChars: number
    readonly followupChars: number
    readonly followupFileBytes: number
    readonly photos: number
  }
  /** HTTP statuses of a create after which it is certain that nothing was created, and it may be tried again. */
  readonly createNotDoneOn: readonly number[]
  /** LAPOR!'s status words to ours. A trailing … or * matches any ending. */
  readonly statuses: Readonly<Record<string, string>>
  /** Zone of dates that the centre sends without one. */
  readonly timezone: string
  readonly mastersEveryMs: number
  /** At most so many requests a second to the centre; null: no limit. */
  readonly requestsPerSecond: number | null
  /** CIDR blocks of private addresses at which the centre may live. */
  readonly allowAddresses: readonly string[]
  /** Template code used for our follow-ups. */
  readonly followupTemplate: string
}

export interface BackoffSettings {
  readonly firstMs: number
  readonly maxMs: number
}

export interface ForwardSettings extends BackoffSettings {
  readonly concurrency: number
  /** Attempts that a failure of kind `retry` may spend before the complaint is parked. */
  readonly attempts: number
}

export interface FollowSettings {
  /** Sorted by age: while a case is younger than `untilAgeMs` it is asked for every `everyMs`. The last row (untilAgeMs null) holds for ever. */
  readonly schedule: readonly { readonly untilAgeMs: number | null; readonly everyMs: number }[]
  /** Our statuses after which a case is never asked for again. */
  readonly endStatuses: readonly string[]
}

export interface AttachmentSettings extends BackoffSettings {
  readonly attempts: number
  readonly maxBytes: number
  readonly mediaTypes: readonly string[]
  readonly timeoutMs: number
}

export interface RegionSettings {
  /** Kemendagri: '32', '32.73'. */
  readonly code: string
  readonly name: string
  readonly level: 'province' | 'kota' | 'kabupaten'
  readonly province: string
  readonly timezone: 'Asia/Jakarta' | 'Asia/Makassar' | 'Asia/Jayapura'
  readonly retention: { readonly days: number; readonly legalHold: boolean }
  readonly filing: Filing
  /** First match wins: hands a report on to the institution with the authority. */
  readonly handOn: readonly HandOnRule[]
  readonly contacts: readonly ContactSettings[]
}

export interface HandOnRule {
  /** All that are named must be equal, without regard to case: category (native), city, district, code (a prefix of the Kemendagri code). {} matches everything. */
  readonly when: Readonly<Partial<Record<'category' | 'city' | 'district' | 'code', string>>>
  readonly institutionId: number
  readonly reason: string
}

export interface ChannelSettings {
  readonly id: string
  readonly region: RegionSettings
  readonly app: string
  readonly connector: string
  readonly state: 'ready' | 'paused' | 'not_configured'
  /** For people: why it is not ready. */
  readonly why: string | null
  /** Its file has never been good since the start: `filing` is a guess from its region, and nothing of it may be forwarded. */
  readonly broken?: true
  /** '<source>/<version>' */
  readonly mapping: string
  /** Valid by the connector's schema when state is not `not_configured`. */
  readonly config: unknown
  readonly secrets: Readonly<Record<string, string>>
  /** Keys with which the region reads its own complaints; empty: reading is off. */
  readonly apiKeys: readonly string[]
  readonly pollEveryMs: number
  readonly requestsPerMinute: number
  /** CIDR blocks of private addresses that this channel's partner and attachments may live at, e.g. 127.0.0.0/8 in the demo. */
  readonly allowAddresses: readonly string[]
  /** What differs from gateway.yaml. */
  readonly people?: Partial<PeopleSettings>
  /** The region's filing with the channel's own overrides. */
  readonly filing: Filing
}
