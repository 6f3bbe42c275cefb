import type { CaseGlimpse, CentralStore } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import { referenceOf } from '../contract/reference.ts'
import type { Settings } from '../contract/settings.ts'

/** What the centre shows of a case. Throws `case_unknown`, or `central_not_asked` while it cannot answer. */
export async function lookAtCase(central: Pick<CentralStore, 'follow' | 'inspect'>, laporId: string): Promise<CaseGlimpse> {
  try {
    if (central.inspect) return await central.inspect(laporId)
    const { trackingId, institution } = await central.follow({ laporId, trackingId: null, institution: null })
    return { content: null, trackingId, institution }
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code === 'case_unknown') throw error
    throw new GatewayError('central_not_asked', `LAPOR! was not asked about ${laporId}: ${error.message}`, {
      cause: error,
      retryAfterMs: error.retryAfterMs ?? 10_000,
    })
  }
}

/** Whether the case names our ticket, or its number; null: that cannot be seen, because its text is not shown or the channel writes neither into it. */
export function showsTicket(
  settings: Settings,
  of: { id: string; channel: string; ticket: string },
  { content }: CaseGlimpse,
): boolean | null {
  const prefix = settings.channels.get(of.channel)?.filing.identity.prefix ?? ''
  const names = [...(prefix.includes('{ticket}') ? [of.ticket] : []), ...(prefix.includes('{reference}') ? [referenceOf(of.id)] : [])]
  if (content === null || names.length === 0) return null
  return names.every((name) => oneSpace(content).includes(oneSpace(name)))
}

const oneSpace = (text: string): string => text.toWellFormed().replace(/\s+/g, ' ').trim()
