import assert from 'node:assert/strict'
import type { Complaints, Ledger } from '../../src/ledger/ledger.ts'
import { newComplaint } from '../../src/ledger/test-ledger.ts'

/** Complaints of the filled ledger. */
export interface Some {
  readonly accepted: string
  readonly delivered: string
  readonly channel: string
  readonly ticket: string
  readonly contentHash: Uint8Array
}

export interface Hot {
  readonly name: string
  /** Each of these indexes is used by one of its statements. */
  readonly by: readonly string[]
  /** Each of these is searched for what is asked, and never gone through to the end. */
  readonly searches?: readonly string[]
  /** What is asked once, when a gateway starts, and may read more. */
  begin?(ledger: Ledger): Promise<unknown>
  ask(ledger: Ledger, some: Some): Promise<unknown>
}

const RECEIPT = { laporId: 'L-plan', trackingId: null, institution: null }
const AGES_AGO = new Date('2020-01-01T00:00:00Z')
const DAY = { day: new Date().toISOString().slice(0, 10) }
const followed = new Date(Date.now() + 3_600_000)

async function secondPage(complaints: Complaints, { channel }: Some): Promise<unknown> {
  const { cursor } = await complaints.list(channel, { limit: 20 })
  assert.ok(cursor)
  return complaints.list(channel, { limit: 20, cursor })
}

