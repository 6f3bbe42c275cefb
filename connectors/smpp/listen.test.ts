import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CITIZEN, septets, startListening } from './test-smsc.ts'

test('a complaint is stored before it is acknowledged, and the receipt goes out over the same session', async (t) => {
  const { smsc, people, tell } = await startListening(t)
  assert.equal(await smsc.deliver({ short_message: septets('LAPOR jalan rusak di Cikajang, Garut') }), 0)
  assert.equal(people.filed.length, 1)
  assert.equal(people.filed[0]?.sender, CITIZEN)
  assert.equal(people.filed[0]?.words, 'jalan rusak di Cikajang, Garut')
  await tell()
  const [sent] = smsc.submitted
  assert.equal(sent?.destination_addr, CITIZEN.slice(1))
  assert.equal(sent?.source_addr, '1708')
  assert.deepEqual(smsc.binds, ['bind_transceiver'])
})
