import type { Text } from '../../texts.ts'

export const TEXTS = {
  title: { id: 'Cari laporan', en: 'Find a complaint' },
  words: { id: 'Yang Anda punya', en: 'What you have' },
  hint: {
    id: 'Nomor laporan, tiket, nomor LAPOR!, nomor yang diberikan kepada warga, telepon, surel, atau kata-kata dari laporan. Telepon dan surel dicari tanpa membuka identitas.',
    en: 'An id, a ticket, a LAPOR! id, the number that people were told, a phone, an e-mail address, or words of the report. Phone and e-mail are looked up without opening who reported.',
  },
  region: { id: 'Daerah', en: 'Region' },
  allRegions: { id: 'Semua daerah', en: 'All regions' },
  channel: { id: 'Kanal', en: 'Channel' },
  allChannels: { id: 'Semua kanal', en: 'All channels' },
  delivery: { id: 'Pengiriman', en: 'Delivery' },
  status: { id: 'Status', en: 'Status' },
  any: { id: 'Semua', en: 'All' },
  from: { id: 'Diterima sejak', en: 'Accepted from' },
  to: { id: 'sampai dengan', en: 'up to' },
  search: { id: 'Cari', en: 'Find' },
  clear: { id: 'Mulai baru', en: 'Start anew' },
  next: { id: 'Berikutnya', en: 'Next' },
  caption: { id: 'Laporan, yang terbaru dahulu', en: 'Complaints, newest first' },
  accepted: { id: 'Diterima', en: 'Accepted' },
  complaint: { id: 'Laporan', en: 'Complaint' },
  ticket: { id: 'Tiket', en: 'Ticket' },
  origin: { id: 'Asal', en: 'Origin' },
  laporId: { id: 'Nomor LAPOR!', en: 'LAPOR! id' },
  unmapped: { id: '(belum dapat dibaca)', en: '(could not be read yet)' },
  none: { id: 'Tidak ada yang cocok.', en: 'Nothing fits.' },
  noneNext: {
    id: 'Coba kata lain, hapus saringan, atau periksa ejaan. Laporan dari luar daerah Anda tidak ditampilkan.',
    en: 'Try other words, clear the filter, or check the spelling. Complaints outside your regions are not shown.',
  },
} as const satisfies Record<string, Text>

export const FOUND_BY = {
  reference: { id: 'Ditemukan menurut nomor atau tiket.', en: 'Found by id or ticket.' },
  phone: { id: 'Dicari menurut nomor telepon, tanpa membuka identitas.', en: 'Looked up by phone, without opening who reported.' },
  email: { id: 'Dicari menurut alamat surel, tanpa membuka identitas.', en: 'Looked up by e-mail address, without opening who reported.' },
  text: { id: 'Dicari menurut kata-kata dalam judul, isi, dan tempat.', en: 'Looked for by words in title, text and place.' },
  list: null,
} as const satisfies Record<string, Text | null>
