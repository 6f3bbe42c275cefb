import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { ComplaintSchema } from '../../../src/contract/complaint.ts'

/** A route that parses, validates a complaint by the gateway's own schema and answers; it touches nothing. What no gateway on these cores can exceed. */
const app = Fastify({ logger: false })
app.post('/in', { schema: { body: ComplaintSchema } }, async (_request, reply) => reply.code(202).send({ accepted: true }))
await app.listen({ port: 0, host: '127.0.0.1' })
process.on('disconnect', () => process.exit())
process.send?.({ ready: true, port: (app.server.address() as AddressInfo).port })
