import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { eventually } from '../support/eventually.ts'
import { ask, report, startGateway, type TestGateway, TOKEN } from './gateway.ts'

const PHOTO = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

test('files of a multipart report are kept by their hash, and it needs no fetching', async (t) => {
  const gateway = await startGateway(t)
  const answer = await send(gateway, report(), [new File([PHOTO], 'foto.png', { type: 'image/png' })])
  assert.equal(answer.status, 202, JSON.stringify(answer.body))
  const [file] = await gateway.ledger.attachments.of(answer.body.id)
  assert.equal(file?.state, 'stored')
  assert.equal(file?.sha256, createHash('sha256').update(PHOTO).digest('hex'))
  assert.equal(gateway.enqueued[0]?.stage, 'forward')
})

test('the same report with the same file is seen; with another file it is a conflict', async (t) => {
  const gateway = await startGateway(t)
  const sent = report()
  const file = () => new File([PHOTO], 'foto.png', { type: 'image/png' })
  await send(gateway, sent, [file()])
  assert.equal((await send(gateway, sent, [file()])).status, 200)
  assert.equal((await send(gateway, sent, [new File([PHOTO, 'x'], 'foto.png', { type: 'image/png' })])).body.code, 'ticket_conflict')
})

test('a file that is too large or of a type not taken is refused, and nothing is stored', async (t) => {
  const gateway = await startGateway(t)
  const large = await send(gateway, report(), [new File([Buffer.alloc(6 * 1024 * 1024)], 'a.png', { type: 'image/png' })])
  assert.deepEqual([large.status, large.body.code, large.body.errors[0].at], [413, 'body_too_large', '/files/0'])
  const program = await send(gateway, report(), [new File(['MZ'], 'a.exe', { type: 'application/x-msdownload' })])
  assert.deepEqual([program.status, program.body.code], [415, 'media_type_unsupported'])
  assert.equal((await gateway.ledger.complaints.balance({})).accepted, 0)
})

test('many large requests at once are all taken; one that is answered with 503 on a busy machine, when it comes again', async (t) => {
  const gateway = await startGateway(t)
  const answers = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const fields = report()
      const large = () => send(gateway, fields, [new File([Buffer.alloc(3 * 1024 * 1024, 'x')], 'a.png', { type: 'image/png' })])
      let again = false
      const status = await eventually('an answer that is final', async () => {
        const answer = await large()
        if (answer.status !== 503) return answer.status
        assert.equal(answer.body.code, 'ledger_unavailable')
        t.diagnostic(`asked to come again: ${answer.body.detail}`)
        again = true
        return undefined
      })
      // What was stored behind an answer that came too late is known at the next try.
      return again && status === 200 ? 202 : status
    }),
  )
  assert.deepEqual(new Set(answers), new Set([202]))
})

async function send(gateway: TestGateway, fields: Record<string, unknown>, files: readonly File[]) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value))
  for (const file of files) form.append('photo', file)
  return ask(`${gateway.url}/in/app`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` }, body: form })
}
