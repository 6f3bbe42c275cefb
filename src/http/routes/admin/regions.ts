import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { csvAnswer } from '../../../operations/export-csv.ts'
import type { AreaFigures, RegionReport } from '../../../operations/regions.ts'
import { PERIODS } from '../../../operations/regions.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, problems } from '../../schemas/answers.ts'
import { IdSchema, RegionCodeSchema } from '../../schemas/operations.ts'
import { CaseClocksSchema, RegionReportSchema, UrgentClocksSchema } from '../../schemas/regions.ts'
import { viewerOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const closed = { additionalProperties: false }
const period = Type.Optional(
  Type.Enum([...PERIODS], { description: 'days or months of acceptance, to today; default 30d', examples: ['30d'] }),
)
const code = Type.Optional(RegionCodeSchema)
const state = Type.Enum(['soon', 'missed'], { description: 'about to be missed, or missed and still running', examples: ['missed'] })

/** Figures and clocks by region. They are kept up in the background and some seconds behind. */
export async function regionRoutes(instance: FastifyInstance, { operations: { regions } }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const refusals = problems('request_unreadable', ...ADMIN_PROBLEMS, 'region_unknown', 'ledger_unavailable')
  const csv = { 200: Type.Unknown({ description: 'text/csv in UTF-8, one line a row' }), ...refusals }

  app.get(
    '/admin/v1/regions',
    {
      schema: {
        ...ADMIN,
        summary: 'Regions with their figures',
        description: 'The country by province; for an account of a province or region its own part.',
        querystring: Type.Object({ period }, closed),
        response: { 200: RegionReportSchema, ...refusals },
      },
    },
    async (request) => reportView(await regions.overview(viewerOf(request), request.query.period ?? '30d')),
  )
  app.get(
    '/admin/v1/regions/:code',
    {
      schema: {
        ...ADMIN,
        summary: 'One region with its figures',
        description: 'A province comes with its regencies and cities.',
        params: Type.Object({ code: RegionCodeSchema }),
        querystring: Type.Object({ period }, closed),
        response: { 200: RegionReportSchema, ...refusals },
      },
    },
    async (request) => reportView(await regions.area(viewerOf(request), request.params.code, request.query.period ?? '30d')),
  )
  app.get(
    '/admin/v1/figures',
    {
      schema: {
        ...ADMIN,
        summary: 'Figures as CSV',
        description: 'One row for each day (or month), region and channel. It is streamed, however long it is.',
        querystring: Type.Object({ period, region: code }, closed),
        produces: ['text/csv'],
        response: csv,
      },
    },
    (request, reply) => {
      const { period: wanted = '30d', region = null } = request.query
      return sendCsv(reply, `figures-${wanted}.csv`, regions.figures(viewerOf(request), wanted, region))
    },
  )
  app.get(
    '/admin/v1/clocks',
    {
      schema: {
        ...ADMIN,
        summary: 'Clocks that are about to be missed, or missed',
        description: 'What is due first comes first. Go on with the cursor of the answer.',
        querystring: Type.Object(
          {
            state,
            region: code,
            cursor: Type.Optional(Type.String({ maxLength: 200, description: 'the cursor of the answer before', examples: ['WzE3Nj…'] })),
            limit: Type.Optional(
              Type.String({ pattern: '^([1-9]|[1-9][0-9]|1[0-9]{2}|200)$', description: '1 to 200; default 50', examples: ['50'] }),
            ),
          },
          closed,
        ),
        response: { 200: UrgentClocksSchema, ...refusals },
      },
    },
    async (request) => {
      const { region, limit = '50', ...asked } = request.query
      const { rows, cursor } = await regions.clocks(viewerOf(request), {
        ...asked,
        ...(region ? { code: region } : {}),
        limit: Number(limit),
      })
      return { items: rows.map((row) => ({ ...row, dueAt: row.dueAt.toISOString(), startedAt: row.startedAt.toISOString() })), cursor }
    },
  )
  app.get(
    '/admin/v1/clocks/export',
    {
      schema: {
        ...ADMIN,
        summary: 'The same clocks as CSV',
        description: 'It is streamed, however long it is. Tickets and ids, no person.',
        querystring: Type.Object({ state, region: code }, closed),
        produces: ['text/csv'],
        response: csv,
      },
    },
    (request, reply) => {
      const { state: wanted, region = null } = request.query
      return sendCsv(reply, `clocks-${wanted}.csv`, regions.exportClocks(viewerOf(request), wanted, region))
    },
  )
  app.get(
    '/admin/v1/complaints/:id/clocks',
    {
      schema: {
        ...ADMIN,
        summary: 'The clocks of one complaint',
        description: 'When each began, when it is due, and what it is now.',
        params: IdSchema,
        response: {
          200: CaseClocksSchema,
          ...problems('request_unreadable', ...ADMIN_PROBLEMS, 'complaint_unknown', 'ledger_unavailable'),
        },
      },
    },
    async (request) => {
      const { zone, clocks } = await regions.clocksOf(viewerOf(request), request.params.id)
      return {
        zone,
        clocks: clocks.map(({ name, state, limit, rules, startedAt, warnAt, dueAt, stoppedAt }) => ({
          ...{ name, state, limit: limit.limit, unit: limit.unit, basis: limit.basis, rules },
          ...{ startedAt: startedAt.toISOString(), warnAt: warnAt.toISOString(), dueAt: dueAt.toISOString() },
          stoppedAt: stoppedAt?.toISOString() ?? null,
        })),
      }
    },
  )
}

function sendCsv(reply: FastifyReply, name: string, lines: AsyncIterable<string>): FastifyReply {
  const { headers, body } = csvAnswer(name, lines)
  return reply.headers(headers).send(body)
}

function reportView({ area, period: of, total, parts, channels, goals, whole, unknownYears }: RegionReport) {
  const view = ({ area: { code: own, name, level }, ...figures }: AreaFigures) => ({ code: own, name, level, ...figures })
  const { code: _, level: __, ...country } = view(total)
  return {
    region: area?.code ?? null,
    period: of,
    total: country,
    parts: parts.map(view),
    channels: [...channels],
    goals,
    whole,
    unknownYears: [...unknownYears],
  }
}
