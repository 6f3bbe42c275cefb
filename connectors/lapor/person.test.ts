import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { withoutPerson } from './person.ts'

const ROWS: readonly [string, object, string][] = [
  ['name Siti-Nur (Ani) ditolak', { name: 'Siti-Nur (Ani)' }, 'name … ditolak'],
  ['SITI sudah terdaftar', { name: 'Siti Nurhaliza' }, '… sudah terdaftar'],
  ['nomor 0811-2233-4455 dan +62 811 2233 4455 ganda', {}, 'nomor … dan … ganda'],
  ['surel warga.satu@desa.example.id ganda', {}, 'surel … ganda'],
  ['kategori 436 dan laporan 9001234 tidak dikenal', {}, 'kategori 436 dan laporan 9001234 tidak dikenal'],
  ['alamat Jl. Melati 5 terlalu pendek', { address: 'Jl. Melati 5' }, 'alamat … terlalu pendek'],
]
for (const [words, person, clean] of ROWS) {
  test(`words: ${words}`, () => assert.equal(withoutPerson(words, person), clean))
}

test('whatever a reporter is called, the words do not say it, and it never fails', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 40, unit: 'binary' }), (name) => {
      const said = withoutPerson(`nilai "${name}" salah`, { name })
      const plain = name.normalize('NFC').trim()
      if (/^[\p{L}\p{N}]{4,}$/u.test(plain)) assert.ok(!said.includes(plain))
    }),
    { numRuns: 500 },
  )
})
