import type { EventKind } from '../../ledger/event-kinds.ts'
import type { Mark } from '../parts/badge.ts'
import type { Text } from '../texts.ts'

export interface Happening {
  readonly mark: Mark
  readonly text: Text
}

const it = (mark: Mark, id: string, en: string): Happening => ({ mark, text: { id, en } })

/** Every event of a complaint's history in plain words. */
export const HAPPENINGS: Readonly<Record<EventKind, Happening>> = {
  accepted: it('good', 'Laporan diterima dan disimpan.', 'The complaint was accepted and stored.'),
  parked: it('warn', 'Laporan ditahan; menunggu petugas.', 'The complaint was parked; it waits for a person.'),
  delivered: it('good', 'LAPOR! sudah menerimanya.', 'LAPOR! has it.'),
  unfinished: it('warn', 'LAPOR! menerimanya, tetapi menolak sebagian.', 'LAPOR! has it, and refused a part that belongs to it.'),
  unknown: it('unsure', 'Sudah dikirim, tetapi belum pasti diterima.', 'It was sent, and whether it arrived is not known.'),
  reconciled: it('good', 'Yang belum pasti sudah dipastikan.', 'What was unknown was settled.'),
  resent: it('wait', 'Dikirim lagi oleh petugas.', 'A person had it sent again.'),
  replayed: it('wait', 'Diputar ulang dengan pemetaan yang sekarang.', 'It was replayed with the mapping as it is now.'),
  discarded: it('quiet', 'Dibuang: tidak ada yang menunggunya lagi.', 'Discarded: nobody waits for it any more.'),
  conflict_seen: it('warn', 'Tiket ini datang lagi dengan isi lain.', 'The ticket came again with other content.'),
  attachment_stored: it('good', 'Satu lampiran diambil dan disimpan.', 'A file was fetched and is kept.'),
  attachment_retry: it('wait', 'Satu lampiran belum dapat diambil; dicoba lagi.', 'A file could not be had; it is tried again.'),
  attachment_failed: it('bad', 'Satu lampiran tidak dapat diambil.', 'A file cannot be had.'),
  delivery_retry: it('wait', 'Pengiriman gagal; dicoba lagi.', 'A try to deliver failed; it is tried again.'),
  delivery_waiting: it('wait', 'LAPOR! meminta menunggu.', 'LAPOR! asked us to wait.'),
  handed_on: it('good', 'Diteruskan ke instansi yang berwenang.', 'Handed on to the institution with the authority.'),
  continued: it('good', 'Sisa teks yang panjang ditambahkan sebagai tindak lanjut.', 'The rest of a long text was added as a follow-up.'),
  status_changed: it('plain', 'Status di LAPOR! berubah.', 'Its status at LAPOR! changed.'),
  status_word_unknown: it('warn', 'LAPOR! memakai kata status yang belum dikenal.', 'LAPOR! used a status word that is not known.'),
  institution_changed: it('plain', 'Sekarang ditangani instansi lain.', 'Another institution has it now.'),
  tracking_id_changed: it('plain', 'LAPOR! memberi nomor pelacakan.', 'LAPOR! gave it a tracking id.'),
  disposition: it('plain', 'LAPOR! mencatat disposisi.', 'LAPOR! logged a disposition.'),
  answered: it('good', 'Instansi menjawab.', 'An institution answered.'),
  follow_failed: it('wait', 'LAPOR! belum dapat ditanya; dicoba lagi.', 'LAPOR! could not be asked; it is asked again.'),
  follow_ended: it('good', 'Laporan selesai dan tidak ditanyakan lagi.', 'The case is at its end and is not asked for again.'),
  update_accepted: it('wait', 'Kabar susulan diterima.', 'A further word was accepted.'),
  update_withheld: it('quiet', 'Kabar susulan disimpan dan tidak diteruskan.', 'A further word was kept, and is not handed on.'),
  update_parked: it('warn', 'Kabar susulan ditahan; menunggu petugas.', 'A further word waits for a person.'),
  update_delivered: it('good', 'LAPOR! menerima kabar susulan.', 'LAPOR! has the further word.'),
  update_unknown: it(
    'unsure',
    'Kabar susulan dikirim, belum pasti diterima.',
    'The further word was sent, and whether it arrived is not known.',
  ),
  update_retry: it('wait', 'Kabar susulan gagal dikirim; dicoba lagi.', 'The further word could not be sent; it is tried again.'),
  feedback_pending: it('wait', 'Kabar balik sedang menuju asal laporan.', 'A change is on its way back to the origin.'),
  feedback_readable: it('plain', 'Kabar balik dapat dibaca oleh asal laporan.', 'The origin can read the change.'),
  feedback_sent: it('good', 'Asal laporan sudah menerima kabar balik.', 'The origin has the change.'),
  feedback_retry: it('wait', 'Kabar balik belum diterima; dicoba lagi.', 'The origin did not take the change; it is told again later.'),
  message_delivered: it('good', 'Jaringan memastikan pesan sampai.', 'The network says that the person has the message.'),
  message_failed: it('bad', 'Jaringan melaporkan pesan tidak sampai.', 'The network says that the message did not arrive.'),
  file_left_out: it('warn', 'Ada berkas yang tidak dapat diterima.', 'Files that came with it cannot be taken and were left out.'),
  feedback_stopped: it('bad', 'Asal laporan tidak dapat diberi tahu.', 'The origin will not be told.'),
  identity_erased: it(
    'quiet',
    'Identitas pelapor, kiriman asli, dan berkas dihapus.',
    'Who reported, what arrived and the files were erased.',
  ),
  identity_unreadable: it('bad', 'Kuncinya hilang: diteruskan tanpa identitas.', 'Its key is lost: it goes on without the person.'),
  restricted: it(
    'paused',
    'Pemrosesan dibatasi: tidak ada yang dikirim ke LAPOR!.',
    'Its processing is restricted: nothing goes to LAPOR!.',
  ),
  released: it('wait', 'Pembatasan dicabut.', 'The restriction was lifted.'),
  hold_set: it('paused', 'Ditahan untuk keperluan hukum: tidak ada yang dihapus.', 'Under legal hold: nothing is erased.'),
  hold_released: it('plain', 'Penahanan hukum berakhir.', 'The legal hold ended.'),
  identity_read: it('unsure', 'Seorang petugas melihat identitas pelapor.', 'A person looked at who reported.'),
}

/** What people did, as the audit names it. */
export const DECISIONS: Readonly<Record<string, Text>> = {
  'parked.discard': { id: 'membuang', en: 'discarded it' },
  'unknown.confirm': { id: 'memastikan bahwa LAPOR! menerimanya', en: 'confirmed that LAPOR! has it' },
  'unknown.resend': { id: 'meminta dikirim lagi', en: 'had it sent again' },
  identity_read: { id: 'melihat identitas pelapor', en: 'looked at who reported' },
  identity_erased: { id: 'menghapus identitas', en: 'erased the identity' },
  restricted: { id: 'membatasi pemrosesan', en: 'restricted it' },
  released: { id: 'mencabut pembatasan', en: 'lifted the restriction' },
  hold_set: { id: 'menahan untuk keperluan hukum', en: 'put it under legal hold' },
  hold_released: { id: 'mengakhiri penahanan hukum', en: 'ended the legal hold' },
}
