import type { Alert } from '../../ledger/alert-rows.ts'
import type { TwoTexts } from '../texts.ts'

export type Severity = 'critical' | 'warning'

export const SEVERITY_WORDS: Readonly<Record<Severity, TwoTexts>> = {
  critical: { id: 'Genting', en: 'Critical' },
  warning: { id: 'Peringatan', en: 'Warning' },
}

/** What kind of alert it is: what it is about, how grave it is, and what to do. `{subject}` is filled in. */
export interface AlertKind {
  readonly severity: Severity
  readonly what: TwoTexts
  readonly todo: TwoTexts
}

/** The kind stands in the key, before its first colon. */
export function kindOf({ key }: Pick<Alert, 'key'>): AlertKind {
  return KINDS[key.split(':')[0] ?? ''] ?? OTHER
}

const CREDENTIALS: AlertKind = {
  severity: 'critical',
  what: { id: 'Kredensial untuk {subject} ditolak', en: 'The credentials for {subject} are refused' },
  todo: {
    id: 'Minta kredensial baru, perbarui variabel atau berkasnya, lalu periksa dengan: gateway channels probe.',
    en: 'Ask for new credentials, update the variable or the file, then check with: gateway channels probe.',
  },
}

const CONFIGURATION: AlertKind = {
  severity: 'critical',
  what: { id: 'Konfigurasi {subject} tidak berlaku', en: 'The configuration of {subject} is not valid' },
  todo: {
    id: 'Perbaiki berkas konfigurasi; gateway doctor menunjukkan baris dan caranya.',
    en: 'Mend the configuration file; gateway doctor shows the line and how.',
  },
}

