import { setTimeout as pause } from 'node:timers/promises'
import type { Delivery } from '../contract/complaint.ts'
import { holdLease } from '../ledger/hold-lease.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ByWhom } from '../ledger/privacy.ts'

export interface Restriction {
  readonly id: string
  readonly restricted: boolean
  /** false: it was so before. */
  readonly changed: boolean
  readonly delivery: Delivery
  /** For the person who asked: what this means at the centre. */
  readonly note: string
}

/** How long a sending that is under way is waited for, so that the answer can say how it ended. */
const WAIT_MS = 4_000

/** Stops everything of a complaint from going to the centre, until it is released. What a gateway is sending just now stops before its next step. */
export async function restrictComplaint(ledger: Ledger, holder: string, id: string, by: ByWhom): Promise<Restriction> {
  const changed = await ledger.privacy.restrict(id, by)
  const delivery = await afterWhatIsUnderWay(ledger, holder, id)
  return { id, restricted: true, changed, delivery, note: NOTES[delivery] }
}

export async function releaseComplaint(ledger: Ledger, id: string, by: ByWhom): Promise<Restriction> {
  const changed = await ledger.privacy.release(id, by)
  const row = await ledger.complaints.get(id)
  const delivery = row?.delivery ?? 'parked'
  const note = delivery === 'accepted' ? 'it goes on to LAPOR!' : `it is ${delivery}, as before`
  return { id, restricted: false, changed, delivery, note }
}

async function afterWhatIsUnderWay(ledger: Ledger, holder: string, id: string): Promise<Delivery> {
  const until = Date.now() + WAIT_MS
  for (;;) {
    const lease = await holdLease(ledger, `forward:${id}`, holder)
    try {
      // Also without the lease: whoever sends it looks at the restriction behind its own mark, so that one of the two sees the other.
      const delivery = await ledger.privacy.parkRestricted(id)
      if (lease !== null || delivery !== 'accepted' || Date.now() > until) return delivery
    } finally {
      await lease?.release()
    }
    await pause(200)
  }
}

const NOTES: Readonly<Record<Delivery, string>> = {
  accepted: 'it is being sent at this moment; whether LAPOR! gets it shows in its delivery',
  parked: 'it is parked, and LAPOR! does not have it',
  delivered: 'LAPOR! has it already, and the gateway cannot take it back there; nothing more of it is sent',
  unknown: 'it was sent, and whether LAPOR! has it is not known; nothing more of it is sent',
}
