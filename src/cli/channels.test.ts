import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { emptyFolder, fillInstallation } from '../../test/support/filled-installation.ts'

const { env } = await fillInstallation()

test('channels list shows each channel with its state and its counts', async () => {
  const rows: { id: string; state: string; why: string | null; delivered: number }[] = JSON.parse(
    (await commandLine(env, 'channels', 'list', '--json')).out,
  )
  const row = (id: string) => rows.find((one) => one.id === id)
  assert.equal(rows.length, 11)
  assert.equal(row('jabar-quick-response')?.delivered, 1)
  assert.deepEqual([row('jaki')?.state, row('jaki')?.why], ['not_configured', 'set JAKI_URL'])
  assert.match(
    (await commandLine(env, 'channels', 'list')).out,
    /^jabar-quick-response +32 +Jabar Quick Response +webhook +\S+ +ready +1 +1 +0 /m,
  )
})

test('channels probe asks the partner, and fails when it is away', async (t) => {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end('[]'))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`
  const env = { GATEWAY_DATA: await emptyFolder(t), JAKI_URL: url }
  const there = await commandLine(env, 'channels', 'probe', 'jaki', '--json')
  assert.equal(JSON.parse(there.out)[0].result, 'healthy', there.out)
  await new Promise((closed) => server.close(closed))
  const away = await commandLine(env, 'channels', 'probe', 'jaki', '--json')
  assert.deepEqual([away.code, JSON.parse(away.out)[0].result], [1, 'unhealthy'])
  assert.match((await commandLine(env, 'channels', 'probe', 'jakii')).err, /^there is no channel jakii; did you mean jaki\?\n$/)
})

test('channels show names the secrets and never their values; channels test calls the region, and says when it is not taken', async (t) => {
  const calls: string[] = []
  const server = createServer((request, response) => {
    request.resume()
    calls.push(String(request.headers['webhook-signature']))
    response.writeHead(calls.length === 1 ? 200 : 500).end('{"ok":true}')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  const address = server.address()
  const JQR_CALLBACK_URL = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/lapor`
  const own = { GATEWAY_DATA: await emptyFolder(t), DATABASE_URL: env.DATABASE_URL ?? '', JQR_CALLBACK_URL }
  const shown = await commandLine(own, 'channels', 'show', 'jabar-quick-response')
  assert.match(shown.out, /secrets\/secret: set/, shown.err)
  assert.doesNotMatch(shown.out, /whsec_/)
  const taken = await commandLine(own, 'channels', 'test', 'jabar-quick-response')
  assert.match(taken.out, /^POST 127\.0\.0\.1:\d+, type test: HTTP 200: \{"ok":true\}/, taken.err)
  assert.match(calls[0] ?? '', /^v1,/)
  const refused = await commandLine(own, 'channels', 'test', 'jabar-quick-response')
  assert.deepEqual([refused.code, /not taken, partner_unavailable/.test(refused.out)], [1, true], refused.out)
})
