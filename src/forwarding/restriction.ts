import type { Saga } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { RESTRICTED_MESSAGE } from '../ledger/privacy.ts'

/** Throws `restricted` when nothing of the complaint may be sent or fetched. */
export async function refuseRestricted(ledger: Ledger, complaintId: string): Promise<void> {
  if (await ledger.privacy.isRestricted(complaintId)) throw new GatewayError('restricted', RESTRICTED_MESSAGE)
}

/** A saga that begins no step of a restricted complaint. It looks behind the mark of the step: whoever restricts looks at the mark behind the restriction. */
export function unlessRestricted(saga: Saga, ledger: Ledger, complaintId: string): Saga {
  return {
    step: (name, fn, options) =>
      saga.step(
        name,
        async () => {
          await refuseRestricted(ledger, complaintId)
          return fn()
        },
        options,
      ),
  }
}
