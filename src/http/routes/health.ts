import { setTimeout as wait } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../deps.ts'

const PartsSchema = Type.Object({ ready: Type.Boolean(), parts: Type.Record(Type.String(), Type.Enum(['up', 'away'])) })

/** For whoever runs it: does it live, can it accept, what does it count. */
export async function healthRoutes(instance: FastifyInstance, deps: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get(
    '/healthz',
    { schema: { tags: ['operation'], summary: 'The process lives', response: { 200: Type.Object({ alive: Type.Boolean() }) } } },
    () => ({ alive: true }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        tags: ['operation'],
        summary: 'Reports can be accepted',
        description: 'The queue may be away: reports are accepted and sent on later.',
        response: { 200: PartsSchema, 503: PartsSchema },
      },
    },
    async (_request, reply) => {
      const [ledger, queue] = await Promise.all([isUp(() => deps.ledger.ping()), isUp(deps.probes?.queue)])
      return reply.code(ledger ? 200 : 503).send({
        ready: ledger,
        parts: { ledger: ledger ? 'up' : 'away', ...(deps.probes?.queue ? { queue: queue ? 'up' : 'away' } : {}) },
      })
    },
  )

  app.get('/metrics', { schema: { tags: ['operation'], summary: 'Metrics, in Prometheus text' } }, async (_request, reply) => {
    return reply.header('content-type', deps.registry.contentType).send(await deps.registry.metrics())
  })
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
