import type { Language, Viewer, Zone } from '../contract/access.ts'
import { type Html, html } from './html.ts'

/** How the zones are called in Indonesia. */
export const ZONE_NAMES: Readonly<Record<Zone, string>> = { 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' }

const LOCALES: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' }

/** A moment in the viewer's zone; with that of its region beside it, where it is another. */
export function time(viewer: Pick<Viewer, 'language' | 'timezone'>, at: Date, original?: Zone): Html {
  const shown = timeText(viewer.language, viewer.timezone, at)
  const beside = original !== undefined && original !== viewer.timezone ? timeText(viewer.language, original, at) : null
  return html`<time datetime="${at.toISOString()}">${shown}</time>${beside !== null && html` <span class="original">(${beside})</span>`}`
}

export function timeText(language: Language, zone: Zone, at: Date): string {
  return `${formatOf(language, zone, 'moment').format(at)} ${ZONE_NAMES[zone]}`
}

/** A moment of these days, short: the clock when it was today, the day before it when it was not. The region's own time is beside it where it is another. */
export function momentText(viewer: Pick<Viewer, 'language' | 'timezone'>, at: Date, now: Date, original?: Zone): Html {
  const { language, timezone } = viewer
  const text = (zone: Zone) => {
    const clock = `${clockText(language, zone, at)} ${ZONE_NAMES[zone]}`
    const day = formatOf(language, zone, 'day')
    return day.format(at) === day.format(now) ? clock : `${day.format(at)} ${clock}`
  }
  const beside = original !== undefined && original !== timezone ? text(original) : null
  return html`<time datetime="${at.toISOString()}">${text(timezone)}</time>${beside !== null && html` <span class="original">(${beside})</span>`}`
}

/** '2026-11-21' as people write it. */
export function dayText(language: Language, day: string): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'UTC', dateStyle: 'full' }).format(new Date(`${day}T00:00:00Z`))
}

export const countText = (language: Language, count: number): string => new Intl.NumberFormat(LOCALES[language]).format(count)

/** Only the hour and the minute. */
export function clockText(language: Language, zone: Zone, at: Date): string {
  return formatOf(language, zone, 'clock').format(at)
}

/** How long: '2 jam 5 mnt', '3 hr 4 jam'. Two units at most, and seconds only below a minute. */
export function durationText(language: Language, ms: number): string {
  const first = UNITS.findIndex(({ of }) => ms >= of)
  const unit = UNITS[first]
  if (!unit) return `0 ${language === 'id' ? 'dtk' : 's'}`
  const whole = Math.floor(ms / unit.of)
  const next = UNITS[first + 1]
  const rest = next && next.of > 1_000 ? Math.floor((ms % unit.of) / next.of) : 0
  return `${whole} ${unit[language]}${next && rest > 0 ? ` ${rest} ${next[language]}` : ''}`
}

const UNITS = [
  { of: 86_400_000, id: 'hr', en: 'd' },
  { of: 3_600_000, id: 'jam', en: 'h' },
  { of: 60_000, id: 'mnt', en: 'min' },
  { of: 1_000, id: 'dtk', en: 's' },
] as const

const SHOWN = {
  moment: { day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false },
  day: { day: 'numeric', month: 'short' },
  clock: { hour: '2-digit', minute: '2-digit', hour12: false },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than a row of a table. */
function formatOf(language: Language, zone: Zone, shown: keyof typeof SHOWN): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${shown}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, ...SHOWN[shown] })
  formats.set(key, made)
  return made
}
