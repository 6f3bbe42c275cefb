export type TimeFormat = 'as-is' | 'iso' | 'epoch' | 'epoch-ms'

/** The time of an item in the partner's own form, and as a number that can be compared. Times without a zone are taken for UTC: only differences matter. */
export interface ItemTime {
  readonly text: string
  readonly ms: number
}

/** null: no form that is known here. Numbers are Unix seconds or milliseconds. */
export function readTime(value: unknown): ItemTime | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  if (/^\d{9,10}$/.test(text)) return { text, ms: Number(text) * 1000 }
  if (/^\d{12,13}$/.test(text)) return { text, ms: Number(text) }
  const form = FORMS.find(({ pattern }) => pattern.test(text))
  const parts = form?.pattern.exec(text)?.groups
  if (form === undefined || parts === undefined) return null
  const { year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = '' } = parts
  const ms =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) + Number(`0${fraction}`) * 1000
  return Number.isNaN(ms) ? null : { text, ms: ms - readZone(zone) }
}

/** `text` so many milliseconds earlier, in the form asked for. */
export function writeEarlier(time: ItemTime, earlierMs: number, format: TimeFormat): string {
  const at = time.ms - earlierMs
  if (format === 'epoch') return String(Math.floor(at / 1000))
  if (format === 'epoch-ms') return String(at)
  if (format === 'iso') return new Date(at).toISOString()
  if (earlierMs === 0) return time.text
  if (/^\d{9,10}$/.test(time.text)) return String(Math.floor(at / 1000))
  if (/^\d{12,13}$/.test(time.text)) return String(at)
  return writeAlike(time, earlierMs)
}

const CLOCK =
  '(?:(?<gap>[T ])(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?<fraction>\\.\\d{1,9})?)?(?<zone> ?(?:Z|[+-]\\d{2}:?\\d{2}))?)?'
const FORMS = [
  { pattern: new RegExp(`^(?<year>\\d{4})(?<mark>[-/])(?<month>\\d{2})\\k<mark>(?<day>\\d{2})${CLOCK}$`), order: ['year', 'month', 'day'] },
  { pattern: new RegExp(`^(?<day>\\d{2})(?<mark>[-/])(?<month>\\d{2})\\k<mark>(?<year>\\d{4})${CLOCK}$`), order: ['day', 'month', 'year'] },
] as const

function writeAlike({ text }: ItemTime, earlierMs: number): string {
  const form = FORMS.find(({ pattern }) => pattern.test(text))
  const parts = form?.pattern.exec(text)?.groups
  if (form === undefined || parts === undefined) return text
  const { year, month, day, hour, minute = '0', second, fraction = '', zone = '', gap = '', mark = '' } = parts
  // The clock on the wall goes back; the zone stays as it is written.
  const wall = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute), Number(second ?? 0)) - earlierMs,
  ).toISOString()
  const dated = { year: wall.slice(0, 4), month: wall.slice(5, 7), day: wall.slice(8, 10) }
  const date = form.order.map((part) => dated[part]).join(mark)
  if (hour === undefined) return date
  return date + gap + wall.slice(11, second === undefined ? 16 : 19) + fraction + zone
}

function readZone(zone: string): number {
  const [, sign, hours, minutes] = /([+-])(\d{2}):?(\d{2})/.exec(zone) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
