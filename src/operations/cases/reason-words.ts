import { type ErrorWords, errorWords, type TwoTexts } from '../../contract/error-words.ts'
import type { ErrorCode } from '../../contract/errors.ts'

/** Why a complaint waits for a person, and what to do about it: its other side is LAPOR!. */
export function reasonWords(code: ErrorCode): ErrorWords {
  return REASONS[code] ?? errorWords(code)
}

const SPENT: TwoTexts = {
  id: 'Semua percobaan sudah habis. Putar ulang bila tujuan dapat dihubungi lagi.',
  en: 'All attempts were spent. Replay when the other side can be reached again.',
}

const REASONS: Readonly<Partial<Record<ErrorCode, ErrorWords>>> = {
  request_unreadable: {
    title: { id: 'Kiriman tidak dapat dibaca', en: 'What came cannot be read' },
    todo: { id: 'Minta daerah mengirim ulang, lalu buang yang ini.', en: 'Ask the region to send it again; discard this one.' },
  },
  body_too_large: {
    title: { id: 'Berkas terlalu besar', en: 'A file is too large' },
    todo: {
      id: 'Naikkan attachments.maxFile di gateway.yaml, lalu putar ulang.',
      en: 'Raise attachments.maxFile in gateway.yaml, then replay.',
    },
  },
  media_type_unsupported: {
    title: { id: 'Jenis berkas tidak diterima', en: 'A file is of a type that is not taken' },
    todo: {
      id: 'Tambahkan jenisnya di attachments.mediaTypes pada gateway.yaml, lalu putar ulang.',
      en: 'Add the type to attachments.mediaTypes in gateway.yaml, then replay.',
    },
  },
  refused_by_partner: {
    title: { id: 'LAPOR! menolak', en: 'LAPOR! refused it' },
    todo: {
      id: 'Baca alasan dari LAPOR!, perbaiki filing, crosswalk, atau pemetaan, lalu putar ulang.',
      en: "Read LAPOR!'s words, mend filing, crosswalk or mapping, then replay.",
    },
  },
  response_unexpected: {
    title: { id: 'Jawaban LAPOR! tidak dapat dibaca', en: 'LAPOR! answered what nobody can read' },
    todo: { id: 'Tanyakan kepada LAPOR!, lalu putar ulang.', en: 'Ask LAPOR!, then replay.' },
  },
  outcome_unknown: {
    title: { id: 'Sudah dikirim, belum pasti diterima LAPOR!', en: 'It was sent; whether LAPOR! has it is not known' },
    todo: {
      id: 'Cari di LAPOR! menurut aplikasi dan tiket, yang ada di awal teksnya. Bila ada, pastikan dengan nomor LAPOR!. Bila tidak ada, kirim lagi.',
      en: 'Look for it at LAPOR! by app and ticket, which stand at the start of its text. If it is there, confirm it with its LAPOR! id. If not, send it again.',
    },
  },
  throttled: { title: { id: 'Diminta menunggu', en: 'Asked to wait' }, todo: SPENT },
  connection_failed: { title: { id: 'Tujuan tidak dapat dihubungi', en: 'The other side was not reached' }, todo: SPENT },
  answer_lost: { title: { id: 'Jawaban hilang di jalan', en: 'The answer was lost' }, todo: SPENT },
  partner_unavailable: { title: { id: 'Tujuan tidak dapat melayani', en: 'The other side cannot serve' }, todo: SPENT },
  central_unavailable: { title: { id: 'LAPOR! tidak dapat melayani', en: 'LAPOR! cannot serve' }, todo: SPENT },
}

/** An update that is unknown is looked for in its case. */
export const TODO_UPDATE: TwoTexts = {
  id: 'Buka laporan itu di LAPOR! dan cari teksnya. Bila ada, pastikan. Bila tidak ada, kirim lagi.',
  en: 'Open the case at LAPOR! and look for the text. If it is there, confirm it. If not, send it again.',
}
