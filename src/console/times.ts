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
  return `${formatOf(language, zone).format(at)} ${ZONE_NAMES[zone]}`
}

/** Only the hour and the minute. */
export function clockText(language: Language, zone: Zone, at: Date): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(at)
}

/** How long: '2 jam 5 mnt', '3 hr 4 jam'. Two units at most. */
export function durationText(language: Language, ms: number): string {
  const parts = UNITS.map(({ of, id, en }, index) => {
    const above = UNITS[index - 1]
    const whole = Math.floor(ms / of)
    return { count: above ? whole % (above.of / of) : whole, word: language === 'id' ? id : en }
  })
  const first = parts.findIndex(({ count }) => count > 0)
  if (first === -1) return language === 'id' ? '0 dtk' : '0 s'
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${count} ${word}`)
    .join(' ')
}

const UNITS = [
  { of: 86_400_000, id: 'hr', en: 'd' },
  { of: 3_600_000, id: 'jam', en: 'h' },
  { of: 60_000, id: 'mnt', en: 'min' },
  { of: 1_000, id: 'dtk', en: 's' },
] as const

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(language: Language, zone: Zone): Intl.DateTimeFormat {
  const key = `${language} ${zone}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: zone,
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
  formats.set(key, made)
  return made
}
