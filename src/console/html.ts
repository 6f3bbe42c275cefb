/** Text that is HTML already. Only `html` makes it, so what is put into a page is escaped unless it came from there. */
export class Html {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
  }

  static of(strings: TemplateStringsArray, parts: readonly Part[]): Html {
    return new Html(String.raw({ raw: strings }, ...parts.map(render)))
  }

  toString(): string {
    return this.#text
  }
}

/** null, undefined and false leave nothing behind. */
export type Part = Html | string | number | null | undefined | false | readonly Part[]

/** html`<b title="${title}">${text}</b>`: attributes always stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return Html.of(strings, parts)
}

/** An address from outside, only when a browser may follow it; null otherwise. */
export function outsideLink(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (part instanceof Html) return part.toString()
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part))
  return part.map(render).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
