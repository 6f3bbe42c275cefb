import { setTimeout as pause } from 'node:timers/promises'
import type { Dispatch, Saga } from '../../src/contract/central.ts'
import { idOf, listOf, pick } from './answers.ts'
import type { Centre } from './call.ts'
import { readDetail } from './case-state.ts'

type Target = NonNullable<Dispatch['handOnTo']>

/** Hands the report on to the institution with the authority. After a lost answer the case itself says whether it arrived. */
export async function handOn(centre: Centre, laporId: string, target: Target, saga: Saga): Promise<void> {
  await saga.step('hand-on', () => reject(centre, laporId, target), { reconcile: () => alreadyThere(centre, laporId, target) })
}

async function reject(centre: Centre, laporId: string, { institutionId, reason }: Target): Promise<true> {
  await centre.call({
    method: 'POST',
    path: `/complaints/process/${encodeURIComponent(laporId)}/reject`,
    json: { is_request: 1, reason: String(institutionId), reason_description: reason, not_authority: 1 },
    inDoubt: 'answer_lost',
    mayBeEmpty: true,
  })
  return true
}

/** Asked twice with some time between: the centre may be committing what it did not answer. */
async function alreadyThere(centre: Centre, laporId: string, target: Target): Promise<true | undefined> {
  if (await wasHandedOn(centre, laporId, target)) return true
  await pause(centre.graceMs)
  return (await wasHandedOn(centre, laporId, target)) ? true : undefined
}

async function wasHandedOn(centre: Centre, laporId: string, { institutionId }: Target): Promise<boolean> {
  const { data, logs } = await readDetail(centre, laporId)
  const wanted = String(institutionId)
  return idOf(pick(data, 'disposition_id')) === wanted || listOf(logs).some((log) => idOf(pick(log, 'institution_to', 'id')) === wanted)
}
