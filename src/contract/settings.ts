import type { Role } from './access.ts'
import type { Filing } from './central.ts'

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

/** How people sign in. */
export interface ConsoleSettings {
  /** Where browsers reach the gateway; null: as they ask. */
  readonly url: string | null
  /** null: local accounts only. */
  readonly oidc: OidcSettings | null
}

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** How it is sent to the provider. */
  readonly clientAuth: 'basic' | 'post'
  /** CIDR blocks of private addresses at which the provider may live. */
  readonly allowAddresses: readonly string[]
  /** On the button. */
  readonly name: string
  readonly scopes: string
  readonly nameClaim: string
  /** Dots lead into objects. */
  readonly roleClaim: string
  /** The first whose value the person has. */
  readonly roles: readonly OidcRole[]
}

export interface OidcRole {
  readonly value: string
  readonly role: Role
  readonly home: string | null
  /** Names the home in place of `home`. */
  readonly homeClaim: string | null
}

/** What the page Regions measures against. */
export interface Goals {
  /** Institutions that are to be connected. */
  readonly institutions: number
  /** A well-connected region follows up more than this share of its complaints. */
  readonly followedUp: number
}

export const CLOCKS = [
  'verify',
  'firstFollowup',
  'closeAfterAnswer',
  'information',
  'complaint',
  'supervisoryComplaint',
  'ceiling',
] as const
export type ClockName = (typeof CLOCKS)[number]

export interface ClockLimit {
  readonly limit: number
  readonly unit: 'working_days' | 'days'
  /** Where it is written. */
  readonly basis: string
}

/** The clocks of one regulation: they hold for what was taken from its first day on, until that of the next one. */
export interface ClockRules {
  readonly id: string
  readonly title: string
  /** YYYY-MM-DD, in the region's zone. */
  readonly effectiveFrom: string
  readonly clocks: Readonly<Record<ClockName, ClockLimit>>
  /** A complaint with one of these has supervisory weight. */
  readonly supervisory: { readonly tags: readonly string[]; readonly categories: readonly string[] }
}

export interface CalendarYear {
  readonly year: number
  readonly source: string
  /** Beside Saturdays and Sundays. */
  readonly daysOff: readonly DayOff[]
}

export interface DayOff {
  /** YYYY-MM-DD */
  readonly date: string
  readonly name: string
  readonly kind: 'holiday' | 'collective_leave'
  /** false: not fixed for good yet. */
  readonly certain: boolean
}

export interface ClockSettings {
  /** By their first day. */
  readonly rules: readonly ClockRules[]
  /** By year. A year that is missing has Saturdays and Sundays only. */
  readonly calendar: readonly CalendarYear[]
}

/** A clock is about to be missed when either is reached. */
export interface WarnSettings {
  /** So many working days are left. */
  readonly workingDays: number
  /** That share of its days is over; 1: never. */
  readonly share: number
}

/** A person or a group that is told when something is wrong, and how. */
export interface ContactSettings {
  readonly name: string
  /** For people: 'operator jaga'. */
  readonly role: string | null
  /** For people only: nothing is sent to it. */
  readonly phone: string | null
  readonly email: string | null
  /** A chat's id or @name. */
  readonly telegram: string | null
  readonly webhook: { readonly url: string; readonly secret: string } | null
  /** From which severity on they are told. */
  readonly alerts: 'none' | 'critical' | 'warning'
}

/** How alerts are sent, and who is told of the whole country. */
export interface AlertSettings {
  /** What opens within this is told in one message; what closes within it is not told. */
  readonly groupMs: number
  readonly repeatMs: { readonly critical: number; readonly warning: number }
  readonly email: { readonly smtpUrl: string; readonly from: string } | null
  readonly telegram: { readonly token: string; readonly apiRoot: string } | null
  readonly contacts: readonly ContactSettings[]
  /** CIDR blocks of private addresses at which webhooks and the Bot API may live. */
  readonly allowAddresses: readonly string[]
}

/** How channels are watched. */
export interface HealthSettings {
  readonly probeEveryMs: number
  readonly keepProbesMs: number
  /** A channel is silent when nothing came in a time in which so many reports are usual. */
  readonly silenceFrom: number
  /** A report in flight that is older makes its channel degraded. */
  readonly waitingTooLongMs: number
  /** From acceptance to delivery, of one report in twenty. */
  readonly slowMs: number
  /** Certificates and credentials that end within this. */
  readonly expiresSoonMs: number
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
