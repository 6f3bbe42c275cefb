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
