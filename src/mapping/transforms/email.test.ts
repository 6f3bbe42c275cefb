import { email } from './email.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('email', email, [
  ['budi@example.id', 'budi@example.id'],
  [' Budi <budi.h+lapor@mail.example.go.id> ', 'budi.h+lapor@mail.example.go.id'],
  ['mailto:budi@example.id', 'budi@example.id'],
  ['budi@', FAULT],
  ['budi@localhost', FAULT],
  ['budi..h@example.id', FAULT],
  [`${'a'.repeat(70)}@example.id`, FAULT],
  [42, FAULT],
  ['-', NOTHING],
])
