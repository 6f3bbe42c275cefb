import type { Dispatch, Receipt, Saga, Unfinished } from '../../src/contract/central.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Centre } from './call.ts'
import { originPrefix, splitContent } from './content.ts'
import { createComplaint } from './create.ts'
import { addParts } from './followup.ts'
import { handOn } from './hand-on.ts'
import { statementOf } from './statement.ts'
import { checkSizes, distinct, uploadFiles } from './upload.ts'

/** Files, then the complaint, then the institution with the authority, then what did not fit. Each is a step of its own in the saga. */
export async function submitComplaint(centre: Centre, dispatch: Dispatch, saga: Saga): Promise<Receipt> {
  const { limits } = centre.settings
  const files = distinct(dispatch.files)
  checkSizes(centre, files)
  const prefix = originPrefix(dispatch.filing.identity, dispatch.origin, dispatch.id)
  const { content, continued } = splitContent(statementOf(dispatch), prefix, dispatch.id, limits)

  const fileIds = await uploadFiles(centre, files.slice(0, limits.photos), saga)
  const created = await createComplaint(centre, dispatch, content, fileIds, saga)
  // From here on the centre has it: what it refuses of the rest is told, and cannot take back the delivery.
  const unfinished: Unfinished[] = []
  const { handOnTo } = dispatch
  if (handOnTo !== null) await attempt('hand_on', unfinished, () => handOn(centre, created.laporId, handOnTo, saga))

  const rest = {
    step: 'continue',
    seed: dispatch.id,
    prefix,
    texts: continued,
    files: files.slice(limits.photos),
    laporId: created.laporId,
    filing: dispatch.filing,
    institutionTo: dispatch.handOnTo?.institutionId ?? dispatch.filing.identity.dispositionId ?? null,
    secret: dispatch.complaint.secret,
  }
  await attempt('continuation', unfinished, () => addParts(centre, saga, rest))
  const receipt = { laporId: created.laporId, trackingId: created.trackingId, institution: null }
  return unfinished.length === 0 ? receipt : { ...receipt, unfinished }
}

/** What may be tried again later is thrown on; what is over is noted. */
async function attempt(what: Unfinished['what'], unfinished: Unfinished[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const over = error instanceof GatewayError && (error.disposition === 'park' || error.disposition === 'reconcile')
    if (!over) throw error
    unfinished.push({ what, code: error.code, message: error.message })
  }
}