/** What is asked for each report, each job, or again and again while the gateway runs. */
export const HOT: readonly Hot[] = [
  {
    name: 'a new complaint is stored',
    by: ['complaints_ticket_channel_key'],
    ask: ({ complaints }) => complaints.insert(newComplaint('PLAN-1')),
  },
  {
    name: 'a new message id is stored',
    by: ['messages_pkey', 'complaints_ticket_channel_key'],
    ask: ({ complaints }) => complaints.insert(newComplaint('PLAN-2', { message: { id: 'plan', bodyHash: Buffer.from('one') } })),
  },
  {
    name: 'a known ticket is found',
    by: ['complaints_ticket_channel_key'],
    ask: ({ complaints }, { channel, ticket, contentHash }) => {
      const given = newComplaint(ticket)
      return complaints.insert({ ...given, origin: { ...given.origin, channel }, contentHash })
    },
  },
  {
    name: 'a message id that came before is found',
    by: ['messages_pkey', 'complaints_ticket_channel_key', 'complaints_pkey'],
    async ask({ complaints }) {
      const message = { id: 'plan again', bodyHash: Buffer.from('one') }
      await complaints.insert(newComplaint('PLAN-3', { message }))
      await complaints.insert(newComplaint('PLAN-3', { message }))
    },
  },
  {
    name: 'one ticket is looked for',
    by: ['complaints_ticket_channel_key'],
    ask: ({ complaints }, { channel, ticket }) => complaints.findByTicket(channel, ticket),
  },
  {
    name: 'jobs are taken up',
    by: ['complaints_pkey', 'sealed_parts_pkey', 'attachments_pkey', 'steps_pkey'],
    ask: ({ complaints }, { accepted, delivered }) => Promise.all([complaints.takeUp(accepted), complaints.takeUp(delivered)]),
  },
  {
    name: 'steps are marked as sent',
    by: ['complaints_pkey', 'steps_pkey'],
    ask: ({ steps }, { accepted }) => steps.markSent(accepted, 'create', { first: true }),
  },
  { name: 'steps are known', by: ['steps_pkey'], ask: ({ steps }, { accepted }) => steps.known(accepted) },
  {
    name: 'complaints are delivered',
    by: ['complaints_pkey', 'steps_pkey', 'leases_pkey'],
    ask: ({ complaints }, { accepted }) =>
      complaints.markDelivered(accepted, RECEIPT, followed, {
        steps: [{ name: 'create', result: RECEIPT }],
        lease: { name: `forward:${accepted}`, holder: 'plan' },
      }),
  },
  {
    name: 'leases are taken, renewed and given back',
    by: ['leases_pkey'],
    async ask({ leases }, { delivered }) {
      await leases.take(`forward:${delivered}`, 'plan', 1000)
      await leases.renew(`forward:${delivered}`, 'plan', 1000)
      await leases.release(`forward:${delivered}`, 'plan')
    },
  },
  {
    name: 'the sweep reads what is in flight, by region',
    by: ['complaints_in_flight_by_region'],
    ask: ({ complaints }) => complaints.inFlight(12_000),
  },
  {
    name: 'the sweep reads updates in flight',
    by: ['updates_in_flight', 'updates_unsettled'],
    ask: ({ updates }) => updates.inFlight(500),
  },
  { name: 'the sweep reads what is to be finished', by: ['steps_to_finish'], ask: ({ unknown }) => unknown.toFinish(500) },
  {
    name: 'due cases are claimed',
    by: ['complaints_follow_due', 'complaints_pkey'],
    searches: ['complaints_follow_due'],
    ask: ({ complaints }) => complaints.claimDueFollows(100, 1000),
  },
  {
    name: 'due feedback is claimed',
    by: ['feedback_due', 'feedback_pkey'],
    searches: ['feedback_due'],
    ask: ({ feedback }) => feedback.claimDue(100, 1000),
  },
  {
    name: 'what the centre said is recorded',
    by: ['complaints_pkey'],
    ask: ({ complaints }, { delivered }) => complaints.recordCase(delivered, { followAt: followed, feedback: [], events: [] }),
  },
  {
    name: 'missing attachments are read and stored',
    by: ['attachments_pkey'],
    async ask({ attachments }, { accepted }) {
      await attachments.of(accepted)
      await attachments.markStored(accepted, 0, { sha256: 'plan', sizeBytes: 1, mediaType: 'image/jpeg', name: 'foto.jpg' })
    },
  },
  {
    name: 'what was sent and answered is kept',
    by: ['complaints_pkey', 'exchanges_by_complaint'],
    ask: ({ exchanges }, { delivered }) => exchanges.add([exchangeOf(delivered)]),
  },
  { name: 'reporters are opened', by: ['sealed_parts_pkey'], ask: ({ sealed }, { delivered }) => sealed.openReporters([delivered]) },
  {
    name: 'a channel reads its own, page by page',
    by: ['complaints_by_change'],
    ask: ({ complaints }, some) => secondPage(complaints, some),
  },
  {
    name: 'a channel reads what changed since',
    by: ['complaints_by_change'],
    ask: ({ complaints }, { channel }) => complaints.list(channel, { since: new Date(Date.now() - 86_400_000), limit: 50 }),
  },
  {
    name: 'a channel reads one ticket',
    by: ['complaints_ticket_channel_key'],
    ask: ({ complaints }, { channel, ticket }) => complaints.list(channel, { ticket, limit: 50 }),
  },
  { name: 'the balance of a day', by: ['complaints_by_day'], ask: ({ complaints }) => complaints.balance(DAY) },
  {
    name: 'the balance of a day and a region',
    by: ['complaints_by_day'],
    ask: ({ complaints }) => complaints.balance({ ...DAY, region: '32.10' }),
  },
  {
    name: 'the balances of all regions on a day',
    by: ['complaints_by_day'],
    ask: ({ complaints }) => complaints.balanceByRegionAndDay(DAY.day, DAY.day),
  },
  {
    name: 'figures are kept up',
    by: ['case_times_look', 'case_times_pkey', 'complaints_pkey', 'touched_by_complaint', 'touched_pkey', 'urgent_clocks_pkey'],
    begin: ({ figures }) => figures.backfill('behind a burst', 2_000),
    ask: ({ figures }) => figures.keep(() => NOTHING_DUE, new Date(), 5),
  },
  { name: 'signs of channels', by: ['complaints_in_flight_by_channel'], ask: ({ signs }, { channel }) => signs.of([channel]) },
  { name: 'the last hour, by channel', by: ['complaints_by_day'], ask: ({ signs }) => signs.lastHour() },
  {
    name: 'complaints are counted by channel, again',
    by: ['complaints_by_delivered_at', 'complaints_unknown'],
    searches: ['complaints_by_delivered_at'],
    begin: ({ complaints }) => complaints.countByChannel(),
    ask: ({ complaints }) => complaints.countByChannel(),
  },
  {
    name: 'what was erased, is held or restricted is counted',
    by: ['complaints_erased', 'complaints_held', 'complaints_retention_restricted'],
    ask: ({ privacy }) => privacy.count(),
  },
  {
    name: 'keys that are not here are looked for',
    by: ['sealed_parts_by_key'],
    searches: ['sealed_parts_by_key'],
    ask: ({ sealed }) => sealed.countUnreadable(),
  },
  {
    name: 'complaints of a day whose history contradicts their state are looked for',
    by: ['complaints_by_day', 'steps_pkey', 'complaints_by_lapor_id'],
    searches: ['steps_pkey'],
    ask: ({ reconciliation }) => reconciliation.differences(DAY, 20),
  },
  {
    name: 'alerts about what nobody waits for are closed',
    by: ['complaints_unknown', 'updates_parked'],
    ask: ({ alerts }) => alerts.closeDecided(),
  },
  {
    name: 'complaints whose retention is over are looked for',
    by: ['complaints_retention'],
    searches: ['complaints_retention'],
    ask: ({ privacy }) => privacy.due([{ region: '32.10', before: AGES_AGO }], ['closed'], 100),
  },
  { name: 'old message ids are forgotten', by: ['messages_by_age'], ask: ({ messages }) => messages.forget(AGES_AGO) },
]

const NOTHING_DUE = {
  ...{ verifiedAt: null, followedUpAt: null, answeredAt: null, settledAt: null, resolved: false, missed: [], urgent: [], lookAt: null },
}

function exchangeOf(complaintId: string) {
  const made = {
    updateId: null,
    feedbackId: null,
    at: new Date(),
    peer: 'centre',
    host: 'lapor.example',
    call: 'POST /complaints/complaint',
  } as const
  return { ...made, complaintId, ms: 1, status: 200, code: null, request: '{}', answer: '{}', digest: null }
}
