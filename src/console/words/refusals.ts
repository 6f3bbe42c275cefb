import type { ErrorCode } from '../../contract/errors.ts'
import type { Text } from '../texts.ts'

/** Why something that a person wanted to do was not done. */
export const REFUSALS: Readonly<Partial<Record<ErrorCode, Text>>> = {
  not_permitted: { id: 'Akun ini tidak boleh melakukan hal itu.', en: 'This account may not do that.' },
  form_expired: {
    id: 'Formulir sudah terlalu lama. Muat ulang halaman, lalu kirim sekali lagi.',
    en: 'The form is too old. Load the page again and send it once more.',
  },
  channel_unknown: { id: 'Kanal itu tidak ada di daerah Anda.', en: 'There is no such channel in your regions.' },
  channel_not_configured: { id: 'Kanal itu belum diatur.', en: 'The channel is not configured yet.' },
  region_unknown: { id: 'Daerah itu tidak ada di bagian Anda.', en: 'There is no such region in your part.' },
  mapping_unknown: { id: 'Pemetaan itu tidak ada.', en: 'There is no such mapping.' },
  account_unknown: { id: 'Akun itu tidak ada.', en: 'There is no such account.' },
  throttled: { id: 'Terlalu banyak permintaan. Tunggu sebentar.', en: 'Too many requests. Wait a little.' },
  complaint_unknown: { id: 'Laporan itu tidak ada.', en: 'There is no such complaint.' },
  replay_unknown: { id: 'Pekerjaan itu tidak ada.', en: 'There is no such work.' },
  not_found: { id: 'Tidak ada apa pun di alamat ini.', en: 'There is nothing at this address.' },
  request_unreadable: { id: 'Isian tidak dapat dibaca.', en: 'What was filled in cannot be read.' },
  schema_violation: { id: 'Isian tidak lengkap atau tidak benar.', en: 'What was filled in is not whole, or not right.' },
  body_too_large: { id: 'Isian atau berkasnya terlalu besar.', en: 'What was filled in, or the file, is too large.' },
  media_type_unsupported: { id: 'Kiriman dalam bentuk ini tidak diterima.', en: 'What was sent is not taken in this form.' },
  not_parked: { id: 'Laporan ini sudah tidak ditahan.', en: 'This complaint is not parked any more.' },
  not_unknown: { id: 'Laporan ini sudah diputuskan.', en: 'This was decided already.' },
  lapor_id_taken: { id: 'Nomor LAPOR! itu sudah dipakai laporan lain.', en: 'Another complaint has this LAPOR! id.' },
  case_mismatch: { id: 'Laporan di LAPOR! itu bukan laporan ini.', en: 'That case at LAPOR! is another one.' },
  case_unknown: { id: 'LAPOR! tidak mengenal nomor itu.', en: 'LAPOR! does not know this id.' },
  central_not_asked: { id: 'LAPOR! tidak dapat ditanya saat ini. Coba lagi nanti.', en: 'LAPOR! cannot be asked now. Try again later.' },
  replay_refused: { id: 'Tidak dapat diputar ulang.', en: 'It cannot be replayed.' },
  legal_hold: { id: 'Laporan ini sedang ditahan untuk keperluan hukum.', en: 'It is under legal hold.' },
  ledger_unavailable: {
    id: 'Basis data tidak dapat dihubungi atau terlalu sibuk. Coba lagi sebentar.',
    en: 'The database is away or too busy. Try again in a moment.',
  },
}
