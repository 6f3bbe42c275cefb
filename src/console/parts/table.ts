import { type Html, html, type Part } from '../html.ts'

export interface Column<Row> {
  readonly head: string
  readonly cell: (row: Row) => Part
  /** number: at the right. short: never broken. long: sentences and addresses, broken where there is no room. */
  readonly kind?: 'number' | 'short' | 'long'
  /** Names the row. */
  readonly names?: true
}

/**
 * A table; on a narrow screen each row becomes a card. The roles are written out because a browser forgets them when it shows a row as a block.
 * Nothing to show: `empty` in its place.
 */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[], empty: Html): Html {
  if (rows.length === 0) return empty
  const head = columns.map((column) => html`<th role="columnheader" scope="col" class="${column.kind ?? ''}">${column.head}</th>`)
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0"><table role="table"><caption class="unseen">${caption}</caption>
<thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${columns.map((column) => cell(column, row))}</tr>`)}</tbody></table></div>`
}

function cell<Row>({ head, cell, kind = undefined, names }: Column<Row>, row: Row): Html {
  const content = html`<span>${cell(row)}</span>`
  return names
    ? html`<th role="rowheader" scope="row" class="${kind ?? ''}" data-head="${head}">${content}</th>`
    : html`<td role="cell" class="${kind ?? ''}" data-head="${head}">${content}</td>`
}
