import type { ErrorCode } from './errors.ts'

/** Indonesian first, English beside it. */
export interface TwoTexts {
  readonly id: string
  readonly en: string
}

export interface ErrorWords {
  /** What the code means, for who has not read the code. */
  readonly title: TwoTexts
  /** What a person does about it. */
  readonly todo: TwoTexts
}

export function errorWords(code: ErrorCode): ErrorWords {
  const [title, todo] = WORDS[code]
  return { title: twoOf(title), todo: twoOf(todo) }
}

/** A message of the gateway is English; beside it the Indonesian reader has what its code means. What another server said stands within it, untouched. */
export function sayError(code: ErrorCode, message: string): TwoTexts {
  return { id: `${errorWords(code).title.id} (“${message}”)`, en: message }
}

/** What an alert says, in both languages: its own words, or the meaning of its code beside the message. */
export function sayAlert({
  code,
  message,
  words,
}: {
  readonly code: string
  readonly message: string
  readonly words: TwoTexts | null
}): TwoTexts {
  if (words) return words
  return isErrorCode(code) ? sayError(code, message) : { id: message, en: message }
}

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(WORDS, text)

const twoOf = ([id, en]: readonly [string, string]): TwoTexts => ({ id, en })

type Row = readonly [title: readonly [id: string, en: string], todo: readonly [id: string, en: string]]

const SEND_AGAIN = ['Perbaiki isinya, lalu kirim lagi.', 'Mend it, then send it again.'] as const
const LOAD_AGAIN = ['Muat ulang halaman dan lihat keadaannya sekarang.', 'Load the page again and see how it stands now.'] as const
const CHECK_NAME = ['Periksa penulisannya dan daerah akun Anda.', 'Check the spelling, and the region of your account.'] as const
const LATER = ['Coba lagi nanti.', 'Try again later.'] as const
const BY_ITSELF = [
  'Gateway mencoba lagi sendiri. Bila terus terjadi, periksa server tujuan dan jaringannya.',
  'The gateway tries again by itself. If it goes on, check the other server and the network.',
] as const
const ASK_MANAGER = ['Hubungi administrator nasional.', 'Ask a national administrator.'] as const
const NEW_MAPPING = [
  'Buat versi baru pemetaan (mapping), pasang di berkas kanal, lalu putar ulang.',
  "Write a new version of the mapping, pin it in the channel's file, then replay.",
] as const

