import type { FastifyRequest } from 'fastify'
import type { AccountPage } from '../../../access/accounts.ts'
import { ROLES, type Role } from '../../../contract/access.ts'
import type { AccountRow } from '../../../ledger/account-rows.ts'
import { type Html, html, type Part } from '../../html.ts'
import { form, languageOf, type Page } from '../../layout.ts'
import { ask } from '../../parts/ask.ts'
import { badge } from '../../parts/badge.ts'
import { empty, facts, notice, panel } from '../../parts/blocks.ts'
import { address, pager } from '../../parts/pager.ts'
import { table } from '../../parts/table.ts'
import { ROLE_NAMES } from '../../preferences.ts'
import { viewerOf } from '../../session.ts'
import { say, type Text } from '../../texts.ts'
import { time } from '../../times.ts'
import { homeName } from '../account/view.ts'
import { TEXTS } from './texts.ts'

export const PATH = '/console/accounts'

/** What stood in a form that was refused, so that nobody types it again. */
export interface Typed {
  readonly name?: string
  readonly role: Role
  readonly home: string | null
}

export function accountsView(request: FastifyRequest, page: AccountPage, after: string | null, typed: Typed, refusal: Text | null): Page {
  const viewer = viewerOf(request)
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const columns = [
    { head: t('name'), names: true as const, cell: ({ id, name }: AccountRow) => html`<a href="${PATH}/${id}">${name}</a>` },
    { head: t('role'), cell: ({ role }: AccountRow) => say(language, ROLE_NAMES[role]) },
    { head: t('home'), cell: ({ home }: AccountRow) => homeName(home) ?? t('country') },
    { head: t('how'), cell: ({ subject }: AccountRow) => t(subject === null ? 'local' : 'provider') },
    { head: t('state'), cell: (row: AccountRow) => stateBadge(request, row) },
    {
      head: t('signedIn'),
      kind: 'short' as const,
      cell: (row: AccountRow) => (row.signedInAt ? time(viewer, row.signedInAt) : t('never')),
    },
  ]
  const nothing = empty(t('empty'), html`<a href="${PATH}">${t('emptyNext')}</a>`)
  const body = html`<div><label for="name">${t('name')}</label><input id="name" name="name" value="${typed.name ?? ''}" required maxlength="64" autocomplete="off" autocapitalize="none" aria-describedby="name-hint"><p class="hint" id="name-hint">${t('nameHint')}</p></div>
${rightsFields(request, typed)}<div class="row"><button class="main">${t('createButton')}</button></div>`
  return {
    title: TEXTS.title,
    at: PATH,
    body: html`${refusal !== null && notice('bad', say(language, refusal))}
${table(t('title'), columns, page.items, nothing)}
${pager(language, { first: after === null ? null : PATH, next: page.cursor === null ? null : address(PATH, { after: page.cursor }) })}
${panel(t('create'), form(request, PATH, body, { class: 'stack' }))}`,
  }
}

export function oneAccountView(request: FastifyRequest, account: AccountRow, said: { kind: 'good' | 'bad'; text: Text } | null): Page {
  const viewer = viewerOf(request)
  const { language } = viewer
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const path = `${PATH}/${account.id}`
  const rows: readonly (readonly [string, Part])[] = [
    [t('name'), account.name],
    [t('state'), stateBadge(request, account)],
    [t('how'), t(account.subject === null ? 'local' : 'provider')],
    [t('made'), time(viewer, account.createdAt)],
    [t('signedIn'), account.signedInAt ? time(viewer, account.signedInAt) : t('never')],
  ]
  const able = account.disabledAt === null
  const rights = html`${rightsFields(request, account)}<div class="row"><button class="main">${t('save')}</button></div>`
  const acts = html`<div class="row">${account.subject === null && ask(request, { id: 'reset', title: t('resetButton'), says: t('resetSays'), action: `${path}/reset`, danger: true, withoutReason: true })}
${able ? ask(request, { id: 'disable', title: t('disableButton'), says: t('disableSays'), action: `${path}/disable`, danger: true, withoutReason: true }) : form(request, `${path}/enable`, html`<button>${t('enableButton')}</button>`)}</div>`
  return {
    title: { id: account.name, en: account.name },
    at: PATH,
    trail: [{ href: PATH, text: t('title') }],
    beside: acts,
    body: html`${said !== null && notice(said.kind, say(language, said.text))}
<div class="columns">${panel(t('about'), html`${facts(rows)}<p><a href="${address('/console/audit', { actor: account.name })}">${t('audit')}</a></p>`)}
${panel(t('rights'), html`${account.subject !== null && html`<p class="hint">${t('elsewhere')}</p>`}${form(request, path, rights, { class: 'stack' })}`)}</div>`,
  }
}

/** The only page that ever shows it. */
export function handedView(request: FastifyRequest, account: AccountRow, password: string, what: 'created' | 'reset'): Page {
  const language = languageOf(request)
  const t = (key: keyof typeof TEXTS, values: Record<string, string> = {}) => say(language, TEXTS[key], values)
  return {
    title: TEXTS.password,
    at: PATH,
    trail: [{ href: PATH, text: t('title') }],
    body: html`${notice('good', t(what, { name: account.name }))}
${panel(
  t('password'),
  html`${facts([
    [t('name'), html`<code>${account.name}</code>`],
    [t('password'), html`<code id="password">${password}</code>`],
  ])}<p>${t('once')}</p><p><a class="button" href="${PATH}/${account.id}">${t('back')}</a></p>`,
)}`,
  }
}

function rightsFields(request: FastifyRequest, { role, home }: Typed): Html {
  const language = languageOf(request)
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  const options = ROLES.map(
    (one) => html`<option value="${one}"${one === role && html` selected`}>${say(language, ROLE_NAMES[one])}</option>`,
  )
  return html`<div><label for="role">${t('role')}</label><select id="role" name="role">${options}</select></div>
<div><label for="home">${t('home')}</label><input id="home" name="home" value="${home ?? ''}" maxlength="5" autocomplete="off" pattern="[0-9][0-9]([.][0-9][0-9])?" aria-describedby="home-hint"><p class="hint" id="home-hint">${t('homeHint')}</p></div>`
}

function stateBadge(request: FastifyRequest, { disabledAt }: AccountRow): Html {
  return badge(disabledAt === null ? 'good' : 'paused', say(languageOf(request), TEXTS[disabledAt === null ? 'active' : 'disabled']))
}
