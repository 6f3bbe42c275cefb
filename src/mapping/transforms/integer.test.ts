import { integer } from './integer.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('integer', integer, [
  [436, 436],
  ['436', 436],
  [' -3 ', -3],
  ['436.0', 436],
  ['', NOTHING],
  [1.5, FAULT],
  ['1e3', FAULT],
  ['9'.repeat(16), FAULT],
  ['436x', FAULT],
  [true, FAULT],
])
