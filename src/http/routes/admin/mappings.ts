import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { describeMapped } from '../../../mapping/samples.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { BenchSourcesSchema, ComparedSchema, SamplesSchema, TriedSchema } from '../../schemas/mappings.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const closed = { additionalProperties: false }
const ref = Type.String({
  pattern: '^[a-z0-9-]+/v[1-9][0-9]*$',
  maxLength: 100,
  description: 'a source and its version',
  examples: ['qlue/v1'],
})

/** The mapping bench: nothing is stored. */
export async function mappingRoutes(instance: FastifyInstance, { operations: { mappingBench } }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    '/admin/v1/mappings',
    {
      schema: {
        ...ADMIN,
        summary: 'Mappings and who uses them',
        description: 'The whole country sees all; a province or region those that its own channels use.',
        response: { 200: BenchSourcesSchema, ...problems(...ADMIN_PROBLEMS) },
      },
    },
    async (request) => ({
      items: mappingBench.sources(viewerOf(request)).map((one) => ({ ...one, refs: [...one.refs], channels: [...one.channels] })),
    }),
  )
  app.get(
    '/admin/v1/mappings/samples',
    {
      schema: {
        ...ADMIN,
        summary: 'Payloads to try a mapping on',
        description: 'Those that lie beside the mapping and its other versions.',
        querystring: Type.Object({ mapping: ref }, closed),
        response: { 200: SamplesSchema, ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'mapping_unknown') },
      },
    },
    async (request) => ({ items: await mappingBench.samples(viewerOf(request), request.query.mapping) }),
  )
  app.post(
    '/admin/v1/mappings/try',
    {
      schema: {
        ...ADMIN,
        summary: 'Try a mapping on a payload',
        description: 'Answers the complaint, or the coded fault with its place. Nothing is stored, and the payload stands in no log.',
        body: Type.Object(
          { mapping: ref, payload: Type.String({ maxLength: 200_000, description: 'the payload as text' }) },
          { ...closed, examples: [{ mapping: 'qlue/v1', payload: '{"post_id":1,"post_desc":"Banjir"}' }] },
        ),
        response: { 200: TriedSchema, ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'mapping_unknown') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const tried = mappingBench.try(viewerOf(request), request.body.mapping, request.body.payload)
      const placed = tried.outcome === 'failed' ? tried.errors : tried.outcome === 'complaint' ? tried.unread : []
      const places = placed.map(({ start: _, end: __, ...place }) => place)
      return { outcome: tried.outcome, result: describeMapped(tried), places }
    },
  )
  app.post(
    '/admin/v1/mappings/compare',
    {
      schema: {
        ...ADMIN,
        summary: 'Compare two versions over arrivals',
        description:
          'Maps the last 100 arrivals of a channel by its mapping and by another version. They are opened in memory and not shown: only differences of fields that name nobody, and counts.',
        body: Type.Object(
          { channel: Type.String({ maxLength: 64, description: "the channel's id" }), mapping: ref },
          { ...closed, examples: [{ channel: 'qlue', mapping: 'qlue/v2' }] },
        ),
        response: {
          200: ComparedSchema,
          ...problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'mapping_unknown', 'channel_unknown', 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      const compared = await mappingBench.compare(viewerOf(request), request.body.channel, request.body.mapping)
      return {
        ...compared,
        outcomes: [...compared.outcomes],
        fields: compared.fields.map((field) => ({ ...field, examples: [...field.examples] })),
        faults: [...compared.faults],
      }
    },
  )
}
