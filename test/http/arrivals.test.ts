import assert from 'node:assert/strict'
import test from 'node:test'
import type { Connector } from '../../src/contract/connector.ts'
import { eventually } from '../support/eventually.ts'
import { channel, report, startGateway } from './gateway.ts'

test('each push of a known channel is counted once, by what came of it', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('app'), channel('resting', { state: 'paused', why: 'holiday' })] })
  const sent = report({ status: 'baru' })
  const pushes: readonly [string, unknown, Record<string, string>?][] = [
    ['app', sent],
    ['app', sent],
    ['app', { ...sent, status: 'proses' }],
    ['app', { ...sent, text: 'Isi yang lain.' }],
    ['app', report({ source: 'lapor' })],
    ['app', { ticket: 'none' }],
    ['app', '{"ticket": '],
    ['app', report(), { authorization: 'Bearer other' }],
    ['resting', report()],
    ['nobody', report()],
  ]
  for (const push of pushes) await gateway.post(...push)
  assert.deepEqual(gateway.arrived, [
    'app stored',
    'app seen',
    'app updated',
    'app ticket_conflict',
    'app ignored',
    'app mapping_failed',
    'app request_unreadable',
    'app signature_invalid',
    'resting channel_paused',
  ])
})

test('each item that is polled or listened to is counted once, by what came of it', async (t) => {
  const good = report()
  const items = [good, good, report({ source: 'lapor' }), { ticket: 'BAD' }]
  const arrivals = items.map((payload) => ({ payload, raw: Buffer.from(JSON.stringify(payload)), mediaType: 'application/json' }))
  const paged: Connector = {
    kind: 'paged',
    title: 'One page, for tests',
    config: {},
    secrets: [],
    poll: async () => ({
      arrivals,
      unreadable: [{ raw: Buffer.from('?'), error: { at: '', message: 'is no object' } }],
      cursor: null,
      more: false,
    }),
    probe: async () => ({ healthy: true, detail: 'nothing to ask' }),
  }
  const heard: Connector = {
    kind: 'heard',
    title: 'Says it all once, for tests',
    config: {},
    secrets: [],
    async listen(store, { signal }) {
      for (const arrival of arrivals) await store(arrival)
      await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
    },
    probe: paged.probe,
  }
  const gateway = await startGateway(t, {
    channels: [channel('polled', { connector: 'paged', pollEveryMs: 600_000 }), channel('heard', { connector: 'heard' })],
    connectors: [paged, heard],
  })
  gateway.intake.startPolling()
  await eventually('nine items', () => (gateway.arrived.length >= 9 ? true : undefined))
  assert.deepEqual([...gateway.arrived].sort(), [
    'heard ignored',
    'heard parked',
    'heard seen',
    'heard stored',
    'polled ignored',
    'polled parked',
    'polled parked',
    'polled seen',
    'polled stored',
  ])
})
