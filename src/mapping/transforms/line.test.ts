import { line } from './line.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('line', line, [
  ['  KOTA\u00a0 BANDUNG ', 'KOTA BANDUNG'],
  ['satu\ndua\t tiga', 'satu dua tiga'],
  ['<b>PJU</b>', 'PJU'],
  [3, '3'],
  ['-', NOTHING],
  [{}, FAULT],
])
