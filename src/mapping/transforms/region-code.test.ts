import { regionCode } from './region-code.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('regionCode', regionCode, [
  ['32', '32'],
  ['3273', '32.73'],
  [3273, '32.73'],
  ['32.73', '32.73'],
  [32.73, '32.73'],
  ['327314', '32.73.14'],
  ['32.73.14.1001', '32.73.14.1001'],
  ['3273141001', '32.73.14.1001'],
  ['', NOTHING],
  ['3273140', FAULT],
  ['32.1', FAULT],
  ['kota', FAULT],
])
