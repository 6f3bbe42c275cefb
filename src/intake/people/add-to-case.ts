import { GatewayError } from '../../contract/errors.ts'
import type { Addition } from '../../contract/people.ts'
import type { ChannelSettings } from '../../contract/settings.ts'
import type { Desk } from '../desk.ts'
import { keepLarge, keepUpdate, noteLeftOut, sortFiles } from './files.ts'

/** Keeps what a person adds to a case of their own, once a message; it goes to LAPOR! when the case is there. Throws `complaint_unknown` for anybody else's. */
export async function addToCase(
  desk: Desk,
  settings: ChannelSettings,
  caseId: string,
  { sender, messageId, text, files = [] }: Addition,
): Promise<{ outcome: 'added' | 'seen'; leftOut: number }> {
  const { people } = desk.ledger
  if (!(await people.isOwn(settings.id, sender, caseId)))
    throw new GatewayError('complaint_unknown', `this sender has no complaint ${caseId}`)
  const { taken, large, leftOut } = sortFiles(desk, files)
  const said = text.toWellFormed().replaceAll('\u0000', '').trim()
  if (said === '' && files.length === 0)
    throw new GatewayError('schema_violation', 'an addition says something: give text or files', { at: '/text' })
  const reference = await people.messageReference(settings.id, messageId)
  const kept = said !== '' || taken.length > 0 ? await keepUpdate(desk, caseId, reference, said, taken) : null
  const keptLarge = await keepLarge(desk, caseId, reference, large)
  await noteLeftOut(desk, caseId, leftOut, reference)
  desk.noteIn(settings.id)
  const isKnown = [kept, keptLarge].every((outcome) => outcome !== 'stored') && (kept ?? keptLarge) !== null
  return { outcome: isKnown ? 'seen' : 'added', leftOut: leftOut.length }
}
