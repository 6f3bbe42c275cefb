import type { TwoTexts } from '../contract/error-words.ts'

/** What a transform makes of one value: the value, `undefined` for "nothing was said", or a fault. */
export type Reading<T> = T | undefined | Fault

/** The value is there and cannot be used. `reason` completes "…" in a message to the partner and holds nothing of the value itself. */
export class Fault {
  readonly reason: TwoTexts

  constructor(id: string, en: string) {
    this.reason = { id, en }
  }
}

export interface TransformOptions {
  /** Zone of a time that is written without one. */
  readonly zone: Zone
  /** Order of day, month and year in dates of numbers alone. */
  readonly order: DateOrder | undefined
}

/** Indonesia keeps no summer time: each zone is one offset, in minutes. */
export const ZONES = { 'Asia/Jakarta': 420, 'Asia/Pontianak': 420, 'Asia/Makassar': 480, 'Asia/Jayapura': 540, UTC: 0 } as const
export type Zone = keyof typeof ZONES

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const
type DateOrder = (typeof DATE_ORDERS)[number]

export interface Transform<T = unknown> {
  /** What is expected, for a message: 'a time such as 2026-11-20T08:15:00+07:00'. */
  readonly expects: TwoTexts
  /** The value may be about a person or be what the citizen said: a message tells its shape only. */
  readonly personal: boolean
  /** An optional field takes a value that cannot be read as not said. Dates do not: a wrong date is told to the partner. */
  readonly lenient: boolean
  read(value: unknown, options: TransformOptions): Reading<T>
}
