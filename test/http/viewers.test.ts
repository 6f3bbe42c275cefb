import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn } from '../console/browse.ts'
import { ADMIN_TOKEN, type Answer, ask, report, startGateway, type TestGateway } from './gateway.ts'

const REASON = { reason: 'kirim ulang' }

test('/admin/v1 takes the session of the console; what changes something needs its token as well', async (t) => {
  const gateway = await startGateway(t)
  const rina = await signIn(gateway, 'national', null, 'rina')
  assert.equal((await gateway.get('/admin/v1/channels')).status, 401)
  assert.equal((await gateway.get('/admin/v1/channels', { cookie: rina.cookie })).status, 200)
  const pause = (headers: Record<string, string>) => send(gateway, '/forward/pause', REASON, headers)
  assert.equal((await pause({ cookie: rina.cookie })).body.code, 'form_expired')
  assert.equal((await pause({ cookie: rina.cookie, 'x-csrf-token': 'another' })).body.code, 'form_expired')
  assert.equal((await pause({ cookie: rina.cookie, 'x-csrf-token': rina.csrf })).status, 200)
  await rina.send('/console/sign-out')
  assert.equal((await gateway.get('/admin/v1/channels', { cookie: rina.cookie })).status, 401)
})

test('a wrong token is refused also beside a good session', async (t) => {
  const gateway = await startGateway(t)
  const { cookie } = await signIn(gateway, 'national')
  assert.equal((await gateway.get('/admin/v1/channels', { cookie, authorization: 'Bearer wrong' })).status, 401)
})

test('the audit names who is signed in, whomever the request names; a program names a person behind its own name', async (t) => {
  const gateway = await startGateway(t)
  const rina = await signIn(gateway, 'national', null, 'rina')
  const { body } = await gateway.post('app', report())
  await gateway.ledger.complaints.markParked(body.id, { code: 'refused_by_partner', message: 'HTTP 422' })
  const discard = { by: 'Budi', reason: 'laporan uji' }
  await send(gateway, `/parked/${body.id}/discard`, discard, { cookie: rina.cookie, 'x-csrf-token': rina.csrf })
  await send(gateway, '/forward/pause', { by: 'Budi' }, { authorization: `Bearer ${ADMIN_TOKEN}` })
  const lines = [...(await gateway.ledger.audit.of(body.id)), ...(await gateway.ledger.audit.of('forward'))]
  assert.deepEqual(
    lines.map(({ actor, action }) => [actor, action]),
    [
      ['rina', 'parked.discard'],
      ['admin:Budi', 'sending.pause'],
    ],
  )
})

function send(gateway: TestGateway, path: string, body: object, headers: Record<string, string>): Promise<Answer> {
  return ask(`${gateway.url}/admin/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}
