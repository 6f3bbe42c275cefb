import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOwnWords } from './own-words.ts'

const SAID = 'Jembatan di Cikajang putus.\n\nSiti, Garut'

/** What mail programs put below what was said: none of it is the citizen's. */
const BELOW: readonly (readonly [name: string, text: string])[] = [
  ['Gmail in Indonesian', 'Pada Kam, 19 Nov 2026 pukul 08.00, Layanan <noreply@example.id> menulis:\n> Terima kasih\n> atas laporan Anda'],
  ['Gmail in Indonesian, older', 'Pada tanggal 19 November 2026 08.00, Layanan <a@b.id> menulis:\n\n> Terima kasih'],
  ['Gmail in English', 'On Thu, Nov 19, 2026 at 8:00 AM Layanan <noreply@example.id> wrote:\n> Thank you'],
  [
    'an announcement over two lines',
    'Pada Kam, 19 Nov 2026 pukul 08.00, Layanan Pengaduan Masyarakat\n<layanan.pengaduan@example.id> menulis:\n> Terima kasih',
  ],
  [
    'an announcement over three lines',
    'On Thu, 19 Nov 2026 at 08:00,\nLayanan Pengaduan Masyarakat\n<layanan@example.id> wrote:\n> Terima kasih',
  ],
  ['an announcement without marked lines', 'Pada Kam, 19 Nov 2026 08.00, Layanan <a@b.id> menulis:\n\nTerima kasih\natas laporan Anda'],
  ['Yahoo in Indonesian', 'Pada Kamis, 19 November 2026 08.00.00 WIB, Layanan <a@b.id> menulis:\n\n  Terima kasih'],
  ['Thunderbird', 'On 19/11/2026 08:00, Layanan wrote:\n> Terima kasih'],
  ['Thunderbird in Indonesian', 'Pada 19/11/26 08.00, Layanan menulis:\n> Terima kasih'],
  ['Apple Mail in Indonesian', '> Pada 19 Nov 2026, pukul 08.00, Layanan <a@b.id> menulis:\n> \n> Terima kasih'],
  ['a date first', '2026-11-19 8:00 GMT+07:00 Layanan <a@b.id>:\n> Terima kasih'],
  ['a day first', 'Kam, 19 Nov 2026 08.00 Layanan <a@b.id> menulis:\n> Terima kasih'],
  [
    'Outlook in Indonesian',
    'Dari: Layanan <a@b.id>\nDikirim: Kamis, 19 November 2026 08.00\nKepada: siti@example.id\nPerihal: Laporan\n\nTerima kasih',
  ],
  [
    'Outlook in English',
    'From: Layanan <a@b.id>\nSent: Thursday, November 19, 2026 8:00 AM\nTo: siti@example.id\nSubject: Laporan\n\nTerima kasih',
  ],
  ['Outlook in bold', '*Dari:* Layanan\n*Dikirim:* Kamis, 19 November 2026 08:00\n*Ke:* Siti\n*Subjek:* Laporan\n\nTerima kasih'],
  [
    'Outlook with a line',
    '________________________________\nDari: Layanan <a@b.id>\nDikirim: 19 November 2026 8:00\nKepada: Siti\nPerihal: x\n\nTerima kasih',
  ],
  [
    'Outlook with a line and a gap',
    '________________________________\n\nFrom: Layanan\nSent: 19 November 2026 8:00\nTo: Siti\n\nTerima kasih',
  ],
  ['two lines of Outlook', 'Dari: Layanan <a@b.id>\nDikirim: Kamis, 19 November 2026\n\nTerima kasih'],
  ['Outlook without a time of day', 'Dari: Layanan\nDikirim: 19 November 2026\nKepada: Siti\nPerihal: Laporan\n\nTerima kasih'],
  ['Outlook in one line', 'Dari: Layanan <a@b.id> Dikirim: 19 November 2026 08.00\nTerima kasih'],
  ['a phone with a date', 'Dari: Layanan <a@b.id>\nTanggal: 19 November 2026 08.00\nKe: Siti\n\nTerima kasih'],
  ['an announcement without a date', 'Pada hari Kamis, Layanan menulis:\n> Terima kasih'],
  ['the original message', '-----Original Message-----\nFrom: Layanan\n\nTerima kasih'],
  ['the original message in Indonesian', '-------- Pesan Asli --------\nSubjek: Laporan\n\nTerima kasih'],
  ['marked lines alone', '> Terima kasih\n>> atas laporan\n> Anda'],
  ['a forwarded mail', '---------- Forwarded message ---------\nDari: Ketua RT <rt@b.id>\n\nMohon dibantu'],
  ['a forwarded mail in Indonesian', '---------- Pesan terusan ---------\nDari: Ketua RT\n\nMohon dibantu'],
  ['a forwarded mail of Apple', 'Begin forwarded message:\n\nFrom: RT\n\nMohon dibantu'],
  ['a forwarded mail of Apple in Indonesian', 'Awal pesan yang diteruskan:\n\nDari: RT\n\nMohon dibantu'],
  ['Zoho in Indonesian', '---- Pada Kam, 19 Nov 2026 08:00:00 +0700 Layanan <a@b.id> menulis ----\n\nTerima kasih'],
  ['Zoho in English', '---- On Thu, 19 Nov 2026 08:00:00 +0700 a@b.id wrote ----\n\nThank you'],
  ['Yahoo for Android, all in one line', '  Pada Kam, 19 Nov 2026 pada 8:00, Layanan<a@b.id> menulis:   Terima kasih'],
  ['a phone that writes Malay', '-------- Pesan asal --------\nDaripada: Layanan\nTarikh: 19/11/26 8:00 PG (GMT+08:00)\n\nTerima kasih'],
  ['a webmail that names who wrote first', 'Layanan Pengaduan menulis pada 2026-11-19 08:00:\n> Terima kasih'],
  ['a webmail that quotes', 'Mengutip Layanan <a@b.id>:\n\n> Terima kasih'],
  ['a signature', '-- \nSiti Nurhaliza\n0812 3456 7890'],
  ['a signature whose space was lost', '--\nSiti Nurhaliza'],
  ['an iPhone in Indonesian', 'Dikirim dari iPhone saya'],
  ['an iPhone', 'Sent from my iPhone'],
  ['an Android in Indonesian', 'Dikirim dari ponsel cerdas Samsung Galaxy saya.'],
  ['a Xiaomi', 'Dikirim dari Redmi saya'],
  ['Yahoo for Android', 'Dikirim dari Yahoo Mail di Android'],
  ['Outlook for Android', 'Dapatkan Outlook untuk Android<https://aka.ms/x>'],
  ['Outlook for iOS', 'Get Outlook for iOS<https://aka.ms/x>'],
  ['Windows Mail', 'Dikirim dari Mail untuk Windows'],
  ['a signature above a quotation', 'Dikirim dari iPhone saya\n\n> Pada 19 Nov 2026 08.00, A <a@b.id> menulis:\n> Terima kasih'],
]

