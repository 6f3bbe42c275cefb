import helmet from '@fastify/helmet'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { ERRORS } from '../../contract/errors.ts'

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
<html lang="en"><meta charset="utf-8"><title>Error codes</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}:target{background:#fff3bf}</style>
<h1>Error codes</h1>
<p>Every refusal is <code>application/problem+json</code> (RFC 9457) with a <code>code</code>. A code never changes its meaning.</p>
<table><tr><th>code</th><th>status</th><th>meaning</th></tr>
${Object.entries(ERRORS)
  .flatMap(([code, row]) =>
    'http' in row ? [`<tr id="${code}"><td><code>${code}</code></td><td>${row.http}</td><td>${row.title}</td></tr>`] : [],
  )
  .join('\n')}
</table></html>
`
