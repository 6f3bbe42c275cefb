import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { RESTRICTED_MESSAGE } from '../ledger/privacy.ts'

/** Throws `restricted` when nothing of the complaint may be fetched. What is sent is refused by the ledger itself (Steps.markSent). */
export async function refuseRestricted(ledger: Ledger, complaintId: string): Promise<void> {
  if (await ledger.privacy.isRestricted(complaintId)) throw new GatewayError('restricted', RESTRICTED_MESSAGE)
}
