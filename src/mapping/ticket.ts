import { createHash } from 'node:crypto'
import type { TwoTexts } from '../contract/error-words.ts'
import type { FieldError } from '../contract/errors.ts'
import { describeSeen, isAbsent } from './absence.ts'
import { faultOfAbsence, faultOfValue } from './field-fault.ts'
import type { TicketRule } from './grammar.ts'
import { compilePointers } from './pointer.ts'
import { Fault } from './reading.ts'
import { foldSpace, readLine } from './transforms/line.ts'

type FoundTicket = { readonly ticket: string } | { readonly error: FieldError }

/** The partner's own number of the report, or a stable hash for a partner that gives none. */
export function compileTicket(rule: TicketRule): (payload: unknown) => FoundTicket {
  const parts = typeof rule === 'string' || Array.isArray(rule) ? { from: rule, hash: undefined } : rule
  const pointers = compilePointers(parts.from ?? [])
  const hashed = compilePointers(parts.hash ?? [])
  const first = pointers[0] ?? hashed[0]

  return (payload) => {
    for (const pointer of pointers) {
      const value = pointer.read(payload)
      if (isAbsent(value)) continue
      return readTicket(value, pointer.text)
    }
    const said = hashed.map((pointer) => canonical(pointer.read(payload), 0))
    if (said.some((part) => part !== ''))
      return { ticket: `h-${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 40)}` }
    return {
      error: faultOfAbsence(first?.text ?? '', {
        id: 'tiket, yaitu nomor laporan di sistem Anda',
        en: 'a ticket, the number of the report in your system,',
      }),
    }
  }
}

const MAX_TICKET_CHARS = 200
const EXPECTS: TwoTexts = {
  id: 'nomor laporan di sistem Anda, sebagai teks',
  en: 'the number of the report in your system, as a text',
}
const INEXACT: TwoTexts = { id: 'tidak tersimpan tepat', en: 'is not exact' }
const NO_TICKET: TwoTexts = { id: 'bukan tiket', en: 'is no ticket' }
const TOO_LONG: TwoTexts = { id: `lebih panjang dari ${MAX_TICKET_CHARS}`, en: `is longer than ${MAX_TICKET_CHARS}` }

function readTicket(value: unknown, at: string): FoundTicket {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    return { error: faultOfValue(at, { id: 'angka sebesar atau berbentuk ini', en: 'a number of this size or form' }, INEXACT, EXPECTS) }
  const ticket = readLine(value)
  if (ticket === undefined || ticket instanceof Fault) return { error: faultOfValue(at, describeSeen(value, true), NO_TICKET, EXPECTS) }
  if (ticket.length > MAX_TICKET_CHARS)
    return {
      error: faultOfValue(
        at,
        { id: `tiket sepanjang ${ticket.length} karakter`, en: `a ticket of ${ticket.length} characters` },
        TOO_LONG,
        EXPECTS,
      ),
    }
  return { ticket }
}

/** The ticket that a protocol carries (a Message-ID, an update id), as the ledger can hold it: a longer one is hashed. */
export function readProtocolTicket(carried: string): string {
  const ticket = carried
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .trim()
  return ticket.length <= MAX_TICKET_CHARS ? ticket : `h-${createHash('sha256').update(ticket).digest('hex').slice(0, 40)}`
}

const MAX_DEPTH = 8

/** The same for the same content: white space folded, 3 and "3" alike, the order of keys of no account. Bounded in depth. */
function canonical(value: unknown, depth: number): string {
  if (isAbsent(value)) return ''
  if (typeof value === 'string') return foldSpace(value.toWellFormed().normalize('NFC'))
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth >= MAX_DEPTH) return '…'
  if (Array.isArray(value)) return JSON.stringify(value.slice(0, 1000).map((item) => canonical(item, depth + 1)))
  const entries = Object.keys(value)
    .sort()
    .slice(0, 1000)
    .map((key) => [key, canonical((value as Record<string, unknown>)[key], depth + 1)])
  return JSON.stringify(entries)
}
