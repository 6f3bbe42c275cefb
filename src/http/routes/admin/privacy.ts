import { randomUUID } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { requirePermission } from '../../../contract/access.ts'
import type { ComplaintRow } from '../../../ledger/ledger.ts'
import type { ByWhom } from '../../../ledger/privacy.ts'
import { eraseComplaint, findOne } from '../../../privacy/erase-complaint.ts'
import { releaseComplaint, restrictComplaint } from '../../../privacy/restrict-complaint.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, BODY_PROBLEMS, problems } from '../../schemas/answers.ts'
import { EXAMPLE_ID } from '../../schemas/operations.ts'
import { decidingOf } from '../../viewer.ts'
import { ADMIN } from './index.ts'

const line = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*\\S[^\\u0000]*$', description })

const WhySchema = Type.Object(
  {
    reason: line(500, 'why, for the audit; name no person'),
    by: Type.Optional(line(100, 'who, for the audit; default: admin')),
  },
  { additionalProperties: false, examples: [{ reason: 'letter 17/2026', by: 'Rina (operator)' }] },
)
const EraseSchema = Type.Object(
  {
    ...WhySchema.properties,
    text: Type.Optional(Type.Boolean({ description: 'also what was said: title, text, place, updates, answers' })),
  },
  { additionalProperties: false, examples: [{ reason: 'letter 17/2026', by: 'Rina (operator)', text: true }] },
)
const ErasureSchema = Type.Object(
  {
    id: Type.String(),
    ticket: Type.String(),
    erased: Type.Object({ reporter: Type.Boolean(), raw: Type.Boolean(), attachments: Type.Integer(), text: Type.Boolean() }),
    delivery: Type.String(),
    laporId: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
    note: Type.String({ description: 'what this hub cannot do' }),
  },
  { description: 'what was erased' },
)
const RestrictionSchema = Type.Object(
  {
    id: Type.String(),
    restricted: Type.Boolean(),
    changed: Type.Boolean(),
    delivery: Type.String(),
    note: Type.String(),
  },
  { description: 'it is so now' },
)
const HoldSchema = Type.Object({ id: Type.String(), held: Type.Boolean(), changed: Type.Boolean() }, { description: 'it is so now' })

/** What the law asks of a complaint's person. Each is audited with who and why. */
export async function privacyRoutes(instance: FastifyInstance, { ledger, settings }: AppDeps): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const holder = `http/${process.pid}/${randomUUID().slice(0, 8)}`
  const params = Type.Object({ id: Type.String({ description: 'complaint id or ticket', examples: [EXAMPLE_ID] }) })
  const refusals = problems(...BODY_PROBLEMS, ...ADMIN_PROBLEMS, 'complaint_unknown', 'legal_hold', 'ledger_unavailable')
  const schemaOf = <Body, Answer>(summary: string, description: string, body: Body, answer: Answer) => ({
    schema: { ...ADMIN, summary, description, params, body, response: { 200: answer, ...refusals } },
  })

  /** Whether this person may, and of which complaint. */
  async function decide(
    request: FastifyRequest,
    reference: string,
    { reason, by }: Static<typeof WhySchema>,
  ): Promise<{ row: ComplaintRow; by: ByWhom }> {
    const viewer = decidingOf(request, by, 'admin')
    const row = await findOne(ledger, reference, viewer.scope)
    requirePermission(viewer, 'keep_privacy')
    return { row, by: { actor: viewer.name, reason, address: viewer.address } }
  }

  app.post(
    '/admin/v1/complaints/:id/erase',
    schemaOf(
      'Take the person out of a case',
      'Reporter, payload and files are erased; with `text` also what was said. The case and its history stay. LAPOR! keeps its copy.',
      EraseSchema,
      ErasureSchema,
    ),
    async (request) => {
      const { row, by } = await decide(request, request.params.id, request.body)
      const region = settings.current.regions.get(row.origin.region)
      return eraseComplaint(ledger, row, by, { holder, region, text: request.body.text ?? false })
    },
  )
  app.post(
    '/admin/v1/complaints/:id/restrict',
    schemaOf('Restrict a complaint', 'Nothing of it is sent to LAPOR! until it is released.', WhySchema, RestrictionSchema),
    async (request) => {
      const { row, by } = await decide(request, request.params.id, request.body)
      return restrictComplaint(ledger, holder, row.id, by)
    },
  )
  app.post(
    '/admin/v1/complaints/:id/release',
    schemaOf('Release a restricted complaint', 'It goes on to LAPOR!.', WhySchema, RestrictionSchema),
    async (request) => {
      const { row, by } = await decide(request, request.params.id, request.body)
      return releaseComplaint(ledger, row.id, by)
    },
  )
  for (const [path, held] of [
    ['hold', true],
    ['hold/release', false],
  ] as const) {
    app.post(
      `/admin/v1/complaints/:id/${path}`,
      schemaOf(
        held ? 'Put a complaint under legal hold' : 'End the legal hold',
        held ? 'Nothing of it is erased, by anybody, until the hold ends.' : 'It may be erased again.',
        WhySchema,
        HoldSchema,
      ),
      async (request) => {
        const { row, by } = await decide(request, request.params.id, request.body)
        return { id: row.id, held, changed: await ledger.privacy.hold(row.id, held, by) }
      },
    )
  }
}
