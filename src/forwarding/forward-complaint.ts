import { nextFollow } from '../config/follow-schedule.ts'
import type { Saga } from '../contract/central.ts'
import { CREATE_STEP, FINISH_STEP, type Filing, type Receipt, type StoredFile } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import type { RegionSettings } from '../contract/settings.ts'
import type { AttachmentRow, ComplaintRow, Reason } from '../ledger/ledger.ts'
import { openSaga } from './ledger-saga.ts'
import type { Forwarding } from './parts.ts'
import { unlessRestricted } from './restriction.ts'
import { findAuthority } from './route.ts'

/** Takes one complaint to the centre. The caller holds its lease. Throws GatewayError; what then happens is decided by its code. */
export async function forwardComplaint(forwarding: Forwarding, id: string): Promise<'delivered' | 'not_in_flight' | 'fetch_first'> {
  const { ledger, central, queues, breaker } = forwarding
  const row = await ledger.complaints.get(id)
  if (!row?.complaint || !(row.delivery === 'accepted' || (await isToBeFinished(forwarding, row)))) return 'not_in_flight'
  const attachments = await ledger.attachments.of(id)
  if (attachments.some((attachment) => attachment.state === 'pending')) {
    queues.enqueue('fetch', { id, region: row.origin.region })
    return 'fetch_first'
  }
  const { complaint } = row
  const { region, filing } = filingOf(forwarding, row)
  const reporter = await ledger.sealed.openReporter(id)
  const saga = sagaOf(forwarding, id, id)
  const receipt = await breaker(() =>
    central.submit(
      {
        id,
        origin: row.origin,
        complaint: reporter ? { ...complaint, reporter } : complaint,
        filing,
        files: attachments.map((attachment) => storedFile(forwarding, attachment)),
        handOnTo: findAuthority(complaint, region),
      },
      saga,
    ),
  )
  await settle(forwarding, id, receipt)
  if (reporter === null && (await ledger.sealed.hasReporter(id))) await ledger.events.add(id, 'identity_unreadable')
  await ledger.alerts.close('credentials_refused:central', `config_invalid:${row.origin.region}`)
  return 'delivered'
}

/** A person confirmed its create; what belongs to it (handing on, the end of a long text) is still to be done. */
async function isToBeFinished({ ledger }: Forwarding, { id, delivery }: ComplaintRow): Promise<boolean> {
  return delivery === 'delivered' && (await ledger.steps.get(id, FINISH_STEP))?.state === 'sent'
}

export function sagaOf(forwarding: Forwarding, subject: string, complaintId: string): Saga {
  const saga = openSaga({ ...forwarding, mayBegin: () => mayBegin(forwarding) }, subject)
  return unlessRestricted(saga, forwarding.ledger, complaintId)
}

/** Before a step is marked as sent: its turn at the centre has come, and nobody stopped the sending. */
async function mayBegin({ turn, pauses, signal }: Forwarding): Promise<void> {
  await turn?.(signal)
  await pauses.check()
}

/** Whether the centre has it although what followed the create came to an end without success: then it is delivered, and a person is told what is missing. */
export async function settleCreated(forwarding: Forwarding, id: string, reason: Reason): Promise<boolean> {
  const step = await forwarding.ledger.steps.get(id, CREATE_STEP)
  if (step?.state !== 'done') return false
  const { laporId, trackingId } = step.result as Pick<Receipt, 'laporId' | 'trackingId'>
  const unfinished = [{ what: 'continuation' as const, code: reason.code, message: reason.message }]
  await settle(forwarding, id, { laporId, trackingId, institution: null, unfinished })
  return true
}

async function settle({ ledger, settings }: Forwarding, id: string, receipt: Receipt): Promise<void> {
  const now = new Date()
  await ledger.complaints.markDelivered(id, receipt, nextFollow(settings().gateway.follow, now, now))
  for (const { what, code, message } of receipt.unfinished ?? []) {
    await ledger.events.add(id, 'unfinished', { what, code, message })
    await ledger.alerts.raise(`unfinished:${what}:${id}`, code, id, `LAPOR! has it as ${receipt.laporId}, without its ${what}: ${message}`)
  }
  if (await ledger.steps.get(id, FINISH_STEP)) await ledger.steps.markDone(id, FINISH_STEP, null)
}

/**
 * The region and filing that are in force now for a complaint's channel. Throws `config_invalid` while its file is gone or broken: without it the report
 * would reach the centre without the name of its app.
 */
export function filingOf({ settings }: Forwarding, { origin }: ComplaintRow): { region: RegionSettings; filing: Filing } {
  const channel = settings().channels.get(origin.channel)
  if (!channel) throw new GatewayError('config_invalid', `channel ${origin.channel} is not in config/channels; bring its file back`)
  if (channel.broken)
    throw new GatewayError('config_invalid', `channel ${origin.channel}: its file is broken; fix it (gateway doctor says where)`)
  return { region: channel.region, filing: channel.filing }
}

export function storedFile(forwarding: Forwarding, row: AttachmentRow): StoredFile {
  const sha256 = row.sha256 ?? ''
  return {
    sha256,
    name: row.name ?? `lampiran-${row.position + 1}`,
    mediaType: row.mediaType ?? 'application/octet-stream',
    sizeBytes: row.sizeBytes ?? 0,
    read: () => forwarding.blobs.read(sha256),
  }
}
