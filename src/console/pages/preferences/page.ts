import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { LANGUAGES, ZONES } from '../../../contract/access.ts'
import type { ConsoleDeps } from '../../deps.ts'
import { LANGUAGE_COOKIE } from '../../layout.ts'

const PreferencesSchema = Type.Object({
  language: Type.Optional(Type.Enum([...LANGUAGES])),
  timezone: Type.Optional(Type.Enum([...ZONES])),
  csrf: Type.Optional(Type.String()),
})

/** In which language and zone a person reads. */
export async function preferencesPage(instance: FastifyInstance, { access }: ConsoleDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.post('/console/preferences', { schema: { hide: true, body: PreferencesSchema } }, async (request, reply) => {
    const { language, timezone } = request.body
    if (request.session) await access.setPreferences(request.session, { ...(language && { language }), ...(timezone && { timezone }) })
    if (language) reply.setCookie(LANGUAGE_COOKIE, language, { path: '/console', sameSite: 'lax', secure: true, httpOnly: true })
    return reply.redirect(ownPathOf(request.headers.referer), 303)
  })
}

/** The page from which it was asked, if it is ours. */
function ownPathOf(referer: string | undefined): string {
  const { pathname = '', search = '' } = URL.parse(referer ?? '') ?? {}
  return /^\/console(\/|$)/.test(pathname) ? pathname + search : '/console'
}
