import assert from 'node:assert/strict'
import test from 'node:test'
import { channel, report, startGateway } from './gateway.ts'

test('a report is stored and answered 202 with its id, origin and address', async (t) => {
  const gateway = await startGateway(t)
  const sent = report()
  const answer = await gateway.post('app', sent)
  assert.equal(answer.status, 202)
  assert.deepEqual(answer.body.origin, {
    region: '32',
    app: 'Aplikasi Uji',
    channel: 'app',
    connector: 'webhook',
    ticket: sent['ticket'],
    link: null,
  })
  assert.equal(answer.body.delivery, 'accepted')
  assert.equal(answer.body.href, `/v1/complaints/${answer.body.id}`)
  assert.deepEqual(gateway.enqueued, [{ stage: 'forward', id: answer.body.id }])
  const row = await gateway.ledger.complaints.get(answer.body.id)
  assert.equal(row?.complaint?.body, sent['text'])
  assert.deepEqual(await gateway.ledger.sealed.openReporter(answer.body.id), { name: sent['name'], phone: sent['phone'] })
})

test('a report with photos waits for its files before it is forwarded', async (t) => {
  const gateway = await startGateway(t)
  await gateway.post('app', report({ photos: ['https://app.example.go.id/1.jpg'] }))
  assert.equal(gateway.enqueued[0]?.stage, 'fetch')
})

test('the same report again is answered 200 with the same body, and stored once', async (t) => {
  const gateway = await startGateway(t)
  const sent = report()
  const first = await gateway.post('app', sent)
  const again = await gateway.post('app', { ...sent, category: 'changed by the app' })
  assert.equal(again.status, 200)
  assert.deepEqual(again.body, first.body)
  assert.equal(gateway.enqueued.length, 1)
})

test('twenty equal reports at once: one is stored, the others have been seen', async (t) => {
  const gateway = await startGateway(t)
  const sent = report()
  const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.post('app', sent)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(19).fill(200), 202])
  assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 1)
})

test('the same ticket with other content is a conflict that says how to send an update', async (t) => {
  const gateway = await startGateway(t)
  const sent = report()
  const { body } = await gateway.post('app', sent)
  const answer = await gateway.post('app', { ...sent, text: 'Jembatan lain.' })
  assert.equal(answer.status, 409)
  assert.equal(answer.body.code, 'ticket_conflict')
  assert.ok(answer.body.detail.includes(`/v1/complaints/${body.id}/updates`))
})

test('a report that came from LAPOR! is ignored, counted and not stored', async (t) => {
  const gateway = await startGateway(t)
  const answer = await gateway.post('app', report({ source: 'lapor' }))
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.body, { outcome: 'ignored', why: 'came from LAPOR!' })
  assert.equal((await gateway.ledger.ignored.all())[0]?.count, 1)
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 0)
})

test('a payload without a text is answered with what is wrong and where', async (t) => {
  const gateway = await startGateway(t)
  const { ticket } = report()
  const answer = await gateway.post('app', { ticket })
  assert.equal(answer.status, 422)
  assert.equal(answer.body.code, 'mapping_failed')
  assert.deepEqual(answer.body.errors, [{ at: '/text', message: 'is missing' }])
  assert.equal((await gateway.post('app', report({ ticket }))).status, 202, 'mended, it is taken')
})

test('two channels may use the same ticket', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('app'), channel('other')] })
  const sent = report()
  assert.equal((await gateway.post('app', sent)).status, 202)
  assert.equal((await gateway.post('other', sent)).status, 202)
})
