import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { ReplayRow } from '../../../ledger/decisions.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import {
  EXAMPLE_WHO,
  FilterSchema,
  IdSchema,
  PreviewSchema,
  ReplaySchema,
  ReplayStatusSchema,
  type ReplayView,
  WHO,
  WhoSchema,
} from '../../schemas/operations.ts'
import { decidingOf, viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const COMMON = [...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'ledger_unavailable'] as const
const EXAMPLE_FILTER = { reason: 'mapping_failed', channel: 'jaki' }
const closed = { additionalProperties: false }

/** Sending parked complaints through again: what would change, start, status, stop. */
export async function replayRoutes(instance: FastifyInstance, { operations }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.post(
    '/admin/v1/replays/preview',
    {
      schema: {
        ...ADMIN,
        summary: 'Preview a replay',
        description: 'Shows what a replay would change, and does nothing. It never shows the person.',
        body: Type.Object(
          { filter: FilterSchema, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'default 20' })) },
          { ...closed, examples: [{ filter: EXAMPLE_FILTER, limit: 20 }] },
        ),
        response: { 200: PreviewSchema, ...problems(...COMMON, 'replay_refused') },
      },
    },
    async (request) => {
      const { filter, limit = 20 } = request.body
      const { total, items } = await operations.previewReplay(viewerOf(request), filter, limit)
      return { total, items: items.map((item) => ({ ...item, changes: [...item.changes] })) }
    },
  )
  app.post(
    '/admin/v1/replays',
    {
      schema: {
        ...ADMIN,
        summary: 'Start a replay',
        description: 'Parked complaints are read again with the mapping that each channel names now. A gateway does it in the background.',
        body: Type.Object(
          { filter: FilterSchema, perSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'default 10' })), ...WHO },
          { ...closed, examples: [{ filter: EXAMPLE_FILTER, perSecond: 10, ...EXAMPLE_WHO }] },
        ),
        response: { 202: ReplaySchema, ...problems(...COMMON, 'replay_refused') },
      },
    },
    async (request, reply) => {
      const { filter, perSecond = 10, by, reason } = request.body
      const row = await operations.startReplay(decidingOf(request, by), filter, perSecond, reason)
      return reply.code(202).send(viewReplay(row))
    },
  )
  app.get(
    '/admin/v1/replays',
    {
      schema: {
        ...ADMIN,
        summary: 'All replays',
        description: 'The last hundred, newest first.',
        response: {
          200: Type.Object({ items: Type.Array(ReplaySchema) }, { description: 'the replays' }),
          ...problems(...ADMIN_PROBLEMS, 'ledger_unavailable'),
        },
      },
    },
    async (request) => ({ items: (await operations.listReplays(viewerOf(request), 100)).map(viewReplay) }),
  )
  app.get(
    '/admin/v1/replays/:id',
    {
      schema: {
        ...ADMIN,
        summary: 'Read one replay',
        description: 'How far it is, and what it could not replay.',
        params: IdSchema,
        response: { 200: ReplayStatusSchema, ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'replay_unknown', 'ledger_unavailable') },
      },
    },
    async (request) => {
      const { refusals, ...row } = await operations.replayStatus(viewerOf(request), request.params.id)
      return { ...viewReplay(row), refusals }
    },
  )
  app.post(
    '/admin/v1/replays/:id/stop',
    {
      schema: {
        ...ADMIN,
        summary: 'Stop a replay',
        description: 'What was replayed stays so. The rest stays parked.',
        params: IdSchema,
        body: WhoSchema,
        response: { 200: ReplaySchema, ...problems(...COMMON, 'replay_unknown') },
      },
    },
    async (request) =>
      viewReplay(await operations.stopReplay(decidingOf(request, request.body.by), request.params.id, request.body.reason)),
  )
}

export function viewReplay({ filter, startedAt, finishedAt, cursor: _internal, scope: _bounds, ...row }: ReplayRow): ReplayView {
  const { ids, ...rest } = filter
  return {
    ...row,
    filter: { ...(ids ? { ids: [...ids] } : {}), ...rest },
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}
