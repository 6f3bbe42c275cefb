import type { Scope } from '../contract/access.ts'

export interface Alert {
  readonly id: string
  /** One open alert a key: '<kind>:<what it is about>'. */
  readonly key: string
  readonly code: string
  readonly subject: string
  readonly message: string
  readonly words: { readonly id: string; readonly en: string } | null
  /** null: the whole country. */
  readonly region: string | null
  readonly count: number
  readonly openedAt: Date
  readonly lastAt: Date
  readonly closedAt: Date | null
}

/** What should be open now among the keys with this beginning. */
export interface WantedAlert extends Pick<Alert, 'key' | 'code' | 'subject' | 'message' | 'words' | 'region'> {}

export interface Alerts {
  /** Opens, or counts one more on the open one. */
  raise(key: string, code: string, subject: string, message: string): Promise<void>
  close(...keys: string[]): Promise<void>
  /** Closes what said that complaints or updates are parked or unknown, when none is left for which nobody decided. */
  closeDecided(): Promise<void>
  open(): Promise<Pick<Alert, 'key' | 'code' | 'subject' | 'message' | 'count' | 'openedAt' | 'lastAt'>[]>
  /** Opens what is wanted and not open, brings words up to date, and closes the open ones of these kinds that are not wanted. */
  align(kinds: readonly string[], wanted: readonly WantedAlert[]): Promise<void>
  /** Says to which region the open alerts about these subjects belong, where it is not known. */
  place(regions: ReadonlyMap<string, string>): Promise<void>
  /** Newest first. */
  list(scope: Scope, filter: { open: boolean; before?: string; limit: number }): Promise<Alert[]>
  countOpen(scope: Scope): Promise<number>
  /** How many complaints it concerns, at most 10,000; null: it is not about complaints. */
  affected(alert: Pick<Alert, 'key' | 'code' | 'subject' | 'region'>): Promise<number | null>
}

export interface Telling {
  readonly destination: string
  readonly times: number
  readonly lastAt: Date
}

export interface ToldAlert extends Alert {
  readonly tellings: readonly Telling[]
}

export type NoticeKind = 'opened' | 'repeated' | 'recovered' | 'test'

export interface NoticeContent {
  readonly subject: string
  readonly text: string
  readonly data: object
}

export interface Notice {
  readonly id: string
  readonly destination: string
  readonly region: string | null
  readonly kind: NoticeKind
  readonly alerts: readonly string[]
  readonly content: NoticeContent
  readonly madeAt: Date
  readonly state: 'pending' | 'sent' | 'given_up'
  readonly attempts: number
  readonly nextAt: Date
  readonly lastError: string | null
  readonly sentAt: Date | null
}

export type NewNotice = Pick<Notice, 'id' | 'destination' | 'region' | 'kind' | 'alerts' | 'content'>

/** The outbox of alerts, and who knows of what. */
export interface Notices {
  /** Open alerts, oldest first, and those that closed and whose recovery was not told to everybody who knows of them. */
  untold(limit: number): Promise<ToldAlert[]>
  /** The same incident goes on under another alert. */
  move(fromAlert: string, toAlert: string): Promise<void>
  /** With its tellings, in one transaction. A test is sent by who asked for it, and by the round only when they did not. */
  add(notice: NewNotice): Promise<void>
  due(limit: number): Promise<Notice[]>
  sent(id: string): Promise<void>
  /** `nextAt` null: given up. */
  failed(id: string, error: string, nextAt: Date | null): Promise<void>
  /** Newest first. */
  list(scope: Scope, filter: { before?: string; limit: number }): Promise<Notice[]>
  /** Of each destination the newest. */
  newest(destinations: readonly string[]): Promise<Notice[]>
  countPending(): Promise<number>
  forget(before: Date): Promise<void>
}

export interface MaintenanceWindow {
  readonly id: string
  readonly channel: string | null
  readonly region: string | null
  readonly below: boolean
  readonly from: Date
  readonly to: Date
  readonly reason: string
  readonly madeBy: string
}

export interface MaintenanceWindows {
  /** Those that end after this, next first; of these regions, and those of the whole country. */
  list(regions: Scope, endAfter: Date, limit: number): Promise<MaintenanceWindow[]>
  get(id: string): Promise<MaintenanceWindow | null>
  /** With a line in the audit, as the others. */
  add(window: Omit<MaintenanceWindow, 'madeBy'>, who: WindowMaker): Promise<void>
  /** It ends now; one that has not begun is taken away. false: it is over. */
  end(id: string, who: WindowMaker): Promise<boolean>
}

export interface WindowMaker {
  readonly by: string
  readonly reason: string
  readonly address: string | null
}
