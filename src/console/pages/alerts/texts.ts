import type { NoticeKind } from '../../../ledger/alert-rows.ts'
import type { Text } from '../../texts.ts'

export const TEXTS = {
  lacking: { id: 'Belum diatur', en: 'Not set up' },
  title: { id: 'Peringatan', en: 'Alerts' },
  open: { id: 'Sedang berlangsung', en: 'Going on' },
  closed: { id: 'Sudah pulih', en: 'Over' },
  noneOpen: { id: 'Tidak ada gangguan.', en: 'Nothing is wrong.' },
  noneOpenNext: {
    id: 'Bila ada, gangguan tampil di sini dan dikabarkan kepada kontak di bawah.',
    en: 'What goes wrong stands here and is told to the contacts below.',
  },
  noneClosed: { id: 'Belum pernah ada gangguan.', en: 'Nothing has gone wrong yet.' },
  showClosed: { id: 'Lihat yang sudah pulih', en: 'See what is over' },
  showOpen: { id: 'Lihat yang sedang berlangsung', en: 'See what is going on' },
  severity: { id: 'Tingkat', en: 'Severity' },
  incident: { id: 'Gangguan', en: 'Incident' },
  todo: { id: 'Yang perlu dilakukan', en: 'What to do' },
  region: { id: 'Wilayah', en: 'Region' },
  since: { id: 'Sejak', en: 'Since' },
  until: { id: 'Pulih', en: 'Over since' },
  affected: { id: 'Terdampak', en: 'Affected' },
  reports: { id: '{n} laporan', en: '{n} reports' },
  quiet: { id: 'pemeliharaan: tidak dikabarkan', en: 'maintenance: nobody is told' },
  country: { id: 'Seluruh negeri', en: 'The whole country' },

  contacts: { id: 'Siapa yang dikabari', en: 'Who is told' },
  noContacts: { id: 'Belum ada kontak.', en: 'There are no contacts.' },
  noContactsNext: {
    id: 'Tambahkan contacts di gateway.yaml (alerts) atau di berkas wilayah; lihat docs/configure.md.',
    en: "Add contacts to gateway.yaml (alerts) or to a region's file; see docs/configure.md.",
  },
  contact: { id: 'Kontak', en: 'Contact' },
  way: { id: 'Cara', en: 'By' },
  from: { id: 'Mulai tingkat', en: 'From' },
  last: { id: 'Terakhir', en: 'Last' },
  nothingSent: { id: 'belum ada', en: 'nothing yet' },
  test: { id: 'Kirim uji coba', en: 'Send a test' },
  testSent: { id: 'Uji coba ke {to} sudah dikirim.', en: 'The test to {to} was sent.' },
  testFailed: { id: 'Uji coba ke {to} gagal: {why}', en: 'The test to {to} failed: {why}' },

  notices: { id: 'Pesan yang dikirim', en: 'Messages' },
  noNotices: { id: 'Belum ada pesan.', en: 'No message yet.' },
  noNoticesNext: {
    id: 'Pesan dikirim ketika ada gangguan, atau dengan tombol uji coba.',
    en: 'One is sent when something is wrong, or by the test button.',
  },
  message: { id: 'Pesan', en: 'Message' },
  to: { id: 'Kepada', en: 'To' },
  when: { id: 'Waktu', en: 'Time' },
  outcome: { id: 'Hasil', en: 'Outcome' },
  sent: { id: 'terkirim', en: 'sent' },
  pending: { id: 'menunggu', en: 'waiting' },
  givenUp: { id: 'gagal', en: 'failed' },
  again: { id: 'dicoba lagi {at}', en: 'tried again {at}' },

  windows: { id: 'Jadwal pemeliharaan', en: 'Maintenance windows' },
  windowsHint: {
    id: 'Selama itu gangguan tetap dicatat dan tampil di sini, tetapi tidak ada yang dikabari.',
    en: 'In such a time incidents are kept and shown here; nobody is told.',
  },
  noWindows: { id: 'Tidak ada jadwal.', en: 'None is planned.' },
  noWindowsNext: { id: 'Buat jadwal sebelum mengerjakan server.', en: 'Plan one before you work on a server.' },
  of: { id: 'Untuk', en: 'Of' },
  everything: { id: 'Semuanya', en: 'Everything' },
  withBelow: { id: '{name} beserta kabupaten dan kota', en: '{name} with its regencies and cities' },
  begin: { id: 'Mulai', en: 'From' },
  end: { id: 'Sampai', en: 'To' },
  by: { id: 'Oleh', en: 'By' },
  why: { id: 'Alasan', en: 'Why' },
  plan: { id: 'Buat jadwal', en: 'Plan a window' },
  planned: { id: 'Jadwal sudah dibuat.', en: 'The window is planned.' },
  endNow: { id: 'Akhiri', en: 'End it' },
  endSays: { id: 'Gangguan yang masih ada dikabarkan lagi.', en: 'What is still wrong is told again.' },
  ended: { id: 'Jadwal sudah diakhiri.', en: 'The window is over.' },
  channel: { id: 'Kanal {id}', en: 'Channel {id}' },
  zone: { id: 'Waktu dalam {zone}.', en: 'Times in {zone}.' },
  badTime: { id: 'Waktu tidak terbaca; isi tanggal dan jam.', en: 'The time cannot be read; give a date and an hour.' },
} as const satisfies Record<string, Text>

export const KINDS: Readonly<Record<NoticeKind, Text>> = {
  opened: { id: 'Gangguan baru', en: 'New incident' },
  repeated: { id: 'Masih berlangsung', en: 'Still going on' },
  recovered: { id: 'Sudah pulih', en: 'Recovered' },
  test: { id: 'Uji coba', en: 'Test' },
}

export const WAYS = {
  email: { id: 'Surel', en: 'E-mail' },
  telegram: { id: 'Telegram', en: 'Telegram' },
  webhook: { id: 'Webhook', en: 'Webhook' },
} as const satisfies Record<string, Text>
