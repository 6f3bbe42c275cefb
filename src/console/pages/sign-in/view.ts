import type { FastifyRequest } from 'fastify'
import { html } from '../../html.ts'
import { form, languageOf, type Page } from '../../layout.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'

/** Why nobody is signed in. */
export interface Said {
  readonly key: 'wrong' | 'tooMany' | 'notDone' | 'noRole' | 'taken' | 'lastAdministrator' | 'away'
  readonly minutes?: number
}

export interface SignIn {
  /** Name of the identity provider; null: none is configured. */
  readonly provider: string | null
  readonly said?: Said
  /** Somebody just signed out who had signed in with the provider. */
  readonly signedOut?: boolean
}

export function signInView(request: FastifyRequest, { provider, said, signedOut = false }: SignIn): Page {
  const language = languageOf(request)
  const name = provider ?? ''
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key], { name, minutes: said?.minutes ?? 0 })
  return {
    title: TEXTS.title,
    at: '/console/sign-in',
    body: form(
      request,
      '/console/sign-in',
      html`${said !== undefined && html`<p role="alert" class="fault">${t(said.key)}</p>`}
${signedOut && provider !== null && html`<p role="status" class="notice info">${t('signedOut')} <a href="/console/sign-out/provider">${t('endThere')}</a></p>`}
${losesCookies(request) && html`<p role="alert" class="fault">${t('insecure')}</p>`}
<p><label for="name">${t('name')}</label><input id="name" name="name" autocomplete="username" autocapitalize="none" required></p>
<p><label for="password">${t('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required></p>
<p><button class="main">${t('submit')}</button></p>
${provider === null ? html`<p class="hint">${t('first')}</p>` : html`<p>${t('or')}</p><p><a class="button" href="/console/sign-in/provider">${t('withProvider')}</a></p>`}`,
      { class: 'sign-in' },
    ),
  }
}

/** A browser keeps a secure cookie over https, and over http from this very machine only. */
function losesCookies({ protocol, hostname }: FastifyRequest): boolean {
  return protocol !== 'https' && !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname)
}
