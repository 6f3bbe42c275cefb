/** Kemendagri's province codes by zone; every other province is in WIB. */
const WITA = new Set(['51', '52', '53', '63', '64', '65', '71', '72', '73', '74', '75', '76'])
const WIT = new Set(['81', '82', '91', '92', '93', '94', '95', '96'])

/** The zone of a region by its code; null when the code is none. */
export function zoneOf(region: string): string | null {
  const province = /^[0-9]{2}(?=$|\.)/.exec(region)?.[0]
  if (province === undefined) return null
  if (WITA.has(province)) return 'Asia/Makassar'
  return WIT.has(province) ? 'Asia/Jayapura' : 'Asia/Jakarta'
}

/** YYYY-MM-DD of an instant, as people in the zone call it. */
export function localDay(instant: string, timezone: string): string {
  return dayFormat(timezone).format(new Date(instant))
}

/** Making one costs a hundred times what using it does. There are a few zones. */
const dayFormats = new Map<string, Intl.DateTimeFormat>()

function dayFormat(timezone: string): Intl.DateTimeFormat {
  const format = dayFormats.get(timezone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' })
  dayFormats.set(timezone, format)
  return format
}

/** An instant in UTC from LAPOR!'s 'd-m-Y H:i:s', which has no zone; ISO 8601 is taken too. null when it is neither. */
export function readDate(text: unknown, timezone: string): string | null {
  if (typeof text !== 'string') return null
  const clean = text.trim()
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(clean)) return isoOrNull(Date.parse(clean))
  const dmy = /^(\d{1,2})-(\d{1,2})-(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(clean)
  if (dmy !== null) return fromParts([dmy[3], dmy[2], dmy[1], dmy[4], dmy[5], dmy[6]], timezone)
  const ymd = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(clean)
  return ymd === null ? null : fromParts(ymd.slice(1), timezone)
}

function fromParts(parts: readonly (string | undefined)[], timezone: string): string | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0))
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  const shown = new Date(asUtc)
  if (shown.getUTCMonth() !== month - 1 || shown.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null
  return isoOrNull(asUtc - offsetMs(asUtc, timezone))
}

/** How far the zone's clocks are ahead of UTC. Indonesia knows no summer time. */
function offsetMs(instant: number, timezone: string): number {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant))
  return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.trunc(instant / 1000) * 1000
}

const isoOrNull = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : null)
