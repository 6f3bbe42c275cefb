import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { report, startGateway } from './gateway.ts'

test('the origin in the ledger is the channel’s, whatever a payload claims', async (t) => {
  const gateway = await startGateway(t)
  const claim = fc.oneof(fc.string(), fc.constantFrom('31', 'other', 'jaki', 'rest-poll', 'https://evil.example'))
  const names = ['region', 'app', 'channel', 'connector', 'origin', 'link', 'id', 'delivery', 'constructor', 'toString']
  const claims = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(claim, fc.record({ region: claim, app: claim, channel: claim, connector: claim, ticket: claim })),
  )
  await fc.assert(
    fc.asyncProperty(claims, async (claimed) => {
      const sent = { ...report(), ...claimed }
      const headers = { 'x-forwarded-host': 'other', 'x-region': '31', 'x-channel': 'other' }
      const answer = await gateway.post('app?channel=other&region=31', sent, headers)
      assert.equal(answer.status, 202, JSON.stringify(answer.body))
      const row = await gateway.ledger.complaints.get(answer.body.id)
      assert.deepEqual(row?.origin, {
        region: '32',
        app: 'Aplikasi Uji',
        channel: 'app',
        connector: 'webhook',
        ticket: sent.ticket,
        link: null,
      })
    }),
    { numRuns: 60 },
  )
})

test('any payload gets a coded answer, and nothing fails', async (t) => {
  const gateway = await startGateway(t)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      async (body) => {
        const answer = await gateway.post('app', body)
        assert.ok(answer.status < 500, JSON.stringify(answer.body))
        assert.equal(typeof (answer.status < 300 ? (answer.body.id ?? answer.body.outcome) : answer.body.code), 'string')
      },
    ),
    { numRuns: 100 },
  )
})

test('any text a citizen may write is stored as it was said', async (t) => {
  const gateway = await startGateway(t)
  const said = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 500 })
    .filter((text) => text.trim() !== '' && !text.includes('\u0000'))
  await fc.assert(
    fc.asyncProperty(said, async (text) => {
      const answer = await gateway.post('app', report({ text }))
      assert.equal(answer.status, 202)
      assert.equal((await gateway.ledger.complaints.get(answer.body.id))?.complaint?.body, text)
    }),
    { numRuns: 50 },
  )
})
