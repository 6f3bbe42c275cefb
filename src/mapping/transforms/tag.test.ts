import { tag } from './tag.ts'
import { FAULT, NOTHING, testRows } from './test-rows.ts'

testRows('tag', tag, [
  ['#banjir', 'banjir'],
  [' ## jalan rusak ', 'jalan rusak'],
  ['#', NOTHING],
  [{}, FAULT],
])
