import type { Viewer } from '../../contract/access.ts'
import type { Reporter } from '../../contract/complaint.ts'
import { checkWho, complaintUnknown, type OperationsParts } from '../parts.ts'

export interface Identity {
  readonly id: string
  /** null: nobody was named, or it cannot be opened, or it was erased. */
  readonly reporter: Reporter | null
  /** How the channel of people calls them. */
  readonly sender: string | null
  readonly state: 'opened' | 'nobody' | 'unreadable' | 'erased'
}

export async function readIdentity({ ledger, log }: OperationsParts, viewer: Viewer, id: string, reason: string): Promise<Identity> {
  const row = await ledger.complaints.get(id, viewer.scope)
  if (!row) throw complaintUnknown(id)
  const who = checkWho(viewer, reason, 'unseal')
  await ledger.privacy.noteRead(row.id, { actor: who.by, reason: who.reason, address: viewer.address })
  log.info({ complaintId: row.id }, 'a person reads who reported')
  if (row.erasedAt !== null) return { id: row.id, reporter: null, sender: null, state: 'erased' }
  const [reporter, sealed, recipient] = await Promise.all([
    ledger.sealed.openReporter(row.id),
    ledger.sealed.hasReporter(row.id),
    ledger.people.recipient(row.id).catch(() => null),
  ])
  const sender = recipient?.sender ?? null
  const state = reporter !== null || sender !== null ? 'opened' : sealed ? 'unreadable' : 'nobody'
  return { id: row.id, reporter, sender, state }
}
