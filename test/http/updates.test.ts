import assert from 'node:assert/strict'
import test from 'node:test'
import { newId } from '../../src/ledger/uuid.ts'
import { type Answer, ask, channel, KEY, report, startGateway, type TestGateway } from './gateway.ts'

const withKey = { 'x-api-key': KEY }

test('the app changes its own status: kept and handed on as an update, not a conflict', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'baru' })
  const { body } = await gateway.post('app', sent)
  assert.equal((await gateway.ledger.updates.of(body.id)).length, 0, 'the first status is the baseline')
  const answer = await gateway.post('app', { ...sent, status: 'proses' })
  assert.equal(answer.status, 200)
  assert.equal(answer.body.id, body.id)
  await gateway.post('app', { ...sent, status: 'proses' })
  const updates = await gateway.ledger.updates.of(body.id)
  assert.deepEqual(
    updates.map(({ source, state, delivery }) => ({ source, state, delivery })),
    [{ source: 'origin', state: { native: 'proses', status: 'in_progress' }, delivery: 'accepted' }],
  )
})

test('the app moves its status there and back: each change is an update', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'baru' })
  const { body } = await gateway.post('app', sent)
  for (const status of ['proses', 'selesai', 'proses', 'selesai']) await gateway.post('app', { ...sent, status })
  assert.equal((await gateway.ledger.updates.of(body.id)).length, 4)
})

test('ten equal changes at once are one update', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'baru' })
  const { body } = await gateway.post('app', sent)
  const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.post('app', { ...sent, status: 'proses', answer: 'Sudah.' })))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  assert.equal((await gateway.ledger.updates.of(body.id)).length, 1)
})

test('an answer that is there at the first arrival is handed on, once', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'proses', answer: 'Sudah kami perbaiki.' })
  const { body } = await gateway.post('app', sent)
  await gateway.post('app', sent)
  await gateway.post('app', { ...sent, status: 'selesai' })
  const updates = await gateway.ledger.updates.of(body.id)
  assert.deepEqual(
    updates.map(({ body: text, state, delivery }) => ({ text, state, delivery })),
    [
      {
        text: 'Sudah kami perbaiki.',
        state: { native: 'proses', status: 'in_progress', answer: 'Sudah kami perbaiki.' },
        delivery: 'accepted',
      },
      { text: null, state: { native: 'selesai', status: 'resolved' }, delivery: 'accepted' },
    ],
  )
})

test('a status message without a text is an update of a known ticket, and a fault for an unknown one', async (t) => {
  const gateway = await startGateway(t)
  const sent = report()
  const { body } = await gateway.post('app', sent)
  const answer = await gateway.post('app', { ticket: sent['ticket'], status: 'selesai' })
  assert.equal(answer.status, 200)
  assert.equal(answer.body.id, body.id)
  assert.equal((await gateway.ledger.updates.of(body.id))[0]?.state?.status, 'resolved')
  assert.equal((await gateway.post('app', { ticket: 'nobody-knows-it', status: 'selesai' })).status, 422)
})

test('what the region only echoes from LAPOR! is withheld', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'baru' })
  const { body } = await gateway.post('app', sent)
  await answerAtCentre(gateway, body.id)
  await gateway.post('app', { ...sent, status: 'proses', answer: 'Sedang  ditangani DINAS.' })
  const [update] = await gateway.ledger.updates.of(body.id)
  assert.equal(update?.delivery, 'withheld')
  await gateway.post('app', { ...sent, status: 'proses', answer: 'Tim kami menuju lokasi.' })
  const [, second] = await gateway.ledger.updates.of(body.id)
  assert.equal(second?.delivery, 'accepted')
  assert.equal(second?.body, 'Tim kami menuju lokasi.')
})

