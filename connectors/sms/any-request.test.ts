import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ERRORS, GatewayError } from '../../src/contract/errors.ts'
import type { Incoming } from './provider.ts'
import { providerOf } from './providers.ts'
import { get, openSms, PHONE, post, SECRET } from './test-channel.ts'
import { KANNEL, QUERY, SIGNED_JSON, TWILIO } from './test-providers.ts'

const NAMES = [
  'from',
  'to',
  'text',
  'id',
  'coding',
  'charset',
  'udh',
  'time',
  'smsc',
  'dlr',
  'message',
  'proof',
  'src',
  'msg',
  'mid',
  'token',
  'secret',
  '__proto__',
  '',
]
const VALUES = [
  PHONE,
  '1708',
  'LAPOR jalan rusak',
  SECRET,
  '%00',
  '%05%00%03%07%02%01',
  '%ff%fe',
  '2',
  '1',
  '-1',
  'UTF-16BE',
  'utf-7',
  '1e9',
  '%',
  '',
  '%d8%3d',
]
const TYPES = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/json',
  'multipart/form-data',
  'text/plain; charset=x-nothing',
]

test('any request is a message, a receipt, nothing, or an error that a provider can be told', async (t) => {
  const pair = fc
    .tuple(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom(...VALUES), fc.string()))
    .map(([name, value]) => `${name}=${value}`)
  const query = fc.array(pair, { maxLength: 12 }).map((pairs) => pairs.join('&').replace(/[#\s]/g, '+'))
  const body = fc.oneof(query, fc.json(), fc.uint8Array({ maxLength: 200 }))
  for (const provider of [KANNEL, TWILIO, SIGNED_JSON, QUERY]) {
    const { channel } = openSms(t, provider.config('http://127.0.0.1:1'))
    const headers = { 'x-sms-secret': SECRET, 'x-token': SECRET }
    fc.assert(
      fc.property(query, body, fc.constantFrom(...TYPES), (inQuery, inBody, type) => {
        for (const request of [get(inQuery, headers), post(inBody, { ...headers, 'content-type': type }, inQuery)]) {
          let read: Incoming
          try {
            read = providerOf(channel).read(request, channel)
          } catch (error) {
            if (!(error instanceof GatewayError)) throw error
            assert.ok('http' in ERRORS[error.code], error.code)
            continue
          }
          assert.ok(['message', 'receipt', 'nothing'].includes(read.kind))
        }
      }),
      { numRuns: 100 },
    )
  }
})

test('any message that was read is held to its end', async (t) => {
  const { people, receive } = openSms(t, KANNEL.config('http://127.0.0.1:1'), { messages: 1_000_000 })
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('STATUS', 'STOP', 'MULAI', 'TAMBAH K7M2P-9Q4RX x', 'LAPOR', 'LAPOR jalan rusak', ''),
  )
  const from = fc.oneof(fc.constantFrom(PHONE, '08123456780', '1708', 'TELKOMSEL', ''), fc.string())
  await fc.assert(
    fc.asyncProperty(from, text, fc.nat(), async (sender, said, id) => {
      const more = new URLSearchParams({ from: sender, text: said.toWellFormed(), id: String(id), charset: 'UTF-8' })
      assert.equal((await receive(get(String(more)))).status, 200)
    }),
    { numRuns: 100 },
  )
  for (const { payload } of people.filed) assert.ok(Object(payload).messageId)
})
