import type { Arrival, ArrivalFile } from '../connector.ts'
import { readJson } from '../json.ts'
import type { ShortMessage } from './talk.ts'

/** What mappings/sms reads: one complaint by short message, whatever carried it. */
export interface ShortPayload {
  readonly messageId: string
  /** Who wrote. A service (see talk-sender.ts) has no phone. */
  readonly sender: { readonly kind: ShortMessage['sender']['kind']; readonly phone?: string; readonly name?: string }
  /** False: a service wrote, and nothing says that it is a complaint. */
  readonly wanted: boolean
  readonly to: string
  /** The complaint, without LAPOR. Absent when a service wrote: then it stands in `serviceText`. */
  readonly text?: string
  readonly serviceText?: string
  /** The message as it came. */
  readonly message: string
  /** RFC 3339. */
  readonly sentAt: string
  readonly incomplete: boolean
  /** What staff must know about it, Indonesian. */
  readonly note?: string
  readonly tags: readonly string[]
}

export interface PayloadParts {
  /** The complaint's words. */
  readonly words: string
  readonly wanted?: boolean
  /** Remarks for staff, Indonesian. */
  readonly notes?: readonly string[]
}

export function writePayload(message: ShortMessage, { words, wanted = true, notes = [] }: PayloadParts): ShortPayload {
  const { sender } = message
  const byPhone = sender.kind === 'phone'
  const incomplete = message.incomplete === true
  return {
    messageId: message.messageId,
    sender: { kind: sender.kind, ...(byPhone ? { phone: sender.address } : { name: sender.address }) },
    wanted,
    to: message.to,
    ...(byPhone ? { text: words } : { serviceText: words }),
    message: message.text,
    sentAt: message.at.toISOString(),
    incomplete,
    ...(notes.length === 0 ? {} : { note: notes.join('\n') }),
    tags: incomplete ? ['sms', 'sms-tidak-lengkap'] : ['sms'],
  }
}

/** `raw` of a short message: the payload as JSON, and the pictures in it, which nobody could fetch again. */
export function writeRaw(payload: object, files: readonly ArrivalFile[] = []): Uint8Array {
  const kept = files.map(({ bytes, ...file }) => ({ ...file, base64: Buffer.from(bytes).toString('base64') }))
  return new TextEncoder().encode(JSON.stringify(kept.length === 0 ? payload : { ...payload, [FILES]: kept }))
}

/** For Connector.reread. */
export function readRaw(raw: Uint8Array): Pick<Arrival, 'payload' | 'files'> {
  const value = readJson(raw)
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, FILES)) return { payload: value }
  const { [FILES]: kept, ...payload } = value as Record<string, unknown> & { readonly [FILES]: readonly Record<string, string>[] }
  const files = kept.map(({ field = '', name = '', mediaType = '', base64 = '' }) => ({
    field,
    name,
    mediaType,
    bytes: Buffer.from(base64, 'base64'),
  }))
  return { payload, files }
}

const FILES = 'keptFiles'
