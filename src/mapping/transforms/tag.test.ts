import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'
import { tag } from './tag.ts'

testRows('tag', tag, [
  ['#banjir', 'banjir'],
  [' ## jalan rusak ', 'jalan rusak'],
  ['#', NOTHING],
  [{}, FAULT],
])
