import type { ComplaintRow, Ledger } from '../../ledger/ledger.ts'

/** One thing that happened to a complaint. Ids, codes and words of a status; never a person or what one wrote. */
export interface TimelineEntry {
  readonly at: Date
  readonly what: string
  readonly detail: Readonly<Record<string, unknown>>
}

export interface Traced {
  readonly complaint: ComplaintRow
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[]
  readonly attachments: readonly { readonly state: string; readonly mediaType: string | null; readonly sizeBytes: number | null }[]
  readonly updates: readonly { readonly id: string; readonly source: string; readonly delivery: string }[]
  readonly feedback: readonly {
    readonly id: string
    readonly kind: string
    readonly status: string
    readonly state: string
    readonly attempts: number
  }[]
}

/** The whole history of a complaint: its origin, events, the steps at the centre, what came after it and what went back. */
export async function traceComplaint(ledger: Ledger, complaint: ComplaintRow): Promise<Traced> {
  const { id, origin } = complaint
  const [events, updates, feedback, attachments] = await Promise.all([
    ledger.events.of(id),
    ledger.updates.of(id),
    ledger.feedback.of(id),
    ledger.attachments.of(id),
  ])
  const entries: TimelineEntry[] = [
    {
      at: complaint.acceptedAt,
      what: 'origin',
      detail: {
        region: origin.region,
        app: origin.app,
        channel: origin.channel,
        connector: origin.connector,
        ticket: origin.ticket,
        mapping: complaint.mapping,
      },
    },
    ...events.map(({ at, kind, data }) => ({ at, what: kind, detail: plain(data) })),
  ]
  for (const subject of [id, ...updates.map((update) => update.id)]) {
    for (const { at, actor, action, detail } of await ledger.audit.of(subject)) {
      entries.push({
        at,
        what: 'decision',
        detail: { action, by: actor, ...(subject === id ? {} : { update: subject }), ...plain(detail) },
      })
    }
    for (const { name, state, sentAt, doneAt } of await ledger.steps.of(subject)) {
      const of = subject === id ? {} : { update: subject }
      entries.push({ at: sentAt, what: 'step sent', detail: { step: name, ...of, ...(state === 'sent' ? { answer: 'none yet' } : {}) } })
      if (doneAt) entries.push({ at: doneAt, what: 'step done', detail: { step: name, ...of } })
    }
  }
  for (const update of updates) {
    const { status, native } = update.state ?? {}
    entries.push({
      at: update.acceptedAt,
      what: 'update',
      detail: {
        id: update.id,
        source: update.source,
        ...(status ? { status } : {}),
        ...(native ? { native } : {}),
        delivery: update.delivery,
        ...because(update),
      },
    })
  }
  for (const row of feedback) {
    const about = { id: row.id, kind: row.kind, status: row.status, statusOrigin: row.statusOrigin }
    entries.push({ at: row.createdAt, what: 'feedback', detail: { ...about, state: row.state, attempts: row.attempts, ...because(row) } })
    if (row.sentAt) entries.push({ at: row.sentAt, what: 'feedback at the origin', detail: about })
  }
  return {
    complaint,
    // A stable sort: entries of the same moment keep the order in which they were collected.
    timeline: entries.sort((a, b) => a.at.getTime() - b.at.getTime()),
    attachments: attachments.map(({ state, mediaType, sizeBytes }) => ({ state, mediaType, sizeBytes })),
    updates: updates.map((update) => ({ id: update.id, source: update.source, delivery: update.delivery })),
    feedback: feedback.map((row) => ({ id: row.id, kind: row.kind, status: row.status, state: row.state, attempts: row.attempts })),
  }
}

function because({ reason }: { readonly reason: { readonly code: string; readonly message: string } | null }): object {
  return reason === null ? {} : { code: reason.code, message: reason.message }
}

/** What a person wrote or is called does not belong into an event; should it be there all the same, it is not shown. */
const WITHHELD = new Set(['text', 'body', 'answer', 'reporter', 'name', 'phone', 'email', 'content'])

function plain(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => !WITHHELD.has(key)))
}
