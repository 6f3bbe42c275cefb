import { htmlToText } from './html-text.ts'
import { LIMITS, UnreadableMail } from './mail.ts'

/** A part as mailparser keeps it. It is not in its types; its version is pinned, and parse-mail.test.ts tells when it changes. */
export interface Node {
  readonly contentType: string | false | undefined
  readonly headers: ReadonlyMap<string, unknown>
  readonly headerLines?: readonly { readonly key: string; readonly line: string }[]
  readonly children: readonly unknown[]
  readonly isAttachment?: boolean
  readonly textContent?: string
}

export function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, 'headers') instanceof Map &&
    Array.isArray(Reflect.get(value, 'children'))
  )
}

/** All that can be read, in the order of the mail; of alternatives the plain one. `html`: all bodies in HTML, as they are. */
export function readText(tree: Node): { text: string; html: readonly string[]; cut: boolean } {
  const state: State = { cut: false, html: [] }
  return { text: textOf(tree, 0, state).text, ...state }
}

/** Nothing that could be seen. */
export const isBlank = (text: string): boolean => /^[\s\u00ad\u200b-\u200f\u2060\ufeff]*$/.test(text)

/** `To view this message use a client that shows HTML`: programs write it in place of what was said. */
function isStub(text: string): boolean {
  return (
    text.length < 400 &&
    /\bhtml\b/i.test(text) &&
    /\b(?:view|see|support|capable|compatible|enable|client|lihat|melihat|membaca|mendukung|menampilkan)/i.test(text)
  )
}

interface State {
  cut: boolean
  readonly html: string[]
}

interface Said {
  readonly text: string
  readonly isPlain: boolean
}

function textOf(node: Node, depth: number, state: State): Said {
  if (depth > LIMITS.depth) throw new UnreadableMail(`its parts are nested deeper than ${LIMITS.depth}`)
  const type = node.contentType || 'text/plain'
  const parts = node.children.filter(isNode).map((child) => textOf(child, depth + 1, state))
  // One that is a file is read by parse-mail.ts.
  if (type === 'message/rfc822' && node.children.length === 0) return { text: '', isPlain: true }
  if (type === 'message/rfc822') return { text: [forwardedHead(node), ...parts.map(({ text }) => text)].join('\n'), isPlain: true }
  if (type === 'multipart/alternative') {
    const filled = parts.filter(({ text }) => !isBlank(text))
    return (
      filled.find(({ isPlain, text }) => isPlain && !(filled.length > 1 && isStub(text))) ??
      filled.find(({ isPlain }) => !isPlain) ??
      filled[0] ?? { text: '', isPlain: true }
    )
  }
  if (parts.length > 0) {
    const filled = parts.filter(({ text }) => !isBlank(text))
    return { text: filled.map(({ text }) => text).join('\n\n'), isPlain: filled.every(({ isPlain }) => isPlain) }
  }
  if (node.isAttachment || node.textContent === undefined) return { text: '', isPlain: true }
  if (type === 'text/html') {
    if (node.textContent.length > LIMITS.htmlChars) state.cut = true
    state.html.push(node.textContent)
    return { text: htmlToText(node.textContent), isPlain: false }
  }
  return { text: node.textContent, isPlain: true }
}

export const FORWARDED = '---------- Forwarded message ----------'

function forwardedHead(node: Node): string {
  const inner = node.children.find(isNode)
  const lines = ['from', 'date', 'subject', 'to'].flatMap((name) => {
    const value = inner ? shown(inner, name) : ''
    return value === '' ? [] : [`${name[0]?.toUpperCase()}${name.slice(1)}: ${value}`]
  })
  return ['', FORWARDED, ...lines, ''].join('\n')
}

function shown(node: Node, name: string): string {
  // A date that cannot be read is the present one for mailparser: what was written is taken instead.
  if (name === 'date')
    return (
      node.headerLines
        ?.find(({ key }) => key === name)
        ?.line.slice(5, 200)
        .trim() ?? ''
    )
  const header = node.headers.get(name)
  if (typeof header === 'string') return header.slice(0, 1000)
  const text: unknown = typeof header === 'object' && header !== null ? Reflect.get(header, 'text') : null
  return typeof text === 'string' ? text.slice(0, 500) : ''
}
