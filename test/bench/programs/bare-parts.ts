import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import type { AddressInfo } from 'node:net'
import axios from 'axios'
import { Queue, Worker } from 'bullmq'
import Fastify from 'fastify'
import { Redis } from 'ioredis'
import { createFor } from './create-for.ts'

/**
 * The smallest program of the gateway's own parts: a route that adds a job and answers, a worker that posts it. No ledger, no mapping, no sealing, no fairness;
 * what makes it durable is Redis, append-only always.
 */
const { BARE_REDIS = '', BARE_CENTRE = '', BARE_PREFIX = randomUUID() } = process.env
const connection = () => new Redis(new URL(BARE_REDIS).pathname, { maxRetriesPerRequest: null })
const queue = new Queue('bare', {
  connection: connection(),
  prefix: BARE_PREFIX,
  defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
})
const httpAgent = new Agent({ keepAlive: true })

const worker = new Worker(
  'bare',
  async ({ data }) => void (await axios.post(`${BARE_CENTRE}/lapor/3.0.0/complaints/complaint`, createFor(data), { httpAgent })),
  { connection: connection(), prefix: BARE_PREFIX, concurrency: 64 },
)
await worker.waitUntilReady()

const app = Fastify({ logger: false })
app.post('/in', async (request, reply) => {
  await queue.add('report', request.body)
  return reply.code(202).send({ accepted: true })
})
await app.listen({ port: 0, host: '127.0.0.1' })
process.on('disconnect', () => process.exit())
process.send?.({ ready: true, port: (app.server.address() as AddressInfo).port })
