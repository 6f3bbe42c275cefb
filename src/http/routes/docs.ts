import helmet from '@fastify/helmet'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { errorWords, type TwoTexts } from '../../contract/error-words.ts'
import { ERRORS, type ErrorCode } from '../../contract/errors.ts'

/** /docs: the addresses, from the route schemas, and the page of error codes. Works without the internet. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'style-src': ["'self'", "'unsafe-inline'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // The gateway speaks plain HTTP behind the proxy that ends TLS; that proxy says this.
    strictTransportSecurity: false,
  })
  app.get('/docs/errors', { schema: { hide: true } }, (_request, reply) =>
    reply.header('content-type', 'text/html; charset=utf-8').send(ERROR_PAGE),
  )
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { docExpansion: 'list', deepLinking: true } })
}

const ERROR_PAGE = `<!doctype html>
<html lang="id"><meta charset="utf-8"><title>Kode kesalahan / Error codes</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}:target{background:#fff3bf}[lang=en]{color:#555}</style>
<h1>Kode kesalahan / <span lang="en">Error codes</span></h1>
<p>Setiap penolakan adalah <code>application/problem+json</code> (RFC 9457) dengan sebuah <code>code</code>. Arti kode tidak pernah berubah.<br>
<span lang="en">Every refusal is <code>application/problem+json</code> (RFC 9457) with a <code>code</code>. A code never changes its meaning. Codes without a status never reach a partner: operators see them.</span></p>
<table><tr><th>Kode</th><th>Status</th><th>Arti / <span lang="en">Meaning</span></th><th>Yang perlu dilakukan / <span lang="en">What to do</span></th></tr>
${(Object.keys(ERRORS) as ErrorCode[]).map(errorRow).join('\n')}
</table></html>
`

function errorRow(code: ErrorCode): string {
  const row = ERRORS[code]
  const { title, todo } = errorWords(code)
  const both = ({ id, en }: TwoTexts) => `${id}<br><span lang="en">${en}</span>`
  return `<tr id="${code}"><td><code>${code}</code></td><td>${'http' in row ? row.http : ''}</td><td>${both(title)}</td><td>${both(todo)}</td></tr>`
}
