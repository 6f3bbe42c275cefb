import type { ErrorCode } from '../../contract/errors.ts'
import { ERRORS } from '../../contract/errors.ts'
import type { Text } from '../texts.ts'

export interface ReasonWords {
  readonly title: Text
  /** What a person does about it. */
  readonly todo: Text
}

/** Why something waits for a person, and what to do about it. */
export function reasonWords(code: ErrorCode): ReasonWords {
  return REASONS[code] ?? { title: { id: ERRORS[code].title, en: ERRORS[code].title }, todo: OTHERWISE }
}

const OTHERWISE: Text = {
  id: 'Buka satu laporan dan baca perjalanannya, perbaiki penyebabnya, lalu putar ulang atau buang.',
  en: 'Open one complaint and read its history, mend the cause, then replay or discard.',
}
const NEW_MAPPING: Text = {
  id: 'Buat versi baru pemetaan (mapping), pasang di berkas kanal, lalu putar ulang.',
  en: "Write a new version of the mapping, pin it in the channel's file, then replay.",
}
const SPENT: Text = {
  id: 'Semua percobaan sudah habis. Putar ulang bila tujuan dapat dihubungi lagi.',
  en: 'All attempts were spent. Replay when the other side can be reached again.',
}

const REASONS: Readonly<Partial<Record<ErrorCode, ReasonWords>>> = {
  mapping_failed: {
    title: { id: 'Isi kiriman tidak cocok dengan pemetaan', en: 'The payload does not fit the mapping' },
    todo: NEW_MAPPING,
  },
  schema_violation: { title: { id: 'Data tidak cocok dengan skema', en: 'The data does not fit its schema' }, todo: NEW_MAPPING },
  request_unreadable: {
    title: { id: 'Kiriman tidak dapat dibaca', en: 'What came cannot be read' },
    todo: { id: 'Minta daerah mengirim ulang, lalu buang yang ini.', en: 'Ask the region to send it again; discard this one.' },
  },
  ticket_conflict: {
    title: { id: 'Tiket yang sama dengan isi lain', en: 'The same ticket with other content' },
    todo: {
      id: 'Bandingkan keduanya. Daerah melapor lagi dengan tiket sendiri, atau yang ini dibuang.',
      en: 'Compare the two. The region reports anew under a ticket of its own, or this one is discarded.',
    },
  },
  attachment_unavailable: {
    title: { id: 'Lampiran tidak dapat diambil', en: 'An attachment cannot be had' },
    todo: {
      id: 'Minta daerah menyediakan berkas di alamatnya, atau naikkan batas di gateway.yaml, lalu putar ulang.',
      en: 'Ask the region for the file at its address, or raise the limits in gateway.yaml, then replay.',
    },
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
  case_unknown: {
    title: { id: 'LAPOR! tidak mengenal laporan ini', en: 'LAPOR! does not know the case' },
    todo: { id: 'Tanyakan kepada LAPOR!.', en: 'Ask LAPOR!.' },
  },
  restricted: {
    title: { id: 'Pemrosesan dibatasi', en: 'Its processing is restricted' },
    todo: { id: 'Cabut pembatasannya, lalu laporan berjalan lagi.', en: 'Release it; then it goes on.' },
  },
  internal_error: {
    title: { id: 'Kesalahan pada gateway', en: 'A fault of the gateway' },
    todo: {
      id: 'Laporkan bersama lognya, lalu putar ulang dengan versi yang sudah diperbaiki.',
      en: 'Report it with its log; replay with the version that mends it.',
    },
  },
  outcome_unknown: {
    title: { id: 'Sudah dikirim, belum pasti diterima LAPOR!', en: 'It was sent; whether LAPOR! has it is not known' },
    todo: {
      id: 'Cari di LAPOR! menurut aplikasi dan tiket, yang ada di awal teksnya. Bila ada, pastikan dengan nomor LAPOR!. Bila tidak ada, kirim lagi.',
      en: 'Look for it at LAPOR! by app and ticket, which stand at the start of its text. If it is there, confirm it with its LAPOR! id. If not, send it again.',
    },
  },
  recipient_gone: {
    title: { id: 'Penerima tidak ada lagi', en: 'The recipient is gone' },
    todo: { id: 'Tanyakan kepada daerah.', en: 'Ask the region.' },
  },
  config_invalid: {
    title: { id: 'Konfigurasi tidak benar', en: 'The configuration is not valid' },
    todo: { id: 'Perbaiki berkas yang disebut, lalu putar ulang.', en: 'Mend the file that is named, then replay.' },
  },
  credentials_refused: {
    title: { id: 'Kredensial ditolak', en: 'The other side refused our credentials' },
    todo: { id: 'Perbarui kredensialnya.', en: 'Renew the credentials.' },
  },
  throttled: { title: { id: 'Diminta menunggu', en: 'Asked to wait' }, todo: SPENT },
  connection_failed: { title: { id: 'Tujuan tidak dapat dihubungi', en: 'The other side was not reached' }, todo: SPENT },
  answer_lost: { title: { id: 'Jawaban hilang di jalan', en: 'The answer was lost' }, todo: SPENT },
  partner_unavailable: { title: { id: 'Tujuan tidak dapat melayani', en: 'The other side cannot serve' }, todo: SPENT },
  central_unavailable: { title: { id: 'LAPOR! tidak dapat melayani', en: 'LAPOR! cannot serve' }, todo: SPENT },
}

/** An update that is unknown is looked for in its case. */
export const TODO_UPDATE: Text = {
  id: 'Buka laporan itu di LAPOR! dan cari teksnya. Bila ada, pastikan. Bila tidak ada, kirim lagi.',
  en: 'Open the case at LAPOR! and look for the text. If it is there, confirm it. If not, send it again.',
}