test('a status word that the mapping does not know is kept and raises an alert', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'baru' })
  const { body } = await gateway.post('app', sent)
  await gateway.post('app', { ...sent, status: 'entah' })
  assert.equal((await gateway.ledger.updates.of(body.id))[0]?.state?.native, 'entah')
  assert.match((await gateway.ledger.alerts.open())[0]?.message ?? '', /entah/)
})

test("POST updates: the citizen's word is taken once, under the sender's id or without one", async (t) => {
  const gateway = await startGateway(t)
  const { body } = await gateway.post('app', report())
  const path = `/v1/complaints/${body.id}/updates`
  const first = await push(gateway, path, { id: 'u1', text: 'Sekarang makin parah.' })
  assert.equal(first.status, 202)
  assert.deepEqual(
    { complaint: first.body.complaint, delivery: first.body.delivery, href: first.body.href },
    { complaint: body.id, delivery: 'accepted', href: `/v1/complaints/${body.id}` },
  )
  const again = await push(gateway, path, { id: 'u1', text: 'Sekarang makin parah.' })
  assert.equal(again.status, 200)
  assert.deepEqual(again.body, first.body)
  assert.equal((await push(gateway, path, { id: 'u1', text: 'Lain.' })).body.code, 'ticket_conflict')
  assert.equal((await push(gateway, path, { text: 'Tanpa id.' })).status, 202)
  assert.equal((await push(gateway, path, { text: 'Tanpa id.' })).status, 200)
})

test("POST updates: the region's own word for its status is looked up by the mapping", async (t) => {
  const gateway = await startGateway(t)
  const { body } = await gateway.post('app', report())
  const path = `/v1/complaints/${body.id}/updates`
  assert.equal((await push(gateway, path, { status: 'selesai', answer: 'Beres.' })).status, 202)
  assert.equal((await push(gateway, path, { status: 'selesai', answer: 'Beres.' })).status, 200)
  const [update] = await gateway.ledger.updates.of(body.id)
  assert.deepEqual(update?.state, { status: 'resolved', native: 'selesai', answer: 'Beres.' })
  assert.equal(update?.source, 'origin')
})

test('POST updates: what is wrong is said with its place', async (t) => {
  const gateway = await startGateway(t)
  const { body } = await gateway.post('app', report())
  const path = `/v1/complaints/${body.id}/updates`
  const rows: readonly [unknown, number, string, string | undefined][] = [
    [{}, 422, 'schema_violation', ''],
    [{ text: 'a\u0000b' }, 422, 'schema_violation', '/text'],
    [{ text: 7 }, 422, 'schema_violation', '/text'],
    [{ text: 'a', nik: '3273' }, 422, 'schema_violation', '/nik'],
    [{ source: 'citizen', status: 'selesai' }, 422, 'schema_violation', '/status'],
    [{ text: 'a', attachments: [{ url: 'file-part:0' }] }, 422, 'schema_violation', '/attachments/0/url'],
    ['{"text":', 400, 'request_unreadable', undefined],
    ['', 422, 'schema_violation', ''],
  ]
  for (const [sent, status, code, at] of rows) {
    const answer = await push(gateway, path, sent)
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.equal(answer.body.code, code)
    if (at !== undefined) assert.equal(answer.body.errors?.[0]?.at, at, JSON.stringify(answer.body))
  }
})

test("another channel's complaint is unknown, and a wrong key is refused", async (t) => {
  const gateway = await startGateway(t, { channels: [channel('app'), channel('other', { apiKeys: ['key-of-the-other'] })] })
  const { body } = await gateway.post('app', report())
  const path = `/v1/complaints/${body.id}`
  assert.equal((await gateway.get(path, { authorization: 'Bearer key-of-the-other' })).body.code, 'complaint_unknown')
  assert.equal((await push(gateway, `${path}/updates`, { text: 'a' }, { 'x-api-key': 'key-of-the-other' })).body.code, 'complaint_unknown')
  assert.equal((await push(gateway, `/v1/complaints/${newId()}/updates`, { text: 'a' })).body.code, 'complaint_unknown')
  for (const headers of [{}, { 'x-api-key': 'wrong' }, { authorization: 'Basic abc' }]) {
    const answer = await gateway.get(path, headers)
    assert.equal(answer.status, 401)
    assert.equal(answer.body.code, 'key_invalid')
  }
})

