import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'

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
      { name: 'administration', description: 'with GATEWAY_ADMIN_TOKEN' },
    ],
    components: {
      securitySchemes: {
        channelKey: { type: 'http', scheme: 'bearer', description: "the channel's key" },
        apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: "the channel's key" },
        adminToken: { type: 'http', scheme: 'bearer', description: 'GATEWAY_ADMIN_TOKEN' },
      },
    },
  },
  refResolver: { buildLocalReference: (json, _base, _fragment, at) => (typeof json['$id'] === 'string' ? json['$id'] : `schema-${at}`) },
}
