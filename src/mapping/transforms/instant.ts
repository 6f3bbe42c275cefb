import { isAbsent } from '../absence.ts'
import { Fault, type Reading, type TransformOptions, ZONES } from '../reading.ts'

/**
 * Reads the ways in which Indonesian systems write a time: ISO 8601, MySQL, `20-11-2026 09.12 WIB`, `20 Nopember 2026`, epoch seconds and milliseconds.
 * Dates of numbers alone are day, month, year unless the year stands first or `order` says otherwise; there is no guessing by value.
 */
export function readInstant(value: unknown, options: TransformOptions): Reading<Date> {
  if (isAbsent(value)) return undefined
  if (typeof value === 'number') return readEpoch(value)
  if (typeof value !== 'string') return new Fault('bukan waktu', 'is not a time')
  if (value.length > 100) return new Fault('bukan waktu', 'is not a time')
  const written = value.trim()
  if (/^0000-00-00|^0001-01-01/.test(written)) return undefined
  if (/^-?\d+(\.\d+)?$/.test(written) && !COMPACT.test(written)) return readEpoch(Number(written))
  return readWritten(written.toLowerCase().replace(/\s+/g, ' '), options)
}

const COMPACT = /^((?:19|20)\d{2})(0\d|1[0-2])([0-3]\d)(?:(\d{2})(\d{2})(\d{2}))?$/

function readEpoch(value: number): Reading<Date> {
  if (value === 0) return undefined
  const ms = Math.abs(value) < 1e11 ? value * 1000 : value
  const at = new Date(ms)
  if (!isPlausible(at))
    return new Fault('adalah angka, tetapi bukan waktu antara 1990 dan 2100', 'is a number, but no time between 1990 and 2100')
  return at
}

