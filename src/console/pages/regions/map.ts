import type { Language } from '../../../contract/access.ts'
import type { AreaFigures, RegionReport } from '../../../operations/regions.ts'
import { type Html, html } from '../../html.ts'
import { address } from '../../parts/pager.ts'
import { say } from '../../texts.ts'
import { percent, shareOf } from './numbers.ts'
import { TEXTS } from './texts.ts'

/** Where each province stands, and how it is called where there is little room: column, row, name. */
const PLACES: Readonly<Record<string, readonly [column: number, row: number, name: string]>> = {
  11: [1, 1, 'Aceh'],
  12: [2, 2, 'Sumut'],
  13: [2, 3, 'Sumbar'],
  14: [3, 3, 'Riau'],
  15: [3, 4, 'Jambi'],
  16: [3, 5, 'Sumsel'],
  17: [2, 4, 'Bengkulu'],
  18: [3, 6, 'Lampung'],
  19: [4, 5, 'Babel'],
  21: [4, 2, 'Kepri'],
  31: [5, 6, 'Jakarta'],
  32: [5, 7, 'Jabar'],
  33: [6, 7, 'Jateng'],
  34: [6, 8, 'DIY'],
  35: [7, 7, 'Jatim'],
  36: [4, 7, 'Banten'],
  51: [8, 8, 'Bali'],
  52: [9, 8, 'NTB'],
  53: [10, 8, 'NTT'],
  61: [6, 3, 'Kalbar'],
  62: [7, 4, 'Kalteng'],
  63: [8, 4, 'Kalsel'],
  64: [8, 3, 'Kaltim'],
  65: [8, 2, 'Kaltara'],
  71: [12, 2, 'Sulut'],
  72: [10, 3, 'Sulteng'],
  73: [10, 5, 'Sulsel'],
  74: [11, 5, 'Sultra'],
  75: [11, 2, 'Gorontalo'],
  76: [10, 4, 'Sulbar'],
  81: [13, 5, 'Maluku'],
  82: [13, 3, 'Malut'],
  91: [16, 3, 'Papua'],
  92: [15, 3, 'Pabar'],
  93: [16, 5, 'Papsel'],
  94: [15, 4, 'Papteng'],
  95: [16, 4, 'Papeg'],
  96: [14, 3, 'PBD'],
}

/** Links in the order of the codes, so that a keyboard goes through them from west to east. The table beside it says the same. */
export function provinceMap(language: Language, { parts, goals, period }: RegionReport): Html {
  return html`<nav aria-label="${say(language, TEXTS.map)}"><ol class="map">${parts.map((part) => tile(language, part, goals.followedUp, period))}</ol></nav>
<p class="hint">${say(language, TEXTS.mapHint)}</p>${legend(language, goals.followedUp)}`
}

type Kind = 'above' | 'below' | 'silent' | 'apart'

function kindOf(figures: AreaFigures, goal: number): Kind {
  const share = shareOf(figures)
  if (share !== null) return share > goal ? 'above' : 'below'
  return figures.connected > 0 ? 'silent' : 'apart'
}

function tile(language: Language, figures: AreaFigures, goal: number, period: string): Html {
  const { area, connected, institutions, missedNow } = figures
  const [column, row, short] = PLACES[area.code] ?? [1, 8, area.name]
  const share = shareOf(figures)
  const told = say(language, TEXTS.tile, {
    name: area.name,
    share: share === null ? say(language, TEXTS.none) : percent(language, share),
    connected,
    all: institutions,
    missed: missedNow,
  })
  return html`<li class="c${column} r${row}"><a class="${kindOf(figures, goal)}" href="${address(`/console/regions/${area.code}`, { period })}" title="${area.name}"><span class="unseen">${told}</span>
<span aria-hidden="true"><b>${short}</b><i>${share === null ? '–' : percent(language, share)}</i><small>${connected}/${institutions}</small></span></a></li>`
}

function legend(language: Language, goal: number): Html {
  const values = { goal: percent(language, goal) }
  const kinds: readonly Kind[] = ['above', 'below', 'silent', 'apart']
  return html`<ul class="legend" aria-label="${say(language, TEXTS.legend)}">${kinds.map((kind) => html`<li class="${kind}">${say(language, TEXTS[kind], values)}</li>`)}</ul>`
}
