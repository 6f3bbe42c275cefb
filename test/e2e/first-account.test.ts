import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { type GatewayProcess, openSite } from '../support/gateway-process.ts'

const CENTRE = 'http://127.0.0.1:9/lapor/3.0.0'
const shown = (gateway: GatewayProcess) => [
  ...gateway.log().matchAll(/^Console account \(shown once\): name administrator, password (\S+)$/gm),
]

test('two gateways that start at once on an empty ledger print one account, one time, and one can sign in with it', async (t) => {
  // Each with a channel to who started it, as pm2 and node --watch have, which show nothing of what is told there.
  const site = await openSite(t, CENTRE, { firstStart: true })
  const both = await Promise.all([site.start(), site.start()])
  const passwords = await eventually('it is printed', () => {
    const found = both.flatMap(shown).map(([, password]) => password ?? '')
    return found.length > 0 ? found : undefined
  })
  const [gateway = assert.fail()] = both
  const signIn = (password: string) =>
    fetch(`${gateway.url}/console/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ name: 'administrator', password }),
    })
  assert.equal((await signIn(passwords[0] ?? '')).status, 303)
  for (const one of both)
    assert.doesNotMatch(one.log().replaceAll(/^Console account.*$/gm, ''), new RegExp(passwords[0] ?? ''), 'in no log')
  for (const one of both) await one.stop()
  assert.equal(both.flatMap(shown).length, 1)
  const next = await site.start()
  assert.deepEqual(shown(next), [], 'never again')
  await next.stop()
})

test('a gateway that nobody listens to, as under systemd, prints its first account', async (t) => {
  const site = await openSite(t, CENTRE, { firstStart: true })
  const gateway = await site.startAlone()
  await eventually('it is printed', () => (shown(gateway).length === 1 ? true : undefined))
  assert.equal(await gateway.stop(), 0)
})
