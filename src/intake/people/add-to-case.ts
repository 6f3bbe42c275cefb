import { GatewayError } from '../../contract/errors.ts'
import type { Addition } from '../../contract/people.ts'
import type { ChannelSettings } from '../../contract/settings.ts'
import { newId } from '../../ledger/uuid.ts'
import type { Desk } from '../desk.ts'
import { storeAllFiles } from '../new-complaint.ts'
import { noteLeftOut, sortFiles } from './files.ts'

/** For a file without a word; it goes to the institution. */
const ONLY_FILES = 'Pelapor mengirim berkas tambahan.'

/** Keeps what a person adds to a case of their own, once a message; it goes to LAPOR! when the case is there. Throws `complaint_unknown` for anybody else's. */
export async function addToCase(
  desk: Desk,
  settings: ChannelSettings,
  caseId: string,
  { sender, messageId, text, files = [] }: Addition,
): Promise<{ outcome: 'added' | 'seen' }> {
  const { people, updates } = desk.ledger
  if (!(await people.isOwn(settings.id, sender, caseId)))
    throw new GatewayError('complaint_unknown', `this sender has no complaint ${caseId}`)
  const { taken, leftOut } = sortFiles(desk, files)
  const reference = await people.messageReference(settings.id, messageId)
  const said = text.toWellFormed().replaceAll('\u0000', '').trim()
  if (said === '' && taken.length === 0) {
    if (leftOut.length === 0) throw new GatewayError('schema_violation', 'an addition says something: give text or files', { at: '/text' })
    await noteLeftOut(desk, caseId, leftOut, reference)
    return { outcome: 'added' }
  }
  const { outcome } = await updates.insert({
    id: newId(),
    complaintId: caseId,
    source: 'citizen',
    reference,
    state: null,
    body: said === '' ? ONLY_FILES : said,
    delivery: 'accepted',
    reason: null,
    attachments: taken.map(({ name }, position) => ({ url: `file-part:${position}`, name })),
    files: await storeAllFiles(desk, taken),
  })
  desk.noteIn(settings.id)
  await noteLeftOut(desk, caseId, leftOut, reference)
  return { outcome: outcome === 'seen' ? 'seen' : 'added' }
}