/** The day's name before the date, also with the Javanese market day behind it: it says nothing that the date does not. */
const WEEKDAY = new RegExp(
  `^(?:hari )?(?:${[
    "senin|selasa|rabu|kamis|jum['’`]?at|sabtu|minggu|ahad|sen|sel|rab|kam|jum|sab|min",
    "salasa|rebo|kemis|jemuah|jemuwah|juma['’`]?ah|setu|saptu|akad",
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun',
  ].join('|')})\\b(?:[ -](?:legi|manis|pahing|paing|pon|wage|kliwon)\\b)?\\.?,? ?`,
)
const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})/
const NUMBERS = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/
/** A year of two digits; digits with a colon or point behind them are a time of day. */
const YEAR = String.raw`(\d{4}|\d{2}(?![\d:.]))`
const DAY_MONTH_NAME = new RegExp(String.raw`^(\d{1,2})[ \-/]([a-z]{3,9})\.?,?[ \-/]${YEAR}`)
const MONTH_NAME_DAY = new RegExp(String.raw`^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? ${YEAR}`)
const TIME = /^(?:t|,|-| |\||pukul|jam|pkl|at)*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?(?: ?(am|pm))?/
const OFFSET = /^ ?(?:(z|utc|gmt|wib|wita|wit)|\((wib|wita|wit)\))?(?: ?([+-])(\d{1,2}):?(\d{2})?)?(?: \([^()]*\))?$/

function readWritten(written: string, options: TransformOptions): Reading<Date> {
  const rest = /^\d/.test(written) ? written : written.replace(WEEKDAY, '')
  const date = readDate(rest, options)
  if (date instanceof Fault) return date
  const clock = readClock(rest.slice(date.length), options)
  if (clock instanceof Fault) return clock
  const { year, month, day } = date
  const wall = Date.UTC(year, month - 1, day, clock.hour, clock.minute, clock.second, clock.ms)
  const check = new Date(Date.UTC(year, month - 1, day))
  if (check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day)
    return new Fault('bukan tanggal yang ada di kalender', 'is not a day of the calendar')
  const at = new Date(wall - clock.offset * 60_000)
  if (!isPlausible(at)) return new Fault('bukan waktu antara 1990 dan 2100', 'is not a time between 1990 and 2100')
  return at
}

interface WrittenDate {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Characters of the date. */
  readonly length: number
}

function readDate(written: string, { order }: TransformOptions): WrittenDate | Fault {
  const compact = COMPACT.exec(written)
  if (compact) return dateOf(compact[1], compact[2], compact[3], 8)
  const yearFirst = YEAR_FIRST.exec(written)
  if (yearFirst) return dateOf(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst[0].length)
  const numbers = NUMBERS.exec(written)
  if (numbers) {
    const [whole, a, b, c] = numbers
    if (c?.length === 2 && order === undefined)
      return new Fault(
        'memakai tahun dua angka, sedangkan pemetaan tidak menyebut urutannya (order)',
        'has a year of two digits, and the mapping names no order',
      )
    if (order === 'ymd')
      return c?.length === 2 ? dateOf(a, b, c, whole.length) : new Fault('tidak diawali tahun', 'does not begin with the year')
    return order === 'mdy' ? dateOf(c, a, b, whole.length) : dateOf(c, b, a, whole.length)
  }
  const named = DAY_MONTH_NAME.exec(written)
  if (named) return dateOf(named[3], MONTHS.get(named[2] ?? ''), named[1], named[0].length)
  const english = MONTH_NAME_DAY.exec(written)
  if (english) return dateOf(english[3], MONTHS.get(english[1] ?? ''), english[2], english[0].length)
  return new Fault('bukan waktu', 'is not a time')
}

function dateOf(
  year: string | undefined,
  month: string | number | undefined,
  day: string | undefined,
  length: number,
): WrittenDate | Fault {
  if (month === undefined) return new Fault('menyebut bulan yang tidak dikenal', 'names no month that is known')
  return { year: Number(year) + (year?.length === 2 ? 2000 : 0), month: Number(month), day: Number(day), length }
}

interface Clock {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
  /** Minutes ahead of UTC. */
  readonly offset: number
}

function readClock(written: string, options: TransformOptions): Clock | Fault {
  const compact = /^(\d{2})(\d{2})(\d{2})$/.exec(written)
  const time = compact ?? TIME.exec(written)
  const zone = OFFSET.exec(written.slice(time?.[0].length ?? 0))
  if (zone === null) return new Fault('bukan waktu', 'is not a time')
  const hour = hourOf(Number(time?.[1] ?? 0), time?.[5])
  const minute = Number(time?.[2] ?? 0)
  const second = Number(time?.[3] ?? 0)
  if (hour === null || hour > 23 || minute > 59 || second > 59) return new Fault('bukan jam yang ada', 'is not a time of day')
  const ms = Number((time?.[4] ?? '').padEnd(3, '0').slice(0, 3))
  return { hour, minute, second, ms, offset: offsetOf(zone, options) }
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (half === 'pm' ? 12 : 0)
}

const NAMED_OFFSETS: Readonly<Record<string, number>> = { z: 0, utc: 0, gmt: 0, wib: 420, wita: 480, wit: 540 }

function offsetOf(zone: RegExpExecArray, options: TransformOptions): number {
  const name = zone[1] ?? zone[2]
  const shift = (Number(zone[4] ?? 0) * 60 + Number(zone[5] ?? 0)) * (zone[3] === '-' ? -1 : 1)
  if (name !== undefined) return (NAMED_OFFSETS[name] ?? 0) + (name === 'utc' || name === 'gmt' ? shift : 0)
  return zone[3] === undefined ? ZONES[options.zone] : shift
}

function isPlausible(at: Date): boolean {
  const year = at.getUTCFullYear()
  return year >= 1990 && year <= 2100
}

const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    'januari january jan',
    'februari february pebruari feb peb',
    'maret march mar mrt',
    'april apr',
    'mei may',
    'juni june jun',
    'juli july jul',
    'agustus august agust agu ags agt aug',
    'september sept sep',
    'oktober october okt oct',
    'november nopember nov nop',
    'desember december des dec',
  ].flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index + 1])),
)
