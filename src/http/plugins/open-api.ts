import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { COOKIE } from '../../access/session-cookie.ts'

/** OpenAPI, written from the route schemas. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'lapor-gateway',
      version: '1',
      description:
        'One way in for regional complaint apps to SP4N-LAPOR!, and one way back. Errors are RFC 9457 problems with a `code`; see /docs/errors.',
    },
    tags: [
      { name: 'reports', description: 'the way in' },
      { name: 'cases', description: "a region's own complaints" },
      { name: 'operation', description: 'for whoever runs it' },
      { name: 'administration', description: 'with GATEWAY_ADMIN_TOKEN, or with a session of the console, bounded by its account' },
    ],
    components: {
      securitySchemes: {
        channelKey: { type: 'http', scheme: 'bearer', description: "the channel's key" },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: "the channel's key" },
        channelBearer: { type: 'http', scheme: 'bearer', description: "auth.kind: bearer; the channel's secret" },
        channelSecret: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: "auth.kind: api-key; the channel's file names the header",
        },
        channelBasic: { type: 'http', scheme: 'basic', description: 'auth.kind: basic; user and password of the channel' },
        channelSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'x-signature',
          description: "auth.kind: hmac; the signature of the raw body; the channel's file names the header",
        },
        standardWebhooks: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description: 'auth.kind: standard-webhooks; with webhook-id and webhook-timestamp (standardwebhooks.com)',
        },
        adminToken: { type: 'http', scheme: 'bearer', description: 'GATEWAY_ADMIN_TOKEN' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: COOKIE,
          description: "a session of the console; what changes something needs the session's token in X-Csrf-Token as well",
        },
      },
    },
  },
  refResolver: { buildLocalReference: (json, _base, _fragment, at) => (typeof json['$id'] === 'string' ? json['$id'] : `schema-${at}`) },
}
