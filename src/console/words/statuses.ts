import type { Language } from '../../contract/access.ts'
import type { Status } from '../../contract/complaint.ts'
import { say, type Text } from '../texts.ts'

/** The state of a case at LAPOR!, as all pages call it; with LAPOR!'s own word where it differs. */
export function statusText(language: Language, status: Status, native: string | null = null): string {
  const word = say(language, STATUS_WORDS[status])
  return native === null || native.toLowerCase() === word.toLowerCase() ? word : `${word} (${native})`
}

export const STATUS_WORDS = {
  received: { id: 'Diterima', en: 'Received' },
  needs_info: { id: 'Perlu keterangan', en: 'Needs information' },
  verified: { id: 'Terverifikasi', en: 'Verified' },
  routed: { id: 'Didisposisikan', en: 'Routed' },
  in_progress: { id: 'Dalam proses', en: 'In progress' },
  deferred: { id: 'Ditunda', en: 'Deferred' },
  answered: { id: 'Dijawab', en: 'Answered' },
  resolved: { id: 'Selesai', en: 'Resolved' },
  closed: { id: 'Ditutup', en: 'Closed' },
  rejected: { id: 'Ditolak', en: 'Rejected' },
  not_authority: { id: 'Bukan kewenangan', en: 'Not the authority' },
  duplicate: { id: 'Ganda', en: 'Duplicate' },
  reopened: { id: 'Dibuka kembali', en: 'Reopened' },
} as const satisfies Record<Status, Text>
