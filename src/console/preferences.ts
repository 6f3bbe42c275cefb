import type { FastifyRequest } from 'fastify'
import { LANGUAGES, type Language, type Viewer, ZONES } from '../contract/access.ts'
import { type Html, html } from './html.ts'
import { form } from './layout.ts'
import { say, type Text } from './texts.ts'
import { ZONE_NAMES } from './times.ts'

/** Who is signed in, how they want to read, and the way out. */
export function userMenu(request: FastifyRequest, viewer: Viewer): Html {
  const { language } = viewer
  return html`<button popovertarget="who">${viewer.name}</button>
<div class="who" id="who" popover><p><strong>${viewer.name}</strong><br><span class="hint">${say(language, ROLE_NAMES[viewer.role])}${viewer.home !== null && html` · ${viewer.home}`}</span></p>
${preferences(request, language)}
<p><a href="/console/account">${say(language, TEXTS.account)}</a></p>
${form(request, '/console/sign-out', html`<button>${say(language, TEXTS.signOut)}</button>`)}</div>`
}

/** Which language; and for who is signed in, in which zone times are shown. */
export function preferences(request: FastifyRequest, language: Language): Html {
  const zone = request.session?.viewer.timezone
  const choice = (name: string, value: string, shown: string, pressed: boolean, lang?: string) =>
    html`<button name="${name}" value="${value}" aria-pressed="${String(pressed)}"${lang !== undefined && html` lang="${lang}"`}>${shown}</button>`
  const languages = LANGUAGES.map((one) => choice('language', one, LANGUAGE_NAMES[one], one === language, one))
  const zones = ZONES.map((one) => choice('timezone', one, ZONE_NAMES[one], one === zone))
  const group = (legend: Text, buttons: readonly Html[]) =>
    form(
      request,
      '/console/preferences',
      html`<fieldset class="choice"><legend${zone === undefined && html` class="unseen"`}>${say(language, legend)}</legend>${buttons}</fieldset>`,
    )
  return html`${group(TEXTS.language, languages)}${zone !== undefined && group(TEXTS.zone, zones)}`
}

export const ROLE_NAMES = {
  national: { id: 'Administrator nasional', en: 'National administrator' },
  province: { id: 'Provinsi', en: 'Province' },
  region: { id: 'Daerah', en: 'Region' },
  reader: { id: 'Hanya membaca', en: 'Read only' },
} as const satisfies Record<Viewer['role'], Text>

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { id: 'Bahasa Indonesia', en: 'English' }

const TEXTS = {
  account: { id: 'Akun saya', en: 'My account' },
  signOut: { id: 'Keluar', en: 'Sign out' },
  language: { id: 'Bahasa', en: 'Language' },
  zone: { id: 'Zona waktu', en: 'Time zone' },
} as const satisfies Record<string, Text>
