import type { FastifyRequest } from 'fastify'
import { findArea } from '../../../areas/areas.ts'
import type { AccountRow, OwnSession } from '../../../ledger/account-rows.ts'
import { html, type Part } from '../../html.ts'
import { form, type Page } from '../../layout.ts'
import { facts, notice, panel } from '../../parts/blocks.ts'
import { table } from '../../parts/table.ts'
import { ROLE_NAMES } from '../../preferences.ts'
import { sessionOf } from '../../session.ts'
import { say } from '../../texts.ts'
import { time } from '../../times.ts'
import { TEXTS } from './texts.ts'

export interface Shown {
  readonly account: AccountRow
  readonly sessions: readonly OwnSession[]
  /** Of the identity provider. */
  readonly provider: string
  readonly said: { readonly kind: 'good' | 'bad'; readonly key: keyof typeof TEXTS; readonly minutes?: number } | null
}

export function accountView(request: FastifyRequest, { account, sessions, provider, said }: Shown): Page {
  const session = sessionOf(request)
  const { viewer } = session
  const { language } = viewer
  const t = (key: keyof typeof TEXTS, values: Record<string, string | number> = {}) => say(language, TEXTS[key], values)
  const rows = [
    [t('name'), account.name],
    [t('role'), say(language, ROLE_NAMES[account.role])],
    [t('home'), homeName(account.home) ?? t('country')],
    [t('since'), time(viewer, account.createdAt)],
  ] as const
  const others = sessions.some(({ id }) => id !== session.id)
  return {
    title: TEXTS.title,
    at: '/console/account',
    body: html`${said !== null && notice(said.kind, t(said.key, { minutes: said.minutes ?? 0 }))}
${account.temporary && notice('warn', t('temporary'))}
<div class="columns">${panel(t('about'), facts(rows))}${panel(t('password'), account.hasPassword ? passwordForm() : html`<p>${t('elsewhere', { name: provider })}</p>`)}</div>
${panel(t('sessions'), html`<p class="hint">${t('sessionsHint')}</p>${sessionTable()}`, others && form(request, '/console/account/sessions/end-others', html`<button>${t('endOthers')}</button>`))}`,
  }

  function passwordForm(): Part {
    const body = html`<input type="hidden" name="username" autocomplete="username" value="${account.name}">
<div><label for="current">${t('current')}</label><input id="current" name="current" type="password" autocomplete="current-password" required maxlength="1000"></div>
<div><label for="next">${t('next')}</label><input id="next" name="next" type="password" autocomplete="new-password" required minlength="12" maxlength="1000" aria-describedby="rule"><p class="hint" id="rule">${t('rule')}</p></div>
<div class="row"><button class="main">${t('change')}</button></div>`
    return form(request, '/console/account/password', body, { class: 'stack' })
  }

  function sessionTable(): Part {
    const columns = [
      { head: t('browser'), names: true as const, cell: ({ agent }: OwnSession) => browserName(agent) ?? t('unknown') },
      { head: t('address'), kind: 'short' as const, cell: ({ address }: OwnSession) => address ?? t('unknown') },
      { head: t('started'), kind: 'short' as const, cell: (row: OwnSession) => time(viewer, row.startedAt) },
      { head: t('seen'), kind: 'short' as const, cell: (row: OwnSession) => time(viewer, row.seenAt) },
      { head: t('act'), cell: (row: OwnSession) => (row.id === session.id ? t('this') : endForm(row)) },
    ]
    return table(t('sessions'), columns, sessions, html`<p>–</p>`)
  }

  function endForm({ id, address }: OwnSession): Part {
    const label = t('endOf', { address: address ?? t('unknown') })
    return form(request, `/console/account/sessions/${id}/end`, html`<button aria-label="${label}">${t('end')}</button>`)
  }
}

/** '32.73 Kota Bandung'; null: the whole country. */
export function homeName(home: string | null): string | null {
  if (home === null) return null
  return `${home} ${findArea(home)?.name ?? ''}`.trim()
}

/** What a person recognizes of how a browser calls itself; the rest says nothing to them. */
function browserName(agent: string | null): string | null {
  if (agent === null) return null
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)[a-zA-Z]*\/(\d+)/.exec(agent)
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1]
  return browser ? [`${NAMES[browser[1] ?? ''] ?? browser[1]} ${browser[2]}`, system].filter(Boolean).join(', ') : agent.slice(0, 40)
}

const NAMES: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera' }
