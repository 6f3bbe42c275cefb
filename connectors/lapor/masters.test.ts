import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStore } from '../../test/support/lapor-store.ts'

test('masters: both lists, all their pages, each row once', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on(
    'GET /masters/institutions/external',
    {
      body: {
        results: {
          data: [{ id: 9, name: 'Garut' }, { id: 9, name: 'Garut' }, { name: 'tanpa id' }],
          next_page_url: 'https://other.host/x?page=2',
        },
      },
    },
    { body: { results: { data: [{ id: '151345', name: 'Jawa Barat' }], next_page_url: null } } },
  )
  peer.on('GET /masters/templates', { body: { results: { data: [{ code: 'reply', name: 'Jawaban' }], next_page_url: null } } })
  assert.deepEqual(await store.masters?.(), {
    institutions: [
      { id: '9', name: 'Garut' },
      { id: '151345', name: 'Jawa Barat' },
    ],
    templates: [{ id: 'reply', name: 'Jawaban' }],
  })
  assert.deepEqual(
    peer.to('GET /masters/institutions/external').map(({ query }) => query),
    ['page_size=1000', 'page=2&page_size=1000'],
  )
})

test('probe: one small list; it says what came, and no secret', async (t) => {
  const { peer, store } = await openStore(t)
  peer.on('GET /masters/templates', { body: { results: { data: [] } } }, { status: 401, body: { message: 'token salah' } })
  assert.equal((await store.probe()).healthy, true)
  assert.equal(peer.received[0]?.query, 'page_size=1')
  const probe = await store.probe()
  assert.equal(probe.healthy, false)
  assert.match(probe.detail, /HTTP 401: token salah/)
  assert.doesNotMatch(probe.detail, /rahasia/)
})
