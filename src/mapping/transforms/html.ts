import he from 'he'

/**
 * Text of what may be HTML: known tags go, block tags become line breaks, entities are decoded (numeric ones and, once more, doubly encoded ones).
 * What merely looks like a tag (`<nama jalan>`, `a < b`, `<3`) stays. Linear in time for any input.
 */
export function readHtml(source: string): string {
  const decoded = source.includes('&') ? decodeEntities(decodeEntities(source)) : source
  return decoded.includes('<') ? dropTags(decoded) : decoded
}

/** Only entities that end in ';': `?a=1&copy=2` is an address, not a sign. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});/g, (entity) => he.decode(entity))
}

const TAGS: ReadonlyMap<string, string> = new Map([
  ...[
    'p',
    'div',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'ul',
    'ol',
    'table',
    'blockquote',
    'pre',
    'hr',
    'section',
    'article',
    'header',
    'footer',
  ].map((name): [string, string] => [name, '\n\n']),
  ...['br', 'tr', 'dt', 'dd', 'center', 'body', 'html', 'title', 'head'].map((name): [string, string] => [name, '\n']),
  ...['td', 'th'].map((name): [string, string] => [name, ' ']),
  ...(
    'a abbr audio b big button cite code dl del em embed font form i iframe img input ins kbd label link mark meta o:p object option q s samp select small ' +
    'source span strike strong sub sup svg tbody textarea tfoot thead time tt u var video wbr noscript script style'
  )
    .split(' ')
    .map((name): [string, string] => [name, '']),
])

const TAG = /<(?:(!--)|(\/?)([a-zA-Z][a-zA-Z0-9:]{0,11})(?:\s[^<>]*|\/)?>)/g

function dropTags(html: string): string {
  const lower = html.toLowerCase().length === html.length ? html.toLowerCase() : html
  const unclosed = new Set<string>()
  const pieces: string[] = []
  let done = 0
  TAG.lastIndex = 0
  for (let match = TAG.exec(html); match !== null; match = TAG.exec(html)) {
    const name = match[1] === undefined ? (match[3] ?? '').toLowerCase() : 'comment'
    const stands = name === 'comment' ? '' : name === 'li' ? (match[2] === '' ? '\n- ' : '') : TAGS.get(name)
    if (stands === undefined) continue
    const end = endOf(name, match[2] === '/', TAG.lastIndex)
    if (end === null) continue
    pieces.push(html.slice(done, match.index), stands)
    done = end
    TAG.lastIndex = end
  }
  if (pieces.length === 0) return html
  pieces.push(html.slice(done))
  // White space at the beginning of a line means nothing in HTML.
  return pieces.join('').replace(/\n[ \t]+/g, '\n')

  /** Where the text goes on; null: a comment that never ends is text. Searches for an end that is not there are made once. */
  function endOf(name: string, closing: boolean, after: number): number | null {
    if (name !== 'comment' && (closing || (name !== 'script' && name !== 'style'))) return after
    const mark = name === 'comment' ? '-->' : `</${name}`
    const at = unclosed.has(name) ? -1 : lower.indexOf(mark, after)
    if (at >= 0) {
      const close = name === 'comment' ? at + 2 : lower.indexOf('>', at)
      return close < 0 ? html.length : close + 1
    }
    unclosed.add(name)
    return name === 'comment' ? null : after
  }
}