for (const [name, below] of BELOW) {
  for (const ends of ['\n', '\r\n']) {
    test(`own words above ${name}${ends === '\n' ? '' : ' (CRLF)'}`, () => {
      const { words, quoted, signature } = readOwnWords(`${SAID}\n\n${below}\n`.replaceAll('\n', ends))
      assert.equal(words, SAID)
      assert.ok(quoted !== '' || signature !== '')
    })
  }
}

/** What looks alike and is the citizen's. */
const KEPT: readonly (readonly [name: string, text: string])[] = [
  ['a letter', 'Dari: Siti\nKepada: Kepala Dinas PU\nPerihal: Jembatan putus\n\nDengan hormat, jembatan putus.'],
  ['a letter with a date', 'Kepada Yth. Bupati\n\nDari: Siti\nTanggal: 19 November 2026\nHal: Jembatan\n\nJembatan putus.'],
  ['a sentence with menulis', 'Pada waktu itu petugas menulis:\nakan diperbaiki bulan depan.'],
  ['a sentence with wrote', 'On the board somebody wrote:\nclosed.'],
  ['a sentence that begins with On', 'Pada 19 Nov 2026 pukul 08.00 jembatan putus.'],
  ['a list with dashes', '- lampu mati\n- jalan rusak\n-- sangat rusak'],
  ['a line drawn between parts', 'Jalan rusak.\n--\nLokasi: Braga\nRT: 03\nRW: 01\nSejak: Senin\nKorban: dua\nFoto: ada'],
  ['a dash alone in a sentence', 'Jalan Braga -- depan pasar -- rusak.'],
  ['a comparison', 'Debu 5 > 3 dan suhu < 20'],
  ['a report about messages', 'Dikirim surat tiga kali tanpa jawaban.'],
  ['a report about sending', 'Dikirim dari kelurahan ke kecamatan, berkas saya hilang.'],
  ['more than three months', 'Lampu mati di gang kami:\n> 3 bulan tidak menyala\nTolong.'],
  ['a headline between brackets', '>>> PENTING <<<\nJembatan putus.'],
  ['a table with Dari and Ke', 'Dari: Garut\nKe: Bandung\nAngkot menolak penumpang.'],
]

for (const [name, text] of KEPT) test(`own words stay: ${name}`, () => assert.equal(readOwnWords(text).words, text))

test('answers between quoted lines are own words', () => {
  const text = 'Pada 19 Nov 2026 08.00, A <a@b.id> menulis:\n> Di mana?\nDi Jl. Braga 10.\n> Sejak kapan?\nSejak Senin.\n'
  assert.equal(readOwnWords(text).words, 'Di Jl. Braga 10.\nSejak Senin.')
})

test('an answer below the quotation, and its signature', () => {
  const { words, signature } = readOwnWords('On 19 Nov 2026 08:00, A <a@b.id> wrote:\n> Di mana?\n\nDi Jl. Braga 10.\n-- \nSiti\n')
  assert.equal(words, 'Di Jl. Braga 10.')
  assert.equal(signature, '--\nSiti')
})

test('below the line of a phone the citizen may go on', () => {
  assert.equal(readOwnWords('Jalan rusak.\nDikirim dari iPhone saya\nAlamat: Jl. Braga').words, 'Jalan rusak.\nAlamat: Jl. Braga')
})

test('a mail that only quotes has no own words', () => {
  assert.equal(readOwnWords('> Terima kasih').words, '')
  assert.equal(readOwnWords('---------- Forwarded message ---------\nDari: RT\n\nMohon dibantu').words, '')
})
