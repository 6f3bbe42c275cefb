import type { FastifyRequest } from 'fastify'
import { html } from '../../html.ts'
import { form, languageOf, type Page } from '../../layout.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'

/** Why nobody is signed in. */
export interface Said {
  readonly key: 'wrong' | 'tooMany'
  readonly minutes?: number
}

export function signInView(request: FastifyRequest, said: Said | null = null): Page {
  const language = languageOf(request)
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  return {
    title: TEXTS.title,
    at: '/console/sign-in',
    body: form(
      request,
      '/console/sign-in',
      html`${said !== null && html`<p role="alert" class="fault">${say(language, TEXTS[said.key], { minutes: said.minutes ?? 0 })}</p>`}
${losesCookies(request) && html`<p role="alert" class="fault">${t('insecure')}</p>`}
<p><label for="name">${t('name')}</label><input id="name" name="name" autocomplete="username" autocapitalize="none" required></p>
<p><label for="password">${t('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required></p>
<p><button class="main">${t('submit')}</button></p><p class="hint">${t('first')}</p>`,
      { class: 'sign-in' },
    ),
  }
}

/** A browser keeps a secure cookie over https, and over http from this very machine only. */
function losesCookies({ protocol, hostname }: FastifyRequest): boolean {
  return protocol !== 'https' && !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname)
}
