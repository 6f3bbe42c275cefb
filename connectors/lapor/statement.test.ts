import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Filing } from '../../src/contract/central.ts'
import { dispatchOf } from '../../test/support/lapor-cases.ts'
import { statementOf } from './statement.ts'

const LOCATION = {
  lat: -6.9034,
  lng: 107.6386,
  address: 'Jl. Katamso 12',
  village: 'Sukamaju',
  district: 'Cibeunying Kidul',
  city: 'Kota Bandung',
  province: 'Jawa Barat',
}
const BODY = dispatchOf().complaint.body

const ROWS: readonly [string, Partial<Filing>, object | undefined, string][] = [
  [
    'area and coordinates by default',
    {},
    LOCATION,
    `${BODY}\n\nLokasi: Sukamaju, Cibeunying Kidul, Kota Bandung, Jawa Barat (-6.9034, 107.6386)`,
  ],
  [
    'also the address where the region says so',
    { place: 'address' },
    LOCATION,
    `${BODY}\n\nLokasi: Jl. Katamso 12, Sukamaju, Cibeunying Kidul, Kota Bandung, Jawa Barat (-6.9034, 107.6386)`,
  ],
  ['nothing where the region says so', { place: 'none' }, LOCATION, BODY],
  ['coordinates alone', {}, { lat: -6.9, lng: 107.6 }, `${BODY}\n\nLokasi: (-6.9, 107.6)`],
  ['half a pair of coordinates is none', {}, { lat: -6.9 }, BODY],
  ['an address alone is not written by default', {}, { address: 'Jl. Katamso 12' }, BODY],
  ['no place', {}, undefined, BODY],
]
for (const [title, filing, location, content] of ROWS) {
  test(`the place under the content: ${title}`, () => {
    assert.equal(statementOf(dispatchOf({ filing, complaint: location === undefined ? {} : { location } })), content)
  })
}
