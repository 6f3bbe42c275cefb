import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { tokenIn } from '../../../access/session-cookie.ts'
import { GatewayError } from '../../../contract/errors.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { html } from '../../html.ts'
import { form, languageOf, sendPage } from '../../layout.ts'
import { dropCookie, setCookie } from '../../session.ts'
import { say } from '../../texts.ts'
import { TEXTS } from './texts.ts'

/** In and out. */
export async function signInPage(instance: FastifyInstance, { access }: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const hidden = { hide: true }

  app.get('/console/sign-in', { schema: hidden }, (request, reply) => sendPage(request, reply, viewOf(request)))

  app.post(
    '/console/sign-in',
    { schema: { ...hidden, body: Type.Object({ name: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 1000 }) }) } },
    async (request, reply) => {
      try {
        const { token } = await access.signIn({ ...request.body, address: request.ip })
        setCookie(reply, token)
        return reply.redirect('/console', 303)
      } catch (error) {
        if (!(error instanceof GatewayError) || error.code !== 'sign_in_refused') throw error
        return sendPage(request, reply.code(401), viewOf(request, true))
      }
    },
  )

  app.post('/console/sign-out', { schema: hidden }, async (request, reply) => {
    const token = tokenIn(request.headers.cookie)
    if (token !== null) await access.signOut(token)
    dropCookie(reply)
    return reply.redirect('/console/sign-in', 303)
  })
}

function viewOf(request: Parameters<typeof sendPage>[0], wrong = false): Parameters<typeof sendPage>[2] {
  const language = languageOf(request)
  const t = (key: keyof typeof TEXTS) => say(language, TEXTS[key])
  return {
    title: TEXTS.title,
    at: '/console/sign-in',
    body: form(
      request,
      '/console/sign-in',
      html`${wrong && html`<p role="alert" class="fault">${t('wrong')}</p>`}
<p><label for="name">${t('name')}</label><input id="name" name="name" autocomplete="username" autocapitalize="none" required></p>
<p><label for="password">${t('password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required></p>
<p><button class="main">${t('submit')}</button></p><p class="hint">${t('first')}</p>`,
      { class: 'sign-in' },
    ),
  }
}
