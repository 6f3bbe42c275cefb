import { type Static, Type } from 'typebox'
import { AttachmentSchema, type OriginState, STATUSES, type Status } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import type { CompiledMapping } from '../contract/mapping.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import type { ComplaintRow, UpdateRow } from '../ledger/ledger.ts'
import { newId } from '../ledger/uuid.ts'
import { hashOf } from './content-hash.ts'
import type { Desk } from './desk.ts'
import { updateFromOrigin } from './origin-update.ts'

const text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })

/** What a region sends to add to a complaint. */
export const PushedUpdateSchema = Type.Object(
  {
    id: Type.Optional(text(200, 'your own id of this update: sent again, it is stored once')),
    source: Type.Optional(
      Type.Enum(['citizen', 'origin'], {
        description:
          "citizen: the citizen's further word. origin: the region's own status or answer. Default: origin when status or answer is given",
      }),
    ),
    text: Type.Optional(text(200_000, 'the text to hand on')),
    status: Type.Optional(text(100, "the region's own word for the status, or one of ours")),
    answer: Type.Optional(text(200_000, "the region's answer to the citizen")),
    attachments: Type.Optional(
      Type.Array(
        Type.Object(
          { ...AttachmentSchema.properties, url: Type.String({ format: 'uri', maxLength: 2048, pattern: '^https?:' }) },
          { additionalProperties: false },
        ),
        { maxItems: 50 },
      ),
    ),
  },
  { additionalProperties: false, examples: [{ id: 'note-17', text: 'Lampu di sebelahnya juga padam.' }] },
)
export type PushedUpdate = Static<typeof PushedUpdateSchema>

export interface UpdateAnswer {
  readonly status: 200 | 202
  readonly body: { readonly id: string; readonly complaint: string; readonly delivery: UpdateRow['delivery']; readonly href: string }
}

/** Stores an update of a complaint of this channel, once. The shape of `update` was checked against PushedUpdateSchema. */
export async function pushUpdate(desk: Desk, settings: ChannelSettings, complaintId: string, update: PushedUpdate): Promise<UpdateAnswer> {
  const said = clean(update)
  checkMeaning(said)
  const row = await desk.ledger.complaints.get(complaintId)
  if (row?.origin.channel !== settings.id) throw new GatewayError('complaint_unknown', `this channel has no complaint ${complaintId}`)
  const fromOrigin = said.source === 'origin' || (said.source === undefined && (said.status !== undefined || said.answer !== undefined))
  const kept = fromOrigin ? await keepOriginUpdate(desk, settings, row, said) : await keepCitizenUpdate(desk, row, said)
  desk.noteIn(settings.id)
  return {
    status: kept.fresh ? 202 : 200,
    body: { id: kept.update.id, complaint: row.id, delivery: kept.update.delivery, href: `/v1/complaints/${row.id}` },
  }
}

interface Kept {
  readonly fresh: boolean
  readonly update: Pick<UpdateRow, 'id' | 'delivery'>
}

async function keepOriginUpdate(desk: Desk, settings: ChannelSettings, row: ComplaintRow, said: PushedUpdate): Promise<Kept> {
  const state: OriginState = {
    ...(said.status === undefined ? {} : stateOf(said.status, desk.mappings().get(settings.mapping))),
    ...(said.answer === undefined ? {} : { answer: said.answer }),
  }
  const { outcome, id } = await updateFromOrigin(desk, settings, row, state, {
    ...(said.id === undefined ? {} : { reference: referenceOf(said), keepAlways: true }),
    ...(said.text === undefined ? {} : { text: said.text }),
    ...(said.attachments === undefined ? {} : { attachments: said.attachments }),
  })
  if (id === null) return { fresh: false, update: await lastOriginUpdate(desk, row) }
  const update = await found(desk, id)
  if (outcome === 'seen') checkSame(update, { ...(said.text === undefined ? {} : { text: said.text }), state })
  return { fresh: outcome === 'updated', update }
}

async function keepCitizenUpdate(desk: Desk, row: ComplaintRow, said: PushedUpdate): Promise<Kept> {
  const attachments = said.attachments ?? []
  const { outcome, id } = await desk.ledger.updates.insert({
    id: newId(),
    complaintId: row.id,
    source: 'citizen',
    reference: said.id === undefined ? `text:${hashOf([said.text, attachments]).toString('hex')}` : referenceOf(said),
    state: null,
    body: said.text ?? null,
    delivery: 'accepted',
    reason: null,
    attachments,
  })
  const update = await found(desk, id)
  if (outcome === 'seen') checkSame(update, { ...(said.text === undefined ? {} : { text: said.text }), state: null })
  return { fresh: outcome === 'stored', update }
}

function checkMeaning(said: PushedUpdate): void {
  if (said.text === undefined && said.answer === undefined && said.status === undefined) {
    throw new GatewayError('schema_violation', 'an update says something: give text, answer or status', { at: '' })
  }
  for (const member of ['status', 'answer'] as const) {
    if (said.source !== 'citizen' || said[member] === undefined) continue
    throw new GatewayError('schema_violation', `a citizen's word has no ${member}: leave it out, or send it with source origin`, {
      at: `/${member}`,
    })
  }
}

function checkSame(update: UpdateRow, said: { text?: string; state: OriginState | null }): void {
  const { status, native, answer } = said.state ?? {}
  const textKnown = said.text === undefined || (update.body ?? '').endsWith(said.text)
  const statusKnown = said.state === null || native === undefined || (update.state?.native === native && update.state.status === status)
  // An answer that was no news is not kept a second time.
  const answerKnown = answer === undefined || update.state?.answer === undefined || update.state.answer === answer
  if (textKnown && statusKnown && answerKnown) return
  throw new GatewayError('ticket_conflict', 'an update with this id is known with other content; send it under an id of its own', {
    at: '/id',
  })
}

/** The word as the mapping reads it; the word itself is kept in any case. */
function stateOf(word: string, mapping: CompiledMapping | undefined): OriginState {
  const ours = STATUSES.find((status) => status === word)
  const status = ours ?? mapping?.originStatus?.(word) ?? wordFedBack(word, mapping)
  return status ? { status, native: word } : { native: word }
}

function wordFedBack(word: string, mapping: CompiledMapping | undefined): Status | null {
  return STATUSES.find((status) => mapping?.feedbackWord(status)?.toLowerCase() === word.toLowerCase()) ?? null
}

async function lastOriginUpdate(desk: Desk, row: ComplaintRow): Promise<Kept['update']> {
  const last = (await desk.ledger.updates.of(row.id)).filter(({ source }) => source === 'origin').at(-1)
  return last ?? { id: row.id, delivery: 'withheld' }
}

async function found(desk: Desk, id: string): Promise<UpdateRow> {
  const update = await desk.ledger.updates.get(id)
  if (!update) throw new Error(`update ${id} was just stored and is not there`)
  return update
}

const referenceOf = ({ id }: PushedUpdate): string => `push:${id}`

/** Texts that are only white space say nothing; halves of surrogate pairs cannot be stored. */
function clean(update: PushedUpdate): PushedUpdate {
  const member = (key: 'text' | 'status' | 'answer') => {
    const value = update[key]?.toWellFormed().trim()
    return value ? { [key]: value } : {}
  }
  const { text: _text, status: _status, answer: _answer, ...rest } = update
  return { ...rest, ...member('text'), ...member('status'), ...member('answer') }
}
