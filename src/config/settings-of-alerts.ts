import type { AlertSettings, ContactSettings } from '../contract/alert-settings.ts'
import type { ConfigProblem } from '../contract/settings.ts'
import type { AlertsFile, ContactFile } from './alerts-schema.ts'
import type { Prepared } from './prepare-file.ts'
import { toMs } from './units.ts'

export function alertSettings(file: AlertsFile = {}): AlertSettings {
  const { email, telegram } = file
  return {
    groupMs: toMs(file.group ?? '30s'),
    repeatMs: { critical: toMs(file.repeatCritical ?? '1h'), warning: toMs(file.repeatWarning ?? '1d') },
    email: email?.smtpUrl === undefined ? null : { smtpUrl: email.smtpUrl, from: email.from },
    telegram:
      telegram?.token === undefined
        ? null
        : { token: telegram.token, apiRoot: (telegram.apiRoot ?? 'https://api.telegram.org').replace(/\/+$/, '') },
    contacts: (file.contacts ?? []).map(contactSettings),
    allowAddresses: file.allowAddresses ?? [],
  }
}

export function contactSettings({ name, role, phone, email, telegram, webhook, alerts }: ContactFile): ContactSettings {
  return {
    name,
    role: role ?? null,
    phone: phone ?? null,
    email: email ?? null,
    telegram: telegram ?? null,
    webhook: webhook ?? null,
    alerts: alerts ?? 'warning',
  }
}

/** What a schema cannot say about `alerts` in gateway.yaml. */
export function alertProblems(file: AlertsFile | undefined, prepared: Prepared): ConfigProblem[] {
  if (!file) return []
  const problems = contactProblems(file.contacts ?? [], '/alerts/contacts', prepared)
  const smtpUrl = file.email?.smtpUrl
  if (smtpUrl !== undefined && !/^smtps?:\/\/[^/]/.test(smtpUrl))
    problems.push(prepared.problem('/alerts/email/smtpUrl', 'write smtps://user:password@host, or smtp://host'))
  const apiRoot = file.telegram?.apiRoot
  if (apiRoot !== undefined && !isHttp(apiRoot))
    problems.push(prepared.problem('/alerts/telegram/apiRoot', 'write an address that begins with https://'))
  for (const part of ['repeatCritical', 'repeatWarning'] as const) {
    const written = file[part]
    if (written !== undefined && toMs(written) < 60_000) problems.push(prepared.problem(`/alerts/${part}`, 'write 1m or more'))
  }
  return problems
}

export function contactProblems(contacts: readonly ContactFile[], at: string, prepared: Prepared): ConfigProblem[] {
  return contacts.flatMap(({ name, email, telegram, webhook }, index) => {
    const here = `${at}/${index}`
    const problems: ConfigProblem[] = []
    if (contacts.findIndex((other) => other.name === name) < index)
      problems.push(prepared.problem(`${here}/name`, `${name} stands here twice; give each contact a name of its own`))
    if (email !== undefined && !/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(email))
      problems.push(prepared.problem(`${here}/email`, 'write one mail address, such as jaga@example.go.id'))
    if (telegram !== undefined && !/^(-?\d{1,20}|@\w{5,32})$/.test(telegram))
      problems.push(prepared.problem(`${here}/telegram`, "write the chat's id in quotes, such as '-1001234567890', or @name"))
    if (webhook !== undefined && !isHttp(webhook.url))
      problems.push(prepared.problem(`${here}/webhook/url`, 'write an address that begins with https://'))
    if (webhook !== undefined && !/^whsec_[A-Za-z0-9+/]{16,}={0,2}$/.test(webhook.secret))
      problems.push(
        prepared.problem(`${here}/webhook/secret`, 'write whsec_ and at least 12 bytes as base64, such as openssl rand -base64 24 gives'),
      )
    return problems
  })
}

function isHttp(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
}
