import { setTimeout as wait } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../deps.ts'
import { problems } from '../schemas/answers.ts'

const parts = { ready: Type.Boolean(), parts: Type.Record(Type.String(), Type.Enum(['up', 'away'])) }
const OPEN = { tags: ['operation'], security: [] }

/** For whoever runs it: does it live, can it accept, what does it count. */
export async function healthRoutes(instance: FastifyInstance, deps: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get(
    '/healthz',
    {
      schema: {
        ...OPEN,
        summary: 'The process lives',
        description: 'Answers as long as the process can answer. It looks at nothing else.',
        response: { 200: Type.Object({ alive: Type.Boolean() }, { description: 'it lives' }), ...problems() },
      },
    },
    () => ({ alive: true }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        ...OPEN,
        summary: 'Reports can be accepted',
        description: 'The queue may be down: reports are accepted and sent on later.',
        response: {
          ...problems(),
          200: Type.Object(parts, { description: 'reports can be accepted' }),
          503: Type.Object(parts, {
            description: 'the ledger cannot be reached, and nothing can be accepted; or the gateway is about to stop',
          }),
        },
      },
    },
    async (_request, reply) => {
      const [ledger, queue] = await Promise.all([isUp(() => deps.ledger.ping()), isUp(deps.probes?.queue)])
      const ready = ledger && deps.draining?.announced !== true
      return reply.code(ready ? 200 : 503).send({
        ready,
        parts: { ledger: ledger ? 'up' : 'away', ...(deps.probes?.queue ? { queue: queue ? 'up' : 'away' } : {}) },
      })
    },
  )

  app.get(
    '/metrics',
    {
      schema: {
        ...OPEN,
        summary: 'Metrics',
        description: 'In the text form of Prometheus.',
        response: { 200: { description: 'the metrics', content: { 'text/plain': { schema: Type.String() } } }, ...problems() },
      },
    },
    async (_request, reply) => {
      return reply.header('content-type', deps.registry.contentType).send(await deps.registry.metrics())
    },
  )
}

const MOST_MS = 1500

async function isUp(probe: (() => Promise<void>) | undefined): Promise<boolean> {
  if (!probe) return true
  const done = new AbortController()
  const late = wait(MOST_MS, false, { signal: done.signal, ref: false }).catch(() => false)
  const asked = probe().then(
    () => true,
    () => false,
  )
  const up = await Promise.race([asked, late])
  done.abort()
  return up
}
