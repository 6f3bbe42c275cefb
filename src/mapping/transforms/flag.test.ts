import { flag } from './flag.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('flag', flag, [
  ...[true, 1, '1', 'true', 'TRUE', 'ya', 'Y', 'Yes', 'on', 'Anonim', 'Rahasia'].map((seen) => [seen, true] as const),
  ...[false, 0, '0', 'false', 'Tidak', 'n', 'NO', 'off', 'Publik'].map((seen) => [seen, false] as const),
  [null, NOTHING],
  ['', NOTHING],
  ['mungkin', FAULT],
  [2, FAULT],
  [[true], FAULT],
])
