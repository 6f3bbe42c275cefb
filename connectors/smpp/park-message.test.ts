import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Arrival } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { takeOrPark } from './park-message.ts'
import type { Pdu } from './pdu.ts'
import { openSmppChannel } from './test-smsc.ts'

const PDU: Pdu = {
  command: 'deliver_sm',
  status: 0,
  sequence: 1,
  fields: { source_addr: '62812', short_message: Buffer.from('isi') },
  options: new Map([[5, Buffer.of(1)]]),
}

const ROWS: readonly [string, Error, 'parked' | 'again'][] = [
  ['a fault of ours', new TypeError('undefined is no function'), 'parked'],
  ['what is too large to remember', new GatewayError('body_too_large', 'x'), 'parked'],
  ['the ledger away', new GatewayError('ledger_unavailable', 'x'), 'again'],
  ['the gateway stopping', new GatewayError('gateway_stopping', 'x'), 'again'],
  ['a lost answer', new GatewayError('answer_lost', 'x'), 'again'],
]
for (const [name, error, expected] of ROWS) {
  test(`${name}: ${expected === 'parked' ? 'the message is parked with its octets' : 'the SMSC sends it again'}`, async (t) => {
    const { channel, logged } = openSmppChannel(t, { url: 'smpp://lapor:x@127.0.0.1:1' })
    const stored: Arrival[] = []
    const store = async (arrival: Arrival) => {
      stored.push(arrival)
      return { outcome: 'parked', id: 'x' } as const
    }
    const taken = await takeOrPark(PDU, channel, store, () => Promise.reject(error)).catch((thrown: unknown) => thrown)
    if (expected === 'again') return assert.equal(taken, error)
    assert.deepEqual(taken, { status: 0 })
    assert.match(Buffer.from(stored[0]?.raw ?? []).toString(), /"short_message":"base64:aXNp"/)
    assert.ok(!JSON.stringify(logged).includes('62812'))
  })
}
