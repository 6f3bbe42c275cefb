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
