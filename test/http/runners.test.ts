import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { Client } from 'pg'
import type { Arrival, Connector, Stored } from '../../src/contract/connector.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { channel, report, startGateway } from './gateway.ts'
import { pageConnector, startPagePartner } from './page-partner.ts'

const PACE = { askLeaseMs: 30, firstRetryMs: 20, mostRetryMs: 100 }

test('a listener hears what became of each arrival before it acknowledges, and is started again when it ends', async (t) => {
  const heard: Stored[] = []
  let starts = 0
  const good = report()
  const listening = Promise.withResolvers<void>()
  const listener: Connector = {
    kind: 'ear',
    title: 'Listens, for tests of the runner',
    config: {},
    secrets: [],
    async listen(store, { signal }) {
      starts += 1
      if (starts === 1) throw new Error('the line broke')
      for (const payload of [good, good, { ticket: 'E-1' }, report({ source: 'lapor' })]) heard.push(await store(arrivalOf(payload)))
      listening.resolve()
      if (!signal.aborted) await once(signal, 'abort')
    },
    probe: async () => ({ healthy: true, detail: 'not asked' }),
  }
  const gateway = await startGateway(t, { channels: [channel('ear', { connector: 'ear' })], connectors: [listener], pace: PACE })
  gateway.intake.startPolling()
  await listening.promise
  assert.deepEqual(
    heard.map(({ outcome }) => outcome),
    ['stored', 'seen', 'parked', 'ignored'],
  )
  assert.equal(starts, 2)
  await gateway.intake.close()
  assert.deepEqual(await gateway.ledger.leases.all(), [], 'the lease is given back')
})

test('a listener ends while an operator pauses its channel, and begins again afterwards', async (t) => {
  const started = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ended = Promise.withResolvers<void>()
  let starts = 0
  const listener: Connector = {
    kind: 'ear',
    title: 'Listens, for tests of the runner',
    config: {},
    secrets: [],
    async listen(_store, { signal }) {
      started[starts]?.resolve()
      starts += 1
      if (!signal.aborted) await once(signal, 'abort')
      ended.resolve()
    },
    probe: async () => ({ healthy: true, detail: 'not asked' }),
  }
  const pace = { ...PACE, lookForPauseMs: 20 }
  const { intake } = await startGateway(t, { channels: [channel('ear', { connector: 'ear' })], connectors: [listener], pace })
  intake.startPolling()
  await started[0]?.promise
  await intake.pause('ear', true, { by: 'an operator', reason: 'a test' })
  await ended.promise
  await intake.pause('ear', false, { by: 'an operator', reason: null })
  await started[1]?.promise
  assert.equal(starts, 2)
})

test('a poller that loses its lease stops in the middle of a poll and keeps no cursor', async (t) => {
  const databaseUrl = await testLedgerDatabase(t)
  const asked = Promise.withResolvers<void>()
  const hungUp = Promise.withResolvers<void>()
  const partner = await startPagePartner(t, (_request, response) => {
    response.once('close', () => hungUp.resolve())
    asked.resolve()
  })
  const channels = [channel('polled', { connector: 'page', config: { url: partner.url } })]
  const gateway = await startGateway(t, { databaseUrl, channels, connectors: [pageConnector], pace: { ...PACE, leaseMs: 600 } })
  gateway.intake.startPolling()
  await asked.promise
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`update leases set holder = 'another', until = now() + interval '1 minute'`)
  await client.end()
  await hungUp.promise
  assert.equal((await gateway.ledger.cursors.get('polled')).cursor, null)
})

function arrivalOf(payload: object): Arrival {
  return { payload, raw: Buffer.from(JSON.stringify(payload)), mediaType: 'application/json' }
}
