import type { Text } from '../../texts.ts'

export const TEXTS = {
  unmapped: { id: 'Kiriman yang belum dapat dibaca', en: 'An arrival that could not be read yet' },
  find: { id: 'Cari laporan', en: 'Find a complaint' },
  said: { id: 'Isi laporan', en: 'What was said' },
  class: { id: 'Jenis', en: 'Class' },
  complaint: { id: 'Pengaduan', en: 'Complaint' },
  aspiration: { id: 'Aspirasi', en: 'Aspiration' },
  information: { id: 'Permintaan informasi', en: 'Request for information' },
  category: { id: 'Kategori', en: 'Category' },
  place: { id: 'Tempat', en: 'Place' },
  occurred: { id: 'Kejadian', en: 'Happened on' },
  files: { id: 'Berkas', en: 'Files' },
  pending: { id: 'belum diambil', en: 'not fetched yet' },
  tags: { id: 'Tanda', en: 'Tags' },
  anonymous: { id: 'anonim', en: 'anonymous' },
  secret: { id: 'rahasia', en: 'secret' },
  origin: { id: 'Asal', en: 'Origin' },
  region: { id: 'Daerah', en: 'Region' },
  app: { id: 'Aplikasi', en: 'App' },
  channel: { id: 'Kanal', en: 'Channel' },
  ticket: { id: 'Tiket', en: 'Ticket' },
  number: { id: 'Nomor untuk warga', en: 'Number that people were told' },
  link: { id: 'Buka di aplikasi asal', en: 'Open at the origin' },
  mapping: { id: 'Pemetaan', en: 'Mapping' },
  acceptedAt: { id: 'Diterima', en: 'Accepted' },
  id: { id: 'Nomor laporan', en: 'Id' },
  now: { id: 'Keadaan sekarang', en: 'The case now' },
  delivery: { id: 'Pengiriman', en: 'Delivery' },
  reason: { id: 'Sebab', en: 'Reason' },
  todo: { id: 'Yang perlu dilakukan', en: 'What to do' },
  laporId: { id: 'Nomor LAPOR!', en: 'LAPOR! id' },
  trackingId: { id: 'Nomor pelacakan', en: 'Tracking id' },
  status: { id: 'Status', en: 'Status' },
  institution: { id: 'Instansi', en: 'Institution' },
  originStatus: { id: 'Status di aplikasi asal', en: 'Status at the origin' },
  askedNext: { id: 'Ditanyakan lagi', en: 'Asked again' },
  journey: { id: 'Perjalanan', en: 'Journey' },
  sent: { id: 'Yang dikirim', en: 'What was sent' },
  answered: { id: 'Yang dijawab', en: 'What was answered' },
  nothing: { id: '(tidak ada)', en: '(nothing)' },
  noAnswer: { id: 'tanpa jawaban', en: 'no answer' },
  hidden: {
    id: 'Nama, telepon, surel, dan rahasia diganti tanda seperti ‹nama›.',
    en: 'Names, phones, addresses and secrets are replaced by marks such as ‹nama›.',
  },
  centre: { id: 'ke LAPOR!', en: 'to LAPOR!' },
  toOrigin: { id: 'ke asal laporan', en: 'to the origin' },
  toFiles: { id: 'mengambil berkas', en: 'fetching a file' },
  person: { id: 'Pelapor', en: 'Who reported' },
  sealed: {
    id: 'Identitas pelapor tersegel. Membukanya dicatat dengan nama dan alasan Anda.',
    en: 'Who reported is sealed. Opening it is recorded with your name and reason.',
  },
  nobody: { id: 'Tidak ada identitas yang disimpan.', en: 'No identity is kept.' },
  erased: { id: 'Identitas pelapor, kiriman asli, dan berkas sudah dihapus.', en: 'Who reported, what arrived and the files were erased.' },
  unreadable: { id: 'Identitas tidak dapat dibuka: kuncinya tidak ada di sini.', en: 'It cannot be opened: its key is not here.' },
  unseal: { id: 'Buka identitas', en: 'Open the identity' },
  unsealSays: {
    id: 'Identitas ditampilkan satu kali di halaman ini. Siapa yang membuka, kapan, dan mengapa tercatat dalam audit dan riwayat laporan.',
    en: 'It is shown once, on the next page. Who opened it, when and why stands in the audit and in the history of the complaint.',
  },
  shownOnce: { id: 'Ditampilkan satu kali. Jangan disalin ke tempat lain.', en: 'Shown once. Do not copy it elsewhere.' },
  back: { id: 'Kembali ke laporan', en: 'Back to the complaint' },
  name: { id: 'Nama', en: 'Name' },
  phone: { id: 'Telepon', en: 'Phone' },
  email: { id: 'Surel', en: 'E-mail' },
  handle: { id: 'Akun', en: 'Account' },
  nationalId: { id: 'NIK', en: 'National id' },
  address: { id: 'Alamat', en: 'Address' },
  gender: { id: 'Jenis kelamin', en: 'Gender' },
  sender: { id: 'Pengirim di kanal', en: 'Sender on the channel' },
  restricted: {
    id: 'Pemrosesan dibatasi: tidak ada yang dikirim ke LAPOR!.',
    en: 'Its processing is restricted: nothing of it is sent to LAPOR!.',
  },
  held: { id: 'Ditahan untuk keperluan hukum: tidak ada yang dihapus.', en: 'Under legal hold: nothing of it is erased.' },
  privacy: { id: 'Hak pelapor', en: "The reporter's rights" },
  acts: { id: 'Tindakan', en: 'What can be done' },
  by: { id: 'Alasan', en: 'Reason' },
  answerOf: { id: 'Jawaban', en: 'Answer' },
} as const satisfies Record<string, Text>

