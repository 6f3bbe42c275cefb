import { join } from 'node:path'
import fastifyCookie from '@fastify/cookie'
import fastifyFormbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import fastifyStatic from '@fastify/static'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorWords } from '../contract/error-words.ts'
import { ERRORS, GatewayError } from '../contract/errors.ts'
import { frameworkFault } from '../contract/framework-faults.ts'
import type { ConsoleDeps } from './deps.ts'
import { html } from './html.ts'
import { languageOf, sendPage } from './layout.ts'
import { accountPage } from './pages/account/page.ts'
import { accountsPage } from './pages/accounts/page.ts'
import { alertsPage } from './pages/alerts/page.ts'
import { auditPage } from './pages/audit/page.ts'
import { casePages } from './pages/case-pages.ts'
import { channelPages } from './pages/channels/page.ts'
import { mappingsPage } from './pages/mappings/page.ts'
import { nowPage } from './pages/now/page.ts'
import { preferencesPage } from './pages/preferences/page.ts'
import { regionsPage } from './pages/regions/page.ts'
import { signInPage } from './pages/sign-in/page.ts'
import { providerPage } from './pages/sign-in/provider.ts'
import { explained } from './parts/said.ts'
import { checkForm, readSession } from './session.ts'
import { say, type Text } from './texts.ts'
import { REFUSALS } from './words/refusals.ts'

/** The console as one plugin of the app. */
export async function openConsole(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  await app.register(fastifyCookie)
  await app.register(fastifyFormbody, { bodyLimit: 256 * 1024 })
  await app.register(helmet, { global: true, contentSecurityPolicy: CONTENT_POLICY, strictTransportSecurity: false })
  await serveAssets(app)
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/console/assets/')) return
    request.session = await readSession(deps.access, request)
    if (request.session === null && !OPEN.some((path) => request.url.split('?')[0] === path)) return reply.redirect('/console/sign-in', 303)
  })
  app.addHook('preHandler', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') checkForm(request)
  })
  app.setErrorHandler((error, request, reply) => {
    const known = error instanceof GatewayError ? error : (frameworkFault(error) ?? fromValidation(error) ?? fromAssets(error, request))
    const code = known?.code ?? 'internal_error'
    if (known === null) request.log.error({ err: { name: error instanceof Error ? error.name : typeof error } }, 'a page failed')
    const row = ERRORS[code]
    const words = REFUSALS[code] ?? (known && errorWords(code).title)
    const language = languageOf(request)
    if (known?.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(known.retryAfterMs / 1000))
    return sendPage(request, reply.code('http' in row ? row.http : 500), {
      title: TEXTS.fault,
      at: '',
      body: html`<p role="alert" class="fault">${known && words ? explained(language, words, known.message) : say(language, TEXTS.failed)}</p><p><code>${code}</code></p><p><a href="/console">${say(language, TEXTS.back)}</a></p>`,
    })
  })
  await signInPage(app, deps)
  await providerPage(app, deps)
  await preferencesPage(app, deps)
  await nowPage(app, deps)
  await alertsPage(app, deps)
  await channelPages(app, deps)
  await regionsPage(app, deps)
  await accountPage(app, deps)
  await accountsPage(app, deps)
  await auditPage(app, deps)
  await casePages(app, deps)
  await mappingsPage(app, deps)
  app.get('/console/*', { schema: { hide: true } }, () => {
    throw new GatewayError('not_found', 'there is no page at this address')
  })
}

/** What a form or an address holds does not fit its page. */
function fromValidation(error: unknown): GatewayError | null {
  const { validation, validationContext = 'body' } = error as Partial<FastifyError>
  if (!validation?.[0]) return null
  const at = `${validation[0].instancePath || '/'} (${validationContext})`
  return new GatewayError('request_unreadable', `this cannot be read: ${at} ${validation[0].message ?? ''}`)
}

/** An address that leads out of the folder of assets is refused by what serves it. */
function fromAssets(error: unknown, { url }: FastifyRequest): GatewayError | null {
  const { statusCode = 500 } = error as Partial<FastifyError>
  if (statusCode >= 500 || !url.startsWith('/console/assets/')) return null
  return new GatewayError('not_found', 'there is no file at this address')
}

const OPEN = [
  '/console/sign-in',
  '/console/sign-in/provider',
  '/console/sign-in/provider/callback',
  '/console/sign-out/provider',
  '/console/preferences',
]

const TEXTS = {
  fault: { id: 'Tidak berhasil', en: 'That did not work' },
  failed: { id: 'Terjadi kesalahan pada gateway. Kesalahan ini sudah dicatat.', en: 'The gateway failed. It is logged.' },
  back: { id: 'Kembali ke halaman utama', en: 'Back to the first page' },
} as const satisfies Record<string, Text>

/** Nothing from elsewhere, no script or style within a page. */
const CONTENT_POLICY = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
}

const PACKAGES = join(import.meta.dirname, '../../node_modules')

/** Our own files, and those of the two libraries that run in the browser. */
async function serveAssets(app: FastifyInstance): Promise<void> {
  const root = join(import.meta.dirname, 'assets')
  // Asked again each time, and answered in a line when nothing changed.
  const setHeaders = (reply: FastifyReply) => void reply.header('cache-control', 'no-cache')
  await app.register(fastifyStatic, { root, prefix: '/console/assets/', index: false, cacheControl: false, schemaHide: true, setHeaders })
  for (const [name, folder] of LIBRARIES)
    app.get(`/console/assets/${name}`, { schema: { hide: true } }, (_request, reply) => reply.sendFile(name, join(PACKAGES, folder)))
}

const LIBRARIES = [
  ['htmx.min.js', 'htmx.org/dist'],
  ['uPlot.esm.js', 'uplot/dist'],
  ['uPlot.min.css', 'uplot/dist'],
] as const