const KINDS: Readonly<Record<string, AlertKind>> = {
  health_down: {
    severity: 'critical',
    what: { id: 'Kanal {subject} terputus', en: 'Channel {subject} is down' },
    todo: {
      id: 'Hubungi pengelola aplikasi daerah dan periksa servernya. Laporan yang sudah diterima aman dan dikirim setelah pulih.',
      en: "Call whoever runs the region's app and check its server. What was accepted is safe and goes on when it is back.",
    },
  },
  health_silent: {
    severity: 'critical',
    what: { id: 'Kanal {subject} senyap', en: 'Channel {subject} is silent' },
    todo: {
      id: 'Tanyakan pengelola aplikasi apakah pengirimannya masih berjalan. Bila hari libur, buat jadwal pemeliharaan.',
      en: 'Ask whoever runs the app whether it still sends. If it is a holiday, set a maintenance window.',
    },
  },
  health_degraded: {
    severity: 'warning',
    what: { id: 'Kanal {subject} terganggu', en: 'Channel {subject} is degraded' },
    todo: {
      id: 'Buka halaman kanal ini di konsol dan ikuti alasannya.',
      en: "Open the channel's page in the console and follow its reasons.",
    },
  },
  centre_down: {
    severity: 'critical',
    what: { id: 'SP4N-LAPOR! tidak dapat dihubungi', en: 'SP4N-LAPOR! cannot be reached' },
    todo: {
      id: 'Hubungi pengelola SP4N-LAPOR! dan periksa jaringan. Laporan tetap diterima dan dikirim setelah pulih.',
      en: 'Call whoever runs SP4N-LAPOR! and check the network. Reports are still accepted and go on when it is back.',
    },
  },
  centre_degraded: {
    severity: 'critical',
    what: { id: 'SP4N-LAPOR! menjawab tidak semestinya', en: 'SP4N-LAPOR! answers not as it should' },
    todo: {
      id: 'Periksa kredensial (LAPOR_AUTHORIZATION, LAPOR_TOKEN) dan hubungi pengelola SP4N-LAPOR!.',
      en: 'Check the credentials (LAPOR_AUTHORIZATION, LAPOR_TOKEN) and call whoever runs SP4N-LAPOR!.',
    },
  },
  channel_disabled: {
    severity: 'critical',
    what: { id: 'Gateway menghentikan kanal {subject}', en: 'The gateway stopped channel {subject}' },
    todo: {
      id: 'Perbaiki kredensial atau konfigurasinya; kanal berjalan lagi dengan sendirinya.',
      en: 'Mend its credentials or configuration; it goes on by itself.',
    },
  },
  credentials_refused: CREDENTIALS,
  config_invalid: CONFIGURATION,
  park: {
    severity: 'warning',
    what: { id: 'Laporan dari {subject} ditahan', en: 'Reports of {subject} are parked' },
    todo: {
      id: 'Buka halaman Ditahan di konsol: perbaiki sebabnya, lalu kirim ulang atau kesampingkan dengan alasan.',
      en: 'Open the page Parked in the console: mend the cause, then replay or discard with a reason.',
    },
  },
  unknown: {
    severity: 'warning',
    what: { id: 'Belum pasti apakah laporan dari {subject} sampai', en: 'It is not known whether reports of {subject} arrived' },
    todo: {
      id: 'Cari laporan di LAPOR!, lalu pastikan atau kirim ulang di halaman Belum pasti.',
      en: 'Look for them at LAPOR!, then confirm or resend on the page Unknown.',
    },
  },
  recipient_gone: {
    severity: 'warning',
    what: { id: 'Kanal {subject} tidak menerima kabar lagi', en: 'Channel {subject} takes no answers any more' },
    todo: { id: 'Minta alamat baru kepada daerah.', en: 'Ask the region for a new address.' },
  },
  reply_stopped: {
    severity: 'warning',
    what: { id: 'Kabar untuk laporan {subject} tidak tersampaikan', en: 'The origin of report {subject} could not be told' },
    todo: { id: 'Sampaikan kabarnya kepada daerah dengan cara lain.', en: 'Tell the region in another way.' },
  },
  unfinished: {
    severity: 'warning',
    what: { id: 'Sebagian laporan {subject} ditolak LAPOR!', en: 'LAPOR! refused a part of report {subject}' },
    todo: { id: 'Lengkapi di LAPOR! dengan tangan.', en: 'Complete it at LAPOR! by hand.' },
  },
  case_missing: {
    severity: 'critical',
    what: { id: 'LAPOR! tidak mengenal laporan {subject}', en: 'LAPOR! does not know report {subject}' },
    todo: { id: 'Tanyakan kepada pengelola LAPOR! apa yang terjadi dengannya.', en: 'Ask whoever runs LAPOR! what became of it.' },
  },
  status_unknown: {
    severity: 'warning',
    what: { id: 'LAPOR! memakai kata status yang belum dikenal', en: 'LAPOR! uses a status word that is not known' },
    todo: { id: 'Tambahkan kata itu di gateway.yaml, central.statuses.', en: 'Add the word in gateway.yaml, central.statuses.' },
  },
  balance: {
    severity: 'critical',
    what: { id: 'Neraca laporan tidak cocok', en: 'The balance of reports does not hold' },
    todo: {
      id: 'Jangan ubah basis data. Laporkan kepada pengembang dengan keluaran gateway balance.',
      en: 'Do not change the database. Report it to the developers with the output of gateway balance.',
    },
  },
  keys_broken: {
    severity: 'critical',
    what: { id: 'Berkas kunci penyegel tidak dapat dibaca', en: 'The file of sealing keys cannot be read' },
    todo: { id: 'Kembalikan berkas kunci; lihat docs/operate.md.', en: 'Put the key file back; see docs/operate.md.' },
  },
  keys_missing: {
    severity: 'critical',
    what: { id: 'Kunci penyegel hilang', en: 'A sealing key is missing' },
    todo: { id: 'Kembalikan kunci lama di belakang yang terbaru.', en: 'Put the old key back behind the newest.' },
  },
}

const OTHER: AlertKind = {
  severity: 'warning',
  what: { id: 'Ada yang perlu diperiksa: {subject}', en: 'Something needs a look: {subject}' },
  todo: { id: 'Jalankan gateway doctor.', en: 'Run gateway doctor.' },
}
