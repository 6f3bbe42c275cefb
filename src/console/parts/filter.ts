import type { Language } from '../../contract/access.ts'
import { type Html, html } from '../html.ts'
import { say, type Text } from '../texts.ts'

export interface FilterField {
  readonly name: string
  readonly label: string
  readonly value: string | undefined
  /** search, unless told. */
  readonly kind?: 'search' | 'date' | 'number'
  /** A list to choose from, in place of typing. The first stands for "all" when its value is ''. */
  readonly options?: readonly { readonly value: string; readonly text: string }[]
}

/** What a list shows, by a form without script: the choice stands in the address and can be passed on. */
export function filter(language: Language, path: string, fields: readonly FilterField[]): Html {
  const chosen = fields.some(({ value }) => value !== undefined && value !== '')
  return html`<form class="filter" method="get" action="${path}" role="search">${fields.map(field)}
<div class="row"><button class="main">${say(language, TEXTS.show)}</button>${chosen && html`<a href="${path}">${say(language, TEXTS.clear)}</a>`}</div></form>`
}

function field({ name, label, value = '', kind = 'search', options }: FilterField): Html {
  const id = `filter-${name}`
  const input = options
    ? html`<select id="${id}" name="${name}">${options.map((one) => html`<option value="${one.value}"${one.value === value && html` selected`}>${one.text}</option>`)}</select>`
    : html`<input id="${id}" name="${name}" type="${kind}" value="${value}" maxlength="200" autocomplete="off">`
  return html`<div><label for="${id}">${label}</label>${input}</div>`
}

const TEXTS = {
  show: { id: 'Tampilkan', en: 'Show' },
  clear: { id: 'Hapus saringan', en: 'Clear' },
} as const satisfies Record<string, Text>
