import type { Static } from 'typebox'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ComplaintRow, Ledger } from '../ledger/ledger.ts'
import type { CaseSchema } from './schemas/answers.ts'

export type CaseView = Static<typeof CaseSchema>

/** A complaint as its own region reads it. Never the reporter. Reading marks nothing. */
export async function viewCase(ledger: Ledger, mapping: CompiledMapping | undefined, row: ComplaintRow): Promise<CaseView> {
  const [fed, updates] = await Promise.all([ledger.feedback.of(row.id), ledger.updates.of(row.id)])
  return {
    id: row.id,
    origin: row.origin,
    delivery: row.delivery,
    ...(row.reason ? { reason: { code: row.reason.code, message: row.reason.message } } : {}),
    status: row.status,
    statusWord: mapping?.feedbackWord(row.status) ?? row.status,
    statusNative: row.statusNative,
    laporId: row.laporId,
    trackingId: row.trackingId,
    institution: row.institution,
    acceptedAt: row.acceptedAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    updatedAt: row.changedAt.toISOString(),
    answers: fed.flatMap(({ answer, at }) =>
      answer
        ? [
            {
              text: answer.text,
              from: answer.from,
              at: at.toISOString(),
              attachments: answer.attachments.map(({ name, url }) => ({ name, url })),
            },
          ]
        : [],
    ),
    updates: updates.map(({ id, source, state, delivery, acceptedAt }) => ({
      id,
      source,
      status: state?.native ?? state?.status ?? null,
      delivery,
      acceptedAt: acceptedAt.toISOString(),
    })),
  }
}
