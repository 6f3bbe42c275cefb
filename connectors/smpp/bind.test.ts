import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../../src/contract/errors.ts'
import { eventually } from '../../test/support/eventually.ts'
import { connector } from './index.ts'
import { pauseMs } from './listen.ts'
import { CITIZEN, openSmppChannel, openTestSmsc, septets, startListening } from './test-smsc.ts'

const REPORT = 'LAPOR jalan rusak di Cikajang, Garut'

test('a session that is lost is bound again; one that the SMSC unbinds too', async (t) => {
  const { smsc, people } = await startListening(t)
  const first = await smsc.session()
  first.destroy()
  const second = await eventually('a new session', () => smsc.bound.find(({ session }) => session !== first)?.session)
  await new Promise<void>((resolve) => second.unbind(() => resolve()))
  await eventually('another one', () => smsc.bound.find(({ session }) => session !== second && session !== first))
  assert.equal(await smsc.deliver({ short_message: septets(REPORT) }), 0)
  assert.equal(people.filed.length, 1)
})

test('an SMSC that does not answer enquire_link is left and bound again', async (t) => {
  const smsc = await openTestSmsc(t)
  smsc.alive = false
  await startListening(t, { smsc, config: { enquireSeconds: 1, answerTimeoutMs: 100 } })
  await eventually('a second bind', () => (smsc.binds.length > 1 ? true : undefined))
  assert.ok(smsc.enquired > 0)
})

test("the SMSC's enquire_link is answered, and unknown commands with generic_nack", async (t) => {
  const { smsc } = await startListening(t)
  const session = await smsc.session()
  await new Promise<void>((resolve) => session.enquire_link({}, () => resolve()))
  const nack = new Promise<{ command_status: number; sequence_number: number }>((resolve) => session.once('generic_nack', resolve))
  session.socket.write(Buffer.from('00000010000000990000000000000007', 'hex'))
  assert.deepEqual([(await nack).command_status, (await nack).sequence_number], [3, 7])
})

test('stopping unbinds, and leaves nothing open', async (t) => {
  const { smsc, stop, ended } = await startListening(t)
  const session = await smsc.session()
  const unbound = new Promise<void>((resolve) => session.once('unbind', () => resolve()))
  stop.abort()
  await unbound
  await ended
  await eventually('no session', () => (smsc.bound.length === 0 ? true : undefined))
})

const REFUSED: readonly [number, string][] = [
  [0x0d, 'credentials_refused'],
  [0x0e, 'credentials_refused'],
  [0x0f, 'credentials_refused'],
  [0x05, 'throttled'],
  [0x58, 'throttled'],
  [0x08, 'partner_unavailable'],
]
for (const [status, code] of REFUSED) {
  test(`a bind refused with 0x${status.toString(16)} is ${code}`, async (t) => {
    const smsc = await openTestSmsc(t)
    smsc.refuseBinds = status
    const { channel } = openSmppChannel(t, smsc)
    await assert.rejects(
      connector.listen?.(() => Promise.reject(), channel) ?? Promise.resolve(),
      (error) => error instanceof GatewayError && error.code === code,
    )
  })
}

test('a bind that failed though the same credentials were good before is no fault of theirs', async (t) => {
  const { smsc } = await startListening(t)
  smsc.refuseBinds = 0x0d
  ;(await smsc.session()).destroy()
  await eventually('two more binds', () => (smsc.binds.length > 2 ? true : undefined))
  smsc.refuseBinds = 0
  await smsc.session()
})

test('no SMSC there: connection_failed; a secret that is no address: config_invalid, without a word of it', async (t) => {
  const listen = (url: string) => connector.listen?.(() => Promise.reject(), openSmppChannel(t, { url }).channel) ?? Promise.resolve()
  await assert.rejects(listen('smpp://lapor:x@127.0.0.1:1'), (error) => error instanceof GatewayError && error.code === 'connection_failed')
  for (const url of [
    'http://lapor:sandi@127.0.0.1',
    'sandi',
    'smpp://127.0.0.1',
    'smpp://a:%zz@127.0.0.1',
    'smpp://nama-yang-terlalu-panjang:sandi@127.0.0.1',
  ]) {
    await assert.rejects(
      listen(url),
      (error) => error instanceof GatewayError && error.code === 'config_invalid' && !/sandi|127/.test(error.message),
    )
  }
})

test('waits between binds grow to a minute, and are never all the same', () => {
  assert.deepEqual(
    [1, 2, 3, 7, 50].map((failures) => pauseMs(failures, 1000, 1)),
    [1000, 2000, 4000, 60_000, 60_000],
  )
  assert.equal(pauseMs(1, 1000, 0), 500)
})

test('as a receiver it takes messages, and what goes out goes by a transmitter', async (t) => {
  const smsc = await openTestSmsc(t)
  const { channel, people, stop } = openSmppChannel(t, smsc, { config: { session: 'receiver' } })
  const ended = connector.listen?.(() => Promise.reject(), channel)
  const session = await smsc.session('bind_receiver')
  session.deliver_sm({
    source_addr: CITIZEN.slice(1),
    source_addr_ton: 1,
    destination_addr: '1708',
    data_coding: 0,
    short_message: septets(REPORT),
  })
  await eventually('it is filed', () => people.filed[0])
  await people.tell(connector, channel)
  assert.deepEqual(smsc.binds, ['bind_receiver', 'bind_transmitter'])
  stop.abort()
  await ended
})
