import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { inSpan, noteComplaint, onTrail, type Span, setTracer, trailIds } from './trail.ts'

const ID = '0193a3c1-7c3e-7b7a-9f2a-8d1f5c2b9e10'

test('what is noted on a way holds for all of it, also after waiting, and for no other way', async () => {
  const other = onTrail({ requestId: 'other' }, async () => {
    await pause(2)
    return { ...trailIds() }
  })
  await onTrail({ requestId: 'r1' }, async () => {
    await Promise.all([pause(1), (async () => noteComplaint(ID))()])
    assert.deepEqual(trailIds(), { requestId: 'r1', complaintId: ID })
  })
  assert.deepEqual(await other, { requestId: 'other' })
  assert.deepEqual(trailIds(), {})
})

test('without a tracer work only runs; with one it is a span within the one around it, in the trace of its complaint', async (t) => {
  assert.equal(await inSpan('nothing', 'internal', {}, async (span) => span), null)
  const spans: Span[] = []
  setTracer((span) => spans.push(span))
  t.after(() => setTracer(null))
  await assert.rejects(
    onTrail({}, () =>
      inSpan('outer', 'server', {}, async () => {
        await inSpan('inner', 'client', { 'server.address': 'example.go.id' }, async () => undefined)
        noteComplaint(ID)
        throw Object.assign(new Error('with a name in it'), { code: 'connection_failed' })
      }),
    ),
  )
  const [inner, outer] = spans
  assert.deepEqual([inner?.name, inner?.parentId, outer?.name, outer?.parentId], ['inner', outer?.id, 'outer', null])
  assert.deepEqual([inner?.error, outer?.error], [null, 'connection_failed'])
  assert.deepEqual(
    [inner?.traceId(), outer?.traceId()],
    [ID.replaceAll('-', ''), ID.replaceAll('-', '')],
    'also what ended before it was known',
  )
  assert.ok((outer?.endedAtMs ?? 0) >= (outer?.startedAtMs ?? 0))
})
