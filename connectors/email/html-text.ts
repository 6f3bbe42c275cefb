import he from 'he'
import { LIMITS } from './mail.ts'

/**
 * An HTML body as the plain text that its sender's program would have written: what is quoted stands behind `> `, a signature behind `-- `, and an earlier mail behind
 * a divider. Linear in time for any input.
 */
export function htmlToText(source: string): string {
  const html = source.slice(0, LIMITS.htmlChars)
  const page = openPage()
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    page.write(html.slice(at, open < 0 ? html.length : open))
    if (open < 0) break
    at = readTag(html, open, page)
  }
  return page.text()
}

const BLOCKS = new Set(
  'p div h1 h2 h3 h4 h5 h6 ul ol table tr section article header footer address center dl dt dd form fieldset blockquote pre hr'.split(' '),
)
const SPACED = new Set('p h1 h2 h3 h4 h5 h6 ul ol table blockquote'.split(' '))
const SILENT = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'object', 'select'])

/** Returns where the text goes on. */
function readTag(html: string, open: number, page: Page): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4)
  const [, slash, word] = /^<(\/?)([a-zA-Z][a-zA-Z0-9:]{0,20})(?=[\s/>])/.exec(html.slice(open, open + 30)) ?? []
  if (word === undefined) {
    if (/[!?/]/.test(html[open + 1] ?? '')) return after(html, '>', open)
    page.write('<')
    return open + 1
  }
  const close = html.indexOf('>', open)
  if (close < 0) return html.length
  const name = word.toLowerCase()
  const attributes = html.slice(open + 1 + name.length, Math.min(close, open + 4000))
  if (slash === '/') page.close(name)
  else if (SILENT.has(name) && html[close - 1] !== '/') return afterElement(html, name, close + 1)
  else page.open(name, attributes)
  return close + 1
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from)
  return at < 0 ? html.length : at + mark.length
}

/** One that never ends takes all that follows, as in a browser. */
function afterElement(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[^>]{0,100}>`, 'gi')
  end.lastIndex = from
  return end.exec(html) === null ? html.length : end.lastIndex
}

interface Page {
  write(text: string): void
  open(name: string, attributes: string): void
  close(name: string): void
  text(): string
}

/** Of a picture that stands for a sign in the text. */
const EMOJI = /\balt\s*=\s*["']?(\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|\u200d|\ufe0f|[\u{1f3fb}-\u{1f3ff}]){0,12})["'\s]/u

const ORIGINAL = '-----Original Message-----'
const QUOTED_BLOCK = /\btype\s*=\s*["']?cite|\bcite\s*=|\bclass\s*=\s*["'][^"']*(gmail_quote|quote)|border-left\s*:/i
const EARLIER_MAIL =
  /\bid\s*=\s*["']?(?:x_)*(divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)\b|\bclass\s*=\s*["'][^"']*(yahoo_quoted|OutlookMessageHeader)|border-top\s*:\s*solid\s+#?(E1E1E1|B5C4DF)/i
const SIGNATURE =
  /\b(class|id)\s*=\s*["'][^"']*(gmail_signature\b|moz-signature|ms-outlook-mobile-signature|\bSignature\b|protonmail_signature_block|AppleMailSignature)/

function openPage(): Page {
  const lines: string[] = []
  /** The line being written, in pieces: adding to a long string piece by piece would take quadratic time. */
  let pieces: string[] = []
  let gap = false
  let preformatted = 0
  const quotes: boolean[] = []
  const links: { href: string; from: number; line: number }[] = []

  const prefix = () => '> '.repeat(Math.min(quotes.filter(Boolean).length, 5))
  const breakLine = () => {
    lines.push((prefix() + pieces.join('').trim()).trimEnd())
    pieces = []
  }
  const endBlock = (spaced: boolean) => {
    if (pieces.some((piece) => piece.trim() !== '')) breakLine()
    pieces = []
    if (spaced) gap = true
  }
  const signature = () => {
    endBlock(false)
    lines.push(`${prefix()}-- `)
  }
  /** Where a link leads stands behind its words, when they do not say it: a place on a map is worth keeping. */
  const closeLink = () => {
    const link = links.pop()
    if (!link?.href || link.line !== lines.length) return
    const href = he.decode(link.href)
    const words = pieces.slice(link.from).join('').trim()
    if (words !== '' && !words.includes(href.replace(/^https?:\/\/(www\.)?|\/$/g, ''))) pieces.push(` (${href})`)
  }
  return {
    write(text) {
      const said = he.decode(text)
      if (preformatted > 0) {
        for (const [index, each] of said.split('\n').entries()) {
          if (index > 0) breakLine()
          pieces.push(each)
        }
        return
      }
      const folded = said.replace(/[ \t\r\n\f]+/g, ' ')
      if (folded === '' || (folded === ' ' && pieces.length === 0)) return
      if (gap && folded !== ' ') {
        if (lines.length > 0 && lines.at(-1) !== prefix().trimEnd()) lines.push(prefix().trimEnd())
        gap = false
      }
      pieces.push(pieces.at(-1)?.endsWith(' ') ? folded.trimStart() : folded)
    },
    open(name, attributes) {
      if (name === 'br') return breakLine()
      if (name === 'img') return void pieces.push(EMOJI.exec(attributes)?.[1] ?? '')
      if (name === 'pre') preformatted += 1
      if ((name === 'td' || name === 'th') && pieces.length > 0) pieces.push(' ')
      if (name === 'a') {
        const href = /\bhref\s*=\s*["']?(https?:\/\/[^"'\s>]{1,1000})/i.exec(attributes)?.[1] ?? ''
        return void (links.length < 200 && links.push({ href, from: pieces.length, line: lines.length }))
      }
      if (name === 'span' && SIGNATURE.test(attributes)) signature()
      if (!BLOCKS.has(name) && name !== 'li') return
      endBlock(SPACED.has(name))
      if (EARLIER_MAIL.test(attributes)) lines.push(prefix() + ORIGINAL)
      else if (SIGNATURE.test(attributes)) signature()
      if (name === 'li') pieces.push('- ')
      if (name === 'blockquote' && quotes.length < 200) quotes.push(QUOTED_BLOCK.test(attributes))
    },
    close(name) {
      if (name === 'pre') preformatted = Math.max(0, preformatted - 1)
      if (name === 'a') return closeLink()
      if (!BLOCKS.has(name) && name !== 'li') return
      endBlock(SPACED.has(name))
      if (name === 'blockquote') quotes.pop()
    },
    text() {
      endBlock(false)
      return lines
        .join('\n')
        .replace(/\u00a0/g, ' ')
        .replace(/\n{3,}/g, '\n\n')
        .trim()
    },
  }
}