test('a region reads its case: state, words, answers and updates, and never the reporter', async (t) => {
  const gateway = await startGateway(t)
  const sent = report({ status: 'baru' })
  const { body } = await gateway.post('app', sent)
  await answerAtCentre(gateway, body.id)
  await push(gateway, `/v1/complaints/${body.id}/updates`, { text: 'Masih rusak.' })
  const { body: read } = await gateway.get(`/v1/complaints/${body.id}`, withKey)
  assert.equal(read.status, 'in_progress')
  assert.equal(read.statusWord, 'proses')
  assert.equal(read.statusNative, 'Sedang Diproses')
  assert.equal(read.laporId, '4711')
  assert.deepEqual(
    read.answers.map(({ text, from }: { text: string; from: string }) => ({ text, from })),
    [{ text: 'Sedang ditangani Dinas.', from: 'Dinas Bina Marga' }],
  )
  assert.deepEqual(
    read.updates.map(({ source, delivery }: { source: string; delivery: string }) => ({ source, delivery })),
    [{ source: 'citizen', delivery: 'accepted' }],
  )
  assert.ok(!JSON.stringify(read).includes('Asep') && !JSON.stringify(read).includes('6281122334455'))
})

test('a list is filtered by ticket, by status in either wording, and goes on behind its cursor', async (t) => {
  const gateway = await startGateway(t)
  const sent = [report(), report(), report()]
  const ids: string[] = []
  for (const one of sent) ids.push((await gateway.post('app', one)).body.id)
  await answerAtCentre(gateway, ids[0] ?? '')
  const list = async (query: string) => (await gateway.get(`/v1/complaints?${query}`, withKey)).body
  assert.deepEqual(
    (await list(`ticket=${sent[1]?.['ticket']}`)).items.map(({ id }: { id: string }) => id),
    [ids[1]],
  )
  for (const word of ['proses', 'in_progress'])
    assert.deepEqual(
      (await list(`status=${word}`)).items.map(({ id }: { id: string }) => id),
      [ids[0]],
    )
  assert.equal((await list('status=entah')).code, 'request_unreadable')
  const first = await list('limit=2')
  const second = await list(`limit=2&cursor=${first.cursor}`)
  assert.deepEqual(
    [...first.items, ...second.items].map(({ id }: { id: string }) => id),
    [ids[1], ids[2], ids[0]],
    'the oldest change first',
  )
  assert.equal((await list(`since=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).items.length, 0)
})

function push(gateway: TestGateway, path: string, body: unknown, headers: Record<string, string> = withKey): Promise<Answer> {
  return ask(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** The complaint is delivered, goes to in_progress, and is answered; both are fed back. */
async function answerAtCentre({ ledger }: TestGateway, id: string): Promise<void> {
  const at = new Date()
  await ledger.complaints.markDelivered(id, { laporId: '4711', trackingId: null, institution: null }, at)
  const shared = { status: 'in_progress', statusNative: 'Sedang Diproses', statusOrigin: 'proses', at, state: 'readable' } as const
  await ledger.complaints.recordCase(id, {
    status: 'in_progress',
    statusNative: 'Sedang Diproses',
    statusAt: at,
    followAt: null,
    feedback: [
      { id: newId(), key: 'status:1', kind: 'status', answer: null, ...shared },
      {
        id: newId(),
        key: 'answer:1',
        kind: 'answer',
        answer: { text: 'Sedang ditangani Dinas.', from: 'Dinas Bina Marga', attachments: [] },
        ...shared,
      },
    ],
    events: [],
  })
}