/** What can be done, what it means, and what is said when it was done. */
export const ACTS = {
  discard: {
    title: { id: 'Buang', en: 'Discard' },
    says: {
      id: 'Tidak ada yang menunggunya lagi. Laporan tetap dihitung sebagai ditahan, dan pemutaran ulang melewatinya.',
      en: 'Nobody waits for it any more. It still counts as parked, and replays leave it out.',
    },
    done: { id: 'Laporan sudah dibuang.', en: 'The complaint is discarded.' },
  },
  resend: {
    title: { id: 'Kirim lagi', en: 'Send again' },
    says: {
      id: 'Cari dahulu di LAPOR!. Bila sudah ada di sana, pengiriman kedua membuat laporan ganda.',
      en: 'Look at LAPOR! first. If it is there, sending it again doubles the report.',
    },
    done: { id: 'Laporan sedang dikirim lagi.', en: 'It is being sent again.' },
  },
  confirm: {
    title: { id: 'Pastikan', en: 'Confirm' },
    says: {
      id: 'LAPOR! memilikinya. Laporan menjadi tersampaikan dan diikuti.',
      en: 'LAPOR! has it. It becomes delivered and is followed.',
    },
    done: { id: 'Laporan sudah dipastikan tersampaikan.', en: 'It is confirmed as delivered.' },
  },
  restrict: {
    title: { id: 'Batasi pemrosesan', en: 'Restrict' },
    says: {
      id: 'Tidak ada yang dikirim ke LAPOR! sampai pembatasan dicabut.',
      en: 'Nothing of it is sent to LAPOR! until it is released.',
    },
    done: { id: 'Pemrosesan dibatasi.', en: 'It is restricted.' },
  },
  release: {
    title: { id: 'Cabut pembatasan', en: 'Release' },
    says: { id: 'Laporan berjalan lagi ke LAPOR!.', en: 'It goes on to LAPOR!.' },
    done: { id: 'Pembatasan dicabut.', en: 'It is released.' },
  },
  hold: {
    title: { id: 'Tahan untuk hukum', en: 'Put under legal hold' },
    says: {
      id: 'Tidak ada yang dihapus oleh siapa pun sampai penahanan berakhir.',
      en: 'Nothing of it is erased by anybody until the hold ends.',
    },
    done: { id: 'Laporan ditahan untuk keperluan hukum.', en: 'It is under legal hold.' },
  },
  unhold: {
    title: { id: 'Akhiri penahanan hukum', en: 'End the legal hold' },
    says: { id: 'Laporan boleh dihapus lagi.', en: 'It may be erased again.' },
    done: { id: 'Penahanan hukum berakhir.', en: 'The legal hold ended.' },
  },
  erase: {
    title: { id: 'Hapus identitas', en: 'Erase the identity' },
    says: {
      id: 'Pelapor, kiriman asli, dan berkas dihapus untuk selamanya. Salinan di LAPOR! dan di aplikasi asal tidak terhapus.',
      en: 'Reporter, payload and files are erased for good. The copies at LAPOR! and at the origin stay.',
    },
    done: { id: 'Identitas sudah dihapus.', en: 'The identity is erased.' },
  },
} as const satisfies Record<string, { title: Text; says: Text; done: Text }>
export type Act = keyof typeof ACTS

export const FIELD_TEXTS = {
  laporId: { id: 'Nomor LAPOR!', en: 'LAPOR! id' },
  force: {
    id: 'Saya sudah memeriksa sendiri; pastikan walaupun LAPOR! tidak menampilkan tiketnya',
    en: 'I looked myself; confirm it although LAPOR! does not show its ticket',
  },
  text: { id: 'Hapus juga isi laporan (judul, teks, tempat, jawaban)', en: 'Also what was said (title, text, place, answers)' },
  replay: { id: 'Pratinjau pemutaran ulang', en: 'Preview a replay' },
} as const satisfies Record<string, Text>