const WORDS: Readonly<Record<ErrorCode, Row>> = {
  request_unreadable: [['Kiriman tidak dapat dibaca', 'What was sent cannot be read'], SEND_AGAIN],
  signature_invalid: [
    ['Tanda tangan kiriman tidak benar', 'The signature of what was sent is wrong'],
    ['Samakan rahasia di aplikasi daerah dan di gateway.', "Make the secret the same in the region's app and here."],
  ],
  key_invalid: [
    ['Kunci tidak ada atau tidak dikenal', 'The key is missing or not known'],
    ['Pakai kunci yang berlaku, atau masuk lagi.', 'Use the key that is in force, or sign in again.'],
  ],
  sign_in_refused: [
    ['Nama atau kata sandi salah', 'Name or password is wrong'],
    ['Ketik sekali lagi, atau minta kata sandi baru.', 'Type it once more, or ask for a new password.'],
  ],
  not_permitted: [['Akun ini tidak boleh melakukan hal itu', 'This account may not do that'], ASK_MANAGER],
  form_expired: [
    ['Formulir sudah terlalu lama', 'The form is too old'],
    ['Muat ulang halaman, lalu kirim sekali lagi.', 'Load the page again and send it once more.'],
  ],
  role_missing: [['Penyedia identitas tidak memberi peran di sini', 'The identity provider gives no role here'], ASK_MANAGER],
  channel_paused: [
    ['Kanal sedang dijeda', 'The channel is paused'],
    ['Jalankan lagi di halaman kanal.', "Resume it on the channel's page."],
  ],
  account_unknown: [['Akun itu tidak ada', 'There is no such account'], CHECK_NAME],
  session_unknown: [['Sesi itu sudah berakhir', 'That session has ended'], LOAD_AGAIN],
  channel_unknown: [['Kanal itu tidak ada di daerah Anda', 'There is no such channel in your regions'], CHECK_NAME],
  complaint_unknown: [['Laporan itu tidak ada', 'There is no such complaint'], CHECK_NAME],
  region_unknown: [['Daerah itu tidak ada di bagian Anda', 'There is no such region in your part'], CHECK_NAME],
  mapping_unknown: [['Pemetaan itu tidak ada', 'There is no such mapping'], CHECK_NAME],
  not_found: [['Tidak ada apa pun di alamat ini', 'There is nothing at this address'], CHECK_NAME],
  method_not_allowed: [['Alamat ini tidak menerima metode itu', 'The address does not take this method'], SEND_AGAIN],
  request_timeout: [['Kiriman terlalu lama tiba', 'What was sent took too long to arrive'], LATER],
  not_unknown: [['Laporan ini sudah diputuskan', 'This was decided already'], LOAD_AGAIN],
  lapor_id_taken: [
    ['Nomor LAPOR! itu sudah dipakai laporan lain', 'Another complaint has this LAPOR! id'],
    ['Cari nomor yang benar di LAPOR!.', 'Look for the right id at LAPOR!.'],
  ],
  case_mismatch: [
    ['Laporan di LAPOR! itu bukan laporan ini', 'That case at LAPOR! is another one'],
    ['Cari nomor yang benar di LAPOR!.', 'Look for the right id at LAPOR!.'],
  ],
  not_parked: [['Laporan ini sudah tidak ditahan', 'This complaint is not parked any more'], LOAD_AGAIN],
  replay_refused: [
    ['Tidak dapat diputar ulang', 'It cannot be replayed'],
    ['Buka laporannya dan baca sebabnya.', 'Open the complaint and read why.'],
  ],
  central_not_asked: [['LAPOR! tidak dapat ditanya saat ini', 'LAPOR! cannot be asked now'], LATER],
  replay_unknown: [['Pekerjaan itu tidak ada', 'There is no such work'], LOAD_AGAIN],
  account_taken: [
    ['Nama akun itu sudah dipakai', 'There is an account of this name'],
    ['Pilih nama lain.', 'Choose another name.'],
  ],
  account_elsewhere: [
    ['Akun ini masuk lewat penyedia identitas', 'The account signs in with the identity provider'],
    ['Ubah kata sandinya di sana.', 'Change its password there.'],
  ],
  last_administrator: [
    ['Tidak akan ada lagi yang mengelola akun', 'Nobody would be left who manages accounts'],
    ['Buat administrator lain dahulu.', 'Make another administrator first.'],
  ],
  ticket_conflict: [
    ['Tiket yang sama dengan isi lain', 'The same ticket with other content'],
    [
      'Bandingkan keduanya. Daerah melapor lagi dengan tiket sendiri, atau yang ini dibuang.',
      'Compare the two. The region reports anew under a ticket of its own, or this one is discarded.',
    ],
  ],
  legal_hold: [
    ['Laporan ini sedang ditahan untuk keperluan hukum', 'It is under legal hold'],
    ['Akhiri penahanan hukum dahulu.', 'End the legal hold first.'],
  ],
  body_too_large: [
    ['Kiriman atau berkas terlalu besar', 'What was sent, or a file, is too large'],
    ['Kecilkan, atau naikkan batasnya di gateway.yaml.', 'Make it smaller, or raise the limit in gateway.yaml.'],
  ],
  media_type_unsupported: [
    ['Jenis kiriman atau berkas tidak diterima', 'What was sent, or a file, is of a type that is not taken'],
    ['Kirim dalam jenis lain, atau tambahkan jenisnya di gateway.yaml.', 'Send another type, or add the type in gateway.yaml.'],
  ],
  headers_too_large: [['Kepala permintaan terlalu besar', 'The headers of the request are too large'], SEND_AGAIN],
  channel_not_configured: [
    ['Kanal belum diatur', 'The channel is not configured yet'],
    [
      'Lengkapi berkas kanal dan variabelnya; gateway doctor menyebut yang kurang.',
      'Complete its file and variables; gateway doctor names what lacks.',
    ],
  ],
  gateway_stopping: [['Gateway sedang berhenti', 'The gateway is stopping'], LATER],
  provider_unavailable: [
    ['Penyedia identitas tidak dapat ditanya', 'The identity provider cannot be asked'],
    ['Masuk dengan akun setempat, atau coba lagi nanti.', 'Sign in with a local account, or try again later.'],
  ],
  ledger_unavailable: [['Basis data tidak dapat dihubungi atau terlalu sibuk', 'The database is away or too busy'], LATER],
  internal_error: [
    ['Kesalahan pada gateway; rinciannya ada di log', 'A fault of the gateway; its log says how'],
    [
      'Laporkan bersama lognya, lalu putar ulang dengan versi yang memperbaikinya.',
      'Report it with its log; replay with the version that mends it.',
    ],
  ],
  mapping_failed: [['Isi kiriman tidak cocok dengan pemetaan', 'The payload does not fit the mapping'], NEW_MAPPING],
  schema_violation: [['Data tidak cocok dengan skema', 'The data does not fit its schema'], NEW_MAPPING],
  attachment_unavailable: [
    ['Lampiran tidak dapat diambil', 'An attachment cannot be had'],
    [
      'Minta daerah menyediakan berkas di alamatnya, atau naikkan batas di gateway.yaml, atau, untuk jaringan pribadi, tambahkan alamatnya di allowAddresses pada berkas kanal. Lalu putar ulang.',
      "Ask the region for the file at its address, or raise the limits in gateway.yaml, or, for a private network, add its address to allowAddresses in the channel's file. Then replay.",
    ],
  ],
  refused_by_partner: [
    ['Sistem tujuan menolak isinya', 'The other side refuses what it was sent'],
    ['Baca alasan dari sistem tujuan, perbaiki sebabnya, lalu putar ulang.', "Read the other side's words, mend the cause, then replay."],
  ],
  restricted: [
    ['Pemrosesan dibatasi', 'Its processing is restricted'],
    ['Cabut pembatasannya, lalu laporan berjalan lagi.', 'Release it; then it goes on.'],
  ],
  response_unexpected: [
    ['Jawaban sistem tujuan tidak dapat dimengerti', 'What the other side answered cannot be understood'],
    ['Tanyakan kepada pengelolanya, lalu putar ulang.', 'Ask whoever runs it, then replay.'],
  ],
  case_unknown: [
    ['LAPOR! tidak mengenal laporan ini', 'LAPOR! does not know the case'],
    ['Tanyakan kepada pengelola LAPOR!.', 'Ask whoever runs LAPOR!.'],
  ],
  recipient_gone: [
    ['Penerima tidak ada lagi', 'The recipient is gone'],
    ['Minta alamat baru kepada daerah.', 'Ask the region for a new address.'],
  ],
  connection_failed: [
    ['Sistem tujuan tidak terhubung; tidak ada yang terkirim', 'The other side was not reached; nothing was sent'],
    BY_ITSELF,
  ],
  answer_lost: [['Permintaan terkirim, tetapi jawabannya tidak sampai', 'The request was sent, and its answer was lost'], BY_ITSELF],
  partner_unavailable: [['Sistem tujuan sedang tidak dapat melayani', 'The other side cannot serve at the moment'], BY_ITSELF],
  central_unavailable: [['LAPOR! sedang tidak dapat melayani', 'LAPOR! cannot serve at the moment'], BY_ITSELF],
  throttled: [
    ['Terlalu banyak permintaan; diminta menunggu', 'Too many requests; we are asked to wait'],
    ['Tunggu; gateway melanjutkan sendiri.', 'Wait; the gateway goes on by itself.'],
  ],
  forwarding_paused: [
    ['Pengiriman ke LAPOR! dihentikan oleh petugas', 'An operator stopped the sending to LAPOR!'],
    ['Jalankan lagi: gateway forwarding resume.', 'Resume it: gateway forwarding resume.'],
  ],
  breaker_open: [['LAPOR! sedang gagal dan dicoba satu per satu', 'LAPOR! is failing and is tried one at a time'], BY_ITSELF],
  outcome_unknown: [
    ['Sudah dikirim, belum pasti sampai', 'It was sent; whether it arrived is not known'],
    [
      'Cari di LAPOR! menurut aplikasi dan tiket. Bila ada, pastikan dengan nomor LAPOR!. Bila tidak ada, kirim lagi.',
      'Look for it at LAPOR! by app and ticket. If it is there, confirm it with its LAPOR! id. If not, send it again.',
    ],
  ],
  config_invalid: [
    ['Konfigurasi tidak berlaku', 'The configuration is not valid'],
    ['Perbaiki berkas yang disebut; gateway doctor menunjukkan barisnya.', 'Mend the file that is named; gateway doctor shows the line.'],
  ],
  credentials_refused: [
    ['Kata sandi atau kunci ditolak', 'The password or key is refused'],
    ['Minta kredensial baru, lalu perbarui variabel atau berkasnya.', 'Ask for new credentials, then update the variable or the file.'],
  ],
}
