import type { Dispatch, Receipt, Saga } from '../../src/contract/central.ts'
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
  const prefix = originPrefix(dispatch.filing.identity, dispatch.origin)
  const { content, continued } = splitContent(statementOf(dispatch), prefix, dispatch.id, limits)

  const fileIds = await uploadFiles(centre, files.slice(0, limits.photos), saga)
  const created = await createComplaint(centre, dispatch, content, fileIds, saga)
  if (dispatch.handOnTo !== null) await handOn(centre, created.laporId, dispatch.handOnTo, saga)

  await addParts(centre, saga, {
    step: 'continue',
    seed: dispatch.id,
    prefix,
    texts: continued,
    files: files.slice(limits.photos),
    laporId: created.laporId,
    filing: dispatch.filing,
    institutionTo: dispatch.handOnTo?.institutionId ?? dispatch.filing.identity.dispositionId ?? null,
    secret: dispatch.complaint.secret,
  })
  return { laporId: created.laporId, trackingId: created.trackingId, institution: null }
}
