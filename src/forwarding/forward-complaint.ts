import { nextFollow } from '../config/follow-schedule.ts'
import { CREATE_STEP, FINISH_STEP, type Filing, type Receipt, type StoredFile } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import type { RegionSettings } from '../contract/settings.ts'
import type { HeldLease } from '../ledger/hold-lease.ts'
import type { AttachmentRow, ComplaintRow, KnownSteps, Reason } from '../ledger/ledger.ts'
import type { About } from '../outbound/exchange-log.ts'
import { type LedgerSaga, openSaga, type SagaOf } from './ledger-saga.ts'
import type { Forwarding } from './parts.ts'
import { findAuthority } from './route.ts'

/** Takes one complaint to the centre, under its lease. Throws GatewayError; what then happens is decided by its code. */
export async function forwardComplaint(
  forwarding: Forwarding,
  id: string,
  lease: HeldLease,
): Promise<'delivered' | 'not_in_flight' | 'fetch_first'> {
  const { ledger, central, queues, breaker, exchanges, inTurn } = forwarding
  const taken = await ledger.complaints.takeUp(id)
  if (!taken?.row.complaint || !(taken.row.delivery === 'accepted' || isToBeFinished(taken.row, taken.steps))) return 'not_in_flight'
  const { row, attachments, steps, reporter } = taken
  if (attachments.some((attachment) => attachment.state === 'pending')) {
    queues.enqueue('fetch', { id, region: row.origin.region })
    return 'fetch_first'
  }
  const { complaint } = taken.row
  const { region, filing } = filingOf(forwarding, row)
  const dispatch = {
    id,
    origin: row.origin,
    complaint: reporter === null || reporter === 'unreadable' ? complaint : { ...complaint, reporter },
    filing,
    files: attachments.map((attachment) => storedFile(forwarding, attachment)),
    handOnTo: findAuthority(complaint, region),
  }
  await withSaga(forwarding, { subject: id, known: steps }, async (saga) => {
    const about = { ...aboutCentre(forwarding, id), reporter }
    const receipt = await inTurn(() => breaker(() => exchanges.watch(about, () => central.submit(dispatch, saga))))
    await settle(forwarding, id, receipt, { saga, steps, lease })
  })
  if (reporter === 'unreadable') await ledger.events.add(id, 'identity_unreadable')
  forwarding.log.info({ complaintId: id, channelId: row.origin.channel }, 'complaint delivered')
  forwarding.onDelay?.('delivery', (Date.now() - row.acceptedAt.getTime()) / 1000)
  forwarding.well.note('credentials_refused:central', `config_invalid:${row.origin.region}`)
  return 'delivered'
}

/** What is kept of the calls to the centre for this complaint. */
export function aboutCentre({ settings }: Forwarding, complaintId: string, updateId?: string): About {
  const { authorization, token } = settings().gateway.central
  return { complaintId, ...(updateId === undefined ? {} : { updateId }), peer: 'centre', secrets: [authorization.value, token.value] }
}

/** A person confirmed its create; what belongs to it (handing on, the end of a long text) is still to be done. */
function isToBeFinished({ delivery }: ComplaintRow, steps: KnownSteps): boolean {
  return delivery === 'delivered' && steps.get(FINISH_STEP)?.state === 'sent'
}

/** What the saga finished is written, also when the work fails behind it. */
export async function withSaga(forwarding: Forwarding, of: SagaOf, work: (saga: LedgerSaga) => Promise<void>): Promise<void> {
  const saga = openSaga({ ...forwarding, mayBegin: () => mayBegin(forwarding) }, of)
  try {
    await work(saga)
  } finally {
    await saga.write()
  }
}

/** Before a step is marked as sent: its turn at the centre has come, and nobody stopped the sending. */
async function mayBegin({ turn, pauses, signal }: Forwarding): Promise<void> {
  await turn?.(signal)
  await pauses.check()
}

/** Whether the centre has it although what followed the create came to an end without success: then it is delivered, and a person is told what is missing. */
export async function settleCreated(forwarding: Forwarding, id: string, reason: Reason): Promise<boolean> {
  const steps = await forwarding.ledger.steps.known(id)
  const created = steps.get(CREATE_STEP)
  if (created?.state !== 'done') return false
  const { laporId, trackingId } = created.result as Pick<Receipt, 'laporId' | 'trackingId'>
  const unfinished = [{ what: 'continuation' as const, code: reason.code, message: reason.message }]
  await settle(forwarding, id, { laporId, trackingId, institution: null, unfinished }, { steps })
  return true
}

interface UnderWay {
  readonly steps: KnownSteps
  /** What it finished is written with the delivery. */
  readonly saga?: LedgerSaga
  /** It ends with the delivery, where nothing is left to be done. */
  readonly lease?: HeldLease
}

async function settle({ ledger, settings }: Forwarding, id: string, receipt: Receipt, { steps, saga, lease }: UnderWay): Promise<void> {
  const now = new Date()
  const { unfinished = [] } = receipt
  const last = unfinished.length === 0 ? lease : undefined
  await ledger.complaints.markDelivered(id, receipt, nextFollow(settings().gateway.follow, now, now), {
    steps: [...(saga?.unwritten ?? []), ...(steps.has(FINISH_STEP) ? [{ name: FINISH_STEP, result: null }] : [])],
    ...(last === undefined ? {} : { lease: last }),
  })
  saga?.noteWritten()
  last?.wasReleased()
  for (const { what, code, message } of unfinished) {
    await ledger.events.add(id, 'unfinished', { what, code, message })
    await ledger.alerts.raise(`unfinished:${what}:${id}`, code, id, `LAPOR! has it as ${receipt.laporId}, without its ${what}: ${message}`)
  }
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
