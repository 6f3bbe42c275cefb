import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../contract/access.ts'
import { type Html, html } from './html.ts'
import { say, type Text } from './texts.ts'

export interface Page {
  readonly title: Text
  /** Address of the menu's entry that it belongs to. */
  readonly at: string
  readonly body: Html
  /** Names of scripts in assets/ that it needs. */
  readonly scripts?: readonly string[]
}

/** Sends a whole page, in the viewer's language. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(`<!doctype html>\n${frame(request, page)}`)
}

/** Sends a piece of a page, for htmx to put in place. */
export function sendPiece(reply: FastifyReply, piece: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(String(piece))
}

/** A form that changes something: it carries the session's token. */
export function form(request: FastifyRequest, action: string, body: Html, attributes: { class?: string } = {}): Html {
  return html`<form method="post" action="${action}" class="${attributes.class ?? ''}"><input type="hidden" name="csrf" value="${request.session?.csrf ?? ''}">${body}</form>`
}

export const languageOf = (request: FastifyRequest): Language =>
  request.session?.viewer.language ?? (request.cookies[LANGUAGE_COOKIE] === 'en' ? 'en' : 'id')

/** For who is not signed in yet. */
export const LANGUAGE_COOKIE = 'lapor-language'

const MENU: readonly { readonly at: string; readonly text: Text }[] = [{ at: '/console', text: { id: 'Sekarang', en: 'Now' } }]

const TEXTS = {
  skip: { id: 'Langsung ke isi', en: 'Skip to content' },
  menu: { id: 'Menu utama', en: 'Main menu' },
  signOut: { id: 'Keluar', en: 'Sign out' },
  language: { id: 'Bahasa', en: 'Language' },
} as const satisfies Record<string, Text>

const HTMX = JSON.stringify({ allowEval: false, includeIndicatorCSS: false, historyRestoreAsHxRequest: false })

function frame(request: FastifyRequest, { title, at, body, scripts = [] }: Page): Html {
  const language = languageOf(request)
  const { session } = request
  return html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say(language, title)} · lapor-gateway</title><meta name="htmx-config" content="${HTMX}">
<link rel="stylesheet" href="/console/assets/console.css"><script src="/console/assets/htmx.min.js" defer></script>
${scripts.map((name) => html`<script src="/console/assets/${name}" type="module"></script>`)}</head>
<body${session !== null && html` hx-headers="${JSON.stringify({ 'X-Csrf-Token': session.csrf })}"`}>
<a class="skip" href="#content">${say(language, TEXTS.skip)}</a>
<header><strong>lapor-gateway</strong>
${session !== null && html`<nav aria-label="${say(language, TEXTS.menu)}"><ul>${MENU.map((entry) => html`<li><a href="${entry.at}"${entry.at === at && html` aria-current="page"`}>${say(language, entry.text)}</a></li>`)}</ul></nav>`}
${languageSwitch(request, language)}
${session !== null && form(request, '/console/sign-out', html`<span>${session.viewer.name}</span> <button>${say(language, TEXTS.signOut)}</button>`)}
</header><main id="content" tabindex="-1"><h1>${say(language, title)}</h1>${body}</main></body></html>`
}

function languageSwitch(request: FastifyRequest, language: Language): Html {
  const other = language === 'id' ? 'en' : 'id'
  const name = other === 'id' ? 'Bahasa Indonesia' : 'English'
  return form(
    request,
    '/console/preferences',
    html`<input type="hidden" name="language" value="${other}"><button lang="${other}">${name}</button>`,
    { class: 'language' },
  )
}
