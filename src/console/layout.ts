import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Language, may, type Permission } from '../contract/access.ts'
import { COMPLAINTS, PARKED, UNKNOWN } from './addresses.ts'
import { type Html, html, type Part } from './html.ts'
import { preferences, userMenu } from './preferences.ts'
import { say, type Text } from './texts.ts'

export interface Page {
  readonly title: Text
  /** Address of the menu's entry that it belongs to. */
  readonly at: string
  readonly body: Html
  /** Where it stands, from the menu down; without itself. */
  readonly trail?: readonly { readonly href: string; readonly text: string }[]
  /** Beside the title: badges, and what can be done. */
  readonly beside?: Part
  /** Names of scripts in assets/ that it needs. */
  readonly scripts?: readonly string[]
  /** Names of style sheets in assets/ that it alone needs. */
  readonly styles?: readonly string[]
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
  request.session?.viewer.language ?? (cookiesOf(request)[LANGUAGE_COOKIE] === 'en' ? 'en' : 'id')

/** What was refused before its cookies were read has none. */
const cookiesOf = ({ cookies }: { readonly cookies?: FastifyRequest['cookies'] }) => cookies ?? {}

/** For who is not signed in yet. */
export const LANGUAGE_COOKIE = 'lapor-language'

interface Entry {
  readonly at: string
  readonly text: Text
  /** Left out: everybody has it. */
  readonly needs?: Permission
}

const MENU: readonly Entry[] = [
  { at: '/console', text: { id: 'Sekarang', en: 'Now' } },
  { at: '/console/channels', text: { id: 'Kanal', en: 'Channels' } },
  { at: COMPLAINTS, text: { id: 'Cari laporan', en: 'Find' } },
  { at: PARKED, text: { id: 'Ditahan', en: 'Parked' } },
  { at: UNKNOWN, text: { id: 'Belum pasti', en: 'Unknown' } },
  { at: '/console/regions', text: { id: 'Daerah', en: 'Regions' } },
  { at: '/console/alerts', text: { id: 'Peringatan', en: 'Alerts' } },
  { at: '/console/mappings', text: { id: 'Uji pemetaan', en: 'Mapping bench' } },
  { at: '/console/audit', text: { id: 'Audit', en: 'Audit' } },
  { at: '/console/accounts', text: { id: 'Akun', en: 'Accounts' }, needs: 'manage_accounts' },
]

const TEXTS = {
  skip: { id: 'Langsung ke isi', en: 'Skip to content' },
  menu: { id: 'Menu utama', en: 'Main menu' },
  openMenu: { id: 'Menu', en: 'Menu' },
  trail: { id: 'Letak halaman', en: 'Where this page is' },
} as const satisfies Record<string, Text>

const HTMX = JSON.stringify({ allowEval: false, includeIndicatorCSS: false, historyRestoreAsHxRequest: false })
const STYLES = ['uPlot.min.css', 'console.css', 'menu.css', 'parts.css', 'data.css', 'plots.css']

function frame(request: FastifyRequest, { title, at, body, trail = [], beside, scripts = [], styles = [] }: Page): Html {
  const language = languageOf(request)
  const { session } = request
  return html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say(language, title)} · lapor-gateway</title><meta name="htmx-config" content="${HTMX}"><link rel="icon" href="/console/assets/icon.svg">
${[...STYLES, ...styles].map((name) => html`<link rel="stylesheet" href="/console/assets/${name}">`)}<script src="/console/assets/htmx.min.js" defer></script>
${scripts.map((name) => html`<script src="/console/assets/${name}" type="module"></script>`)}</head>
<body${session !== null && html` class="signed-in" hx-headers:inherited="${JSON.stringify({ 'X-Csrf-Token': session.csrf })}"`}>
<a class="skip" href="#content">${say(language, TEXTS.skip)}</a>
<header class="bar">${session !== null && html`<button class="open-menu" popovertarget="menu">${say(language, TEXTS.openMenu)}</button>`}
<a class="brand" href="/console">lapor-gateway</a>${session === null ? preferences(request, language) : userMenu(request, session.viewer)}</header>
${session !== null && html`<nav class="menu" id="menu" popover aria-label="${say(language, TEXTS.menu)}"><ul>${MENU.filter(({ needs }) => needs === undefined || may(session.viewer, needs)).map((entry) => html`<li><a href="${entry.at}"${entry.at === at && html` aria-current="page"`}>${say(language, entry.text)}</a></li>`)}</ul></nav>`}
<main id="content" tabindex="-1">${trail.length > 0 && html`<nav class="trail" aria-label="${say(language, TEXTS.trail)}"><ol>${trail.map(({ href, text }) => html`<li><a href="${href}">${text}</a></li>`)}</ol></nav>`}
<div class="head"><h1>${say(language, title)}</h1>${beside}</div>${body}</main></body></html>`
}
