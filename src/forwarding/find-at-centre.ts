import { setTimeout as pause } from 'node:timers/promises'
import { CREATE_STEP, type Receipt } from '../contract/central.ts'
import type { Forwarding } from './parts.ts'

/** How long a create may still be on its way to being committed before a centre that does not show it is asked again. */
const GRACE_MS = 3_000

/**
 * Asks a centre that can be asked, before a create without an answer is left to a person. true: it has it; the step is done now, and the work can go on behind it.
 * false: it does not show it, or cannot be asked. It is not sent again even then: a commit may come later than any look-up. Throws what the centre throws.
 */
export async function findAtCentre(forwarding: Forwarding, id: string): Promise<boolean> {
  const { ledger, central, breaker, lookupGraceMs = GRACE_MS } = forwarding
  const { lookup } = central
  if (!lookup) return false
  const [row, step] = await Promise.all([ledger.complaints.get(id), ledger.steps.get(id, CREATE_STEP)])
  if (row?.delivery !== 'accepted' || step?.state !== 'sent') return false
  const ask = () => breaker(() => lookup.call(central, { id, origin: row.origin }))
  const found = (await ask()) ?? (await askAgain(ask, lookupGraceMs))
  if (!found || (await ledger.unknown.holdersOf(found.laporId, id)).length > 0) return false
  await ledger.steps.markDone(id, CREATE_STEP, { laporId: found.laporId, trackingId: found.trackingId })
  await ledger.events.add(id, 'reconciled', { laporId: found.laporId, decidedBy: 'the centre' })
  return true
}

async function askAgain(ask: () => Promise<Receipt | null>, graceMs: number): Promise<Receipt | null> {
  await pause(graceMs)
  return ask()
}
