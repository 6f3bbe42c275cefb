import assert from 'node:assert/strict'
import test from 'node:test'
import type { Arrival, Connector } from '../../src/contract/connector.ts'
import { eventually } from '../support/eventually.ts'
import { ask, channel, KEY, startGateway } from './gateway.ts'

const arrival = (payload: unknown): Arrival => ({
  payload,
  raw: Buffer.from(JSON.stringify(payload)),
  mediaType: 'application/json',
})

test('a region reads what could not be mapped, with the reason, by its id, its ticket and in the list, and may add to it', async (t) => {
  const paged: Connector = {
    kind: 'paged',
    title: 'One page, for tests',
    config: {},
    secrets: [],
    poll: async () => ({
      arrivals: [arrival({ ticket: 'BAD-1', status: 'proses' }), arrival({ note: 'Asep' })],
      cursor: null,
      more: false,
    }),
    probe: async () => ({ healthy: true, detail: 'nothing to ask' }),
  }
  const gateway = await startGateway(t, {
    channels: [channel('polled', { connector: 'paged', pollEveryMs: 600_000 })],
    connectors: [paged],
  })
  gateway.intake.startPolling()
  await eventually('both items', () => (gateway.arrived.length === 2 ? true : undefined))
  const read = (path: string) => gateway.get(path, { 'x-api-key': KEY })

  const { body: found } = await read('/v1/complaints?ticket=BAD-1')
  assert.equal(found.items.length, 1)
  const [{ id }] = found.items
  const { status, body } = await read(`/v1/complaints/${id}`)
  assert.equal(status, 200)
  assert.deepEqual(body, found.items[0])
  const { delivery, reason, status: state, laporId, deliveredAt, answers, updates } = body
  assert.deepEqual(
    { delivery, reason, state, laporId, deliveredAt, answers, updates },
    {
      delivery: 'parked',
      reason: { code: 'mapping_failed', message: '/text: is missing' },
      state: 'received',
      laporId: null,
      deliveredAt: null,
      answers: [],
      updates: [],
    },
  )
  const { body: all } = await read('/v1/complaints')
  const nameless = all.items.find((one: { id: string }) => one.id !== id)
  assert.match(nameless.origin.ticket, /^unmapped-[0-9a-f]{64}$/)
  assert.equal((await read(`/v1/complaints?ticket=${nameless.origin.ticket}`)).body.items[0].id, nameless.id)
  assert.ok(!JSON.stringify(all).includes('Asep'))

  const added = await ask(`${gateway.url}/v1/complaints/${id}/updates`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': KEY },
    body: JSON.stringify({ id: 'n-1', text: 'Isi laporan: jembatan putus.' }),
  })
  assert.deepEqual([added.status, added.body.delivery], [202, 'accepted'])
  assert.equal((await read(`/v1/complaints/${id}`)).body.updates.length, 1)
})
