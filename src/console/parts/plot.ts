import type { Viewer } from '../../contract/access.ts'
import { type Html, html } from '../html.ts'
import { say, type Text } from '../texts.ts'
import { clockText } from '../times.ts'
import { table } from './table.ts'

export interface Plot {
  /** One of its kind on the page. */
  readonly id: string
  readonly title: string
  /** What the numbers are of: 'laporan', 'detik'. */
  readonly unit: string
  readonly at: readonly Date[]
  readonly series: readonly {
    readonly name: string
    readonly mark: 'good' | 'wait' | 'warn' | 'bad'
    readonly values: readonly (number | null)[]
  }[]
}

/** Lines over time, drawn by assets/plots.js, and the same numbers as a table beneath. The page names the script: `scripts: ['plots.js']`. */
export function plot(viewer: Pick<Viewer, 'language' | 'timezone'>, { id, title, unit, at, series }: Plot): Html {
  const { language, timezone } = viewer
  const data = { zone: timezone, at: at.map((one) => one.getTime() / 1000), series }
  const number = new Intl.NumberFormat(language)
  const rows = at.map((moment, index) => ({ moment, index }))
  const columns = [
    { head: say(language, TEXTS.time), names: true as const, cell: (row: { moment: Date }) => clockText(language, timezone, row.moment) },
    ...series.map(({ name, values }) => ({
      head: name,
      kind: 'number' as const,
      cell: ({ index }: { index: number }) => {
        const value = values[index]
        return value === null || value === undefined ? '–' : number.format(value)
      },
    })),
  ]
  return html`<figure class="plot" id="${id}"><figcaption><h3>${title}</h3> <span class="hint">${unit}</span>
<span class="keys" aria-hidden="true">${series.map(({ name, mark }, index) => html`<span class="key ${mark} dash-${index}">${name} <b></b></span>`)}</span></figcaption>
<div class="area" aria-hidden="true" data-plot="${JSON.stringify(data)}"></div>
<details id="${id}-numbers"><summary>${say(language, TEXTS.numbers)}</summary>${table(title, columns, rows, html`<p>–</p>`)}</details></figure>`
}

const TEXTS = {
  time: { id: 'Waktu', en: 'Time' },
  numbers: { id: 'Angka dalam tabel', en: 'Numbers as a table' },
} as const satisfies Record<string, Text>
