import type { Text } from '../../texts.ts'

export const TEXTS = {
  previewTitle: { id: 'Pratinjau pemutaran ulang', en: 'Preview of a replay' },
  nothingDone: {
    id: 'Belum ada yang diubah. Identitas pelapor tidak pernah tampil di sini.',
    en: 'Nothing was done yet. Who reported never stands here.',
  },
  total: {
    id: '{total} laporan ditahan; {shown} yang pertama ditampilkan: {good} menjadi laporan, {bad} tetap ditahan.',
    en: '{total} are parked; the first {shown} are shown: {good} become complaints, {bad} stay parked.',
  },
  none: { id: 'Tidak ada yang cocok.', en: 'Nothing fits.' },
  noneNext: { id: 'Mungkin sudah diputuskan petugas lain.', en: 'Somebody else may have decided meanwhile.' },
  becomes: { id: 'Menjadi laporan', en: 'Becomes a complaint' },
  stays: { id: 'Tetap ditahan', en: 'Stays parked' },
  same: { id: 'Isinya sama; hanya dikirim lagi.', en: 'The same complaint; it is only sent again.' },
  field: { id: 'Bidang', en: 'Field' },
  before: { id: 'Sebelum', en: 'Before' },
  after: { id: 'Sesudah', en: 'After' },
  nothing: { id: '(tidak ada)', en: '(nothing)' },
  mapping: { id: 'Pemetaan', en: 'Mapping' },
  start: { id: 'Putar ulang', en: 'Replay' },
  startSays: {
    id: 'Laporan dibaca lagi dengan pemetaan yang sekarang, lalu dikirim ke LAPOR!. Berjalan di latar belakang dan dapat dihentikan.',
    en: 'They are read again with the mapping as it is now, and go to LAPOR!. It runs in the background and can be stopped.',
  },
  title: { id: 'Pekerjaan pada banyak laporan', en: 'Work on many complaints' },
  listNone: { id: 'Belum ada pekerjaan.', en: 'There was no work yet.' },
  listNext: {
    id: 'Pemutaran ulang dan keputusan atas banyak laporan tampil di sini.',
    en: 'Replays and decisions on many complaints stand here.',
  },
  caption: { id: 'Pekerjaan, yang terbaru dahulu', en: 'Work, newest first' },
  what: { id: 'Pekerjaan', en: 'Work' },
  by: { id: 'Oleh', en: 'By' },
  started: { id: 'Mulai', en: 'Started' },
  finished: { id: 'Selesai', en: 'Finished' },
  state: { id: 'Keadaan', en: 'State' },
  done: { id: 'Berhasil', en: 'Done' },
  refused: { id: 'Tidak', en: 'Not done' },
  of: { id: 'Dari', en: 'Of' },
  reason: { id: 'Alasan', en: 'Reason' },
  progress: { id: '{done} dari {total} selesai, {refused} tidak dapat', en: '{done} of {total} done, {refused} not' },
  meanwhile: {
    id: '{count} sudah diputuskan petugas lain sementara ini berjalan.',
    en: '{count} were decided by somebody else meanwhile.',
  },
  stop: { id: 'Hentikan', en: 'Stop' },
  stopSays: {
    id: 'Berhenti setelah laporan yang sedang dikerjakan. Yang sudah selesai tetap selesai.',
    en: 'It stops behind the one at work. What was done stays done.',
  },
  refusals: { id: 'Yang tidak dapat (lima puluh pertama)', en: 'What was not done (the first fifty)' },
  complaint: { id: 'Laporan', en: 'Complaint' },
  why: { id: 'Sebab', en: 'Why' },
  refresh: { id: 'Muat ulang', en: 'Refresh' },
  parked: { id: 'Ditahan', en: 'Parked' },
} as const satisfies Record<string, Text>

export const ACTIONS = {
  replay: { id: 'Putar ulang', en: 'Replay' },
  discard: { id: 'Buang', en: 'Discard' },
  resend: { id: 'Kirim lagi', en: 'Send again' },
  confirm: { id: 'Pastikan', en: 'Confirm' },
} as const satisfies Record<string, Text>

export const STATES = {
  running: { id: 'Berjalan', en: 'Running' },
  stopped: { id: 'Dihentikan', en: 'Stopped' },
  done: { id: 'Selesai', en: 'Done' },
} as const satisfies Record<string, Text>
