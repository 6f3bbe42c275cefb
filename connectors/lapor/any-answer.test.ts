import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { HttpCall } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { centralSettings, dispatchOf, fileOf, followupOf } from '../../test/support/lapor-cases.ts'
import { openStore } from '../../test/support/lapor-store.ts'
import { MemorySaga } from '../../test/support/memory-saga.ts'
import { createLaporStore } from './index.ts'

const STATUS = fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 401, 404, 408, 422, 429, 500, 502, 503, 504, 520)
const KEY = fc.constantFrom(
  'complaint_id',
  'complaint',
  'data',
  'results',
  'id',
  'success',
  'error',
  'errors',
  'status',
  'status_name',
  'code',
  'message',
  'data_logs',
  'next_page_url',
  'content',
)
const { body: BODY } = fc.letrec((tie) => ({
  body: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, 9001234, '9001234', 'x', '', 'error', 422, -1, 1e21),
    fc.array(tie('body'), { maxLength: 3 }),
    fc.dictionary(KEY, tie('body'), { maxKeys: 4 }),
  ),
}))

test('any answer to a create gives a receipt or a coded error, from one request; a doubt stays a doubt', async (t) => {
  const { peer, store } = await openStore(t)
  await fc.assert(
    fc.asyncProperty(STATUS, BODY, async (status, body) => {
      peer.received.length = 0
      peer.on('POST /complaints/complaint', { status, body: status === 204 ? '' : body })
      const saga = new MemorySaga()
      const error = await store.submit(dispatchOf(), saga).then(
        (receipt) => void assert.match(receipt.laporId, /^[1-9][0-9]*$|^0+[1-9]/),
        (thrown: unknown) => thrown,
      )
      assert.equal(peer.received.length, 1)
      if (error === undefined) return
      assert.ok(error instanceof GatewayError, String(error))
      const doubt = error.code === 'outcome_unknown'
      assert.deepEqual(saga.names, doubt ? ['create: sent'] : [])
      if ([302, 408, 502, 504, 520].includes(status)) assert.ok(doubt)
    }),
    { numRuns: 400 },
  )
})

test('any answer to the reading of a case gives a case or a coded error', async (t) => {
  const { peer, store } = await openStore(t)
  await fc.assert(
    fc.asyncProperty(STATUS, BODY, BODY, async (status, detail, page) => {
      peer.on('GET /complaints/9001234/complaint', { status, body: status === 204 ? '' : detail })
      peer.on('GET /complaints/9001234/followups', { body: page })
      const error = await store.follow({ laporId: '9001234', trackingId: null, institution: null }).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof GatewayError || Array.isArray((error as { followups: unknown }).followups), String(error))
    }),
    { numRuns: 300 },
  )
})

test('what must not be done twice says so, and nothing else; every call has the configured time limits', async () => {
  const calls: HttpCall[] = []
  const answers = new Map([
    ['file', { results: { docs: [], images: [{ id: 1 }] } }],
    ['complaint', { complaint_id: 9001234, results: { data: { status_name: 'Selesai', disposition_id: 9 } } }],
  ])
  const store = createLaporStore({
    settings: () => centralSettings('http://centre.example'),
    http: {
      request: async (call) => {
        calls.push(call)
        return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(answers.get(call.url.split('/').at(-1) ?? '') ?? {})) }
      },
    },
    log: { info() {}, warn() {}, error() {} },
    now: () => new Date(),
  })
  await store.submit(dispatchOf({ files: [fileOf('a')], handOnTo: { institutionId: 9, reason: 'x' } }), new MemorySaga())
  await store.addFollowup(followupOf(), new MemorySaga())
  assert.deepEqual(
    calls.map(({ url, once }) => [url.split('/').at(-1), once]),
    [
      ['file', false],
      ['complaint', true],
      ['reject', true],
      ['complaint', false],
      ['add', true],
    ],
  )
  for (const call of calls) assert.deepEqual([call.connectTimeoutMs, call.timeoutMs], [1_000, 5_000])
})
