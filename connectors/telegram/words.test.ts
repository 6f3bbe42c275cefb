import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readReference, readWish, type Wish } from './words.ts'

const ALL: readonly Wish[] = ['send', 'cancel', 'yes', 'no', 'skip', 'help', 'status', 'thanks', 'greeting']
const ROWS: readonly [string, Wish | null][] = [
  ['Kirim sekarang!', 'send'],
  ['✅ Kirim sekarang', 'send'],
  ['kirim aja', 'send'],
  ['Send now', 'send'],
  ['YA', 'yes'],
  ['iya 🙏', 'yes'],
  ['sembunyikan saja', 'yes'],
  ['Tidak.', 'no'],
  ['gak', 'no'],
  ['Tampilkan', 'no'],
  ['Lewati', 'skip'],
  ['tidak ada', 'skip'],
  ['-', 'skip'],
  ['ga jadi', 'cancel'],
  ['Selamat pagi pak', 'greeting'],
  ["Assalamu'alaikum", 'greeting'],
  ['terima kasih banyak kak', 'thanks'],
  ['bantuan', 'help'],
  ['cek status', 'status'],
  ['Selamat pagi, lampu jalan mati', null],
  ['tidak ada air sejak Senin', null],
  ['kirim petugas ke sini', null],
  ['ya ampun jalannya rusak', null],
  ['', null],
  ['a'.repeat(100_000), null],
]
for (const [text, wish] of ROWS)
  test(`'${text.slice(0, 40)}' is ${wish ?? 'a message of its own'}`, () => assert.equal(readWish(text, ALL), wish))

test('a ticket number alone is known however it is written; words and phones are none', () => {
  for (const text of ['7K2QD-90PXA', ' 7k2qd 90pxa ', '#7K2QD90PXA']) assert.equal(readReference(text)?.replace(/[ -]/, ''), '7K2QD90PXA')
  for (const text of ['banjir2026', 'HALO-SEMUA', '7K2QD-90PXA mati', '081122334455', '']) assert.equal(readReference(text), null)
})
