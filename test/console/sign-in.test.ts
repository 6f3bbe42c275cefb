import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '../http/gateway.ts'
import { sendForm, signIn } from './browse.ts'

test('who is not signed in is sent to the page to sign in, which is in Indonesian', async (t) => {
  const gateway = await startGateway(t)
  const first = await fetch(`${gateway.url}/console`, { redirect: 'manual' })
  assert.deepEqual([first.status, first.headers.get('location')], [303, '/console/sign-in'])
  const page = await fetch(`${gateway.url}/console/sign-in`)
  assert.match(await page.text(), /<html lang="id">.*Kata sandi/s)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none';script-src 'self'/)
})

test('signing in opens the console, signing out ends it, and a wrong password says so', async (t) => {
  const gateway = await startGateway(t)
  const rina = await signIn(gateway, 'national', null, 'rina')
  assert.match((await rina.get('/console')).text, /rina/)
  assert.equal((await sendForm(gateway, '/console/sign-in', { name: 'rina', password: 'salah sekali' }, '')).status, 401)
  assert.equal((await rina.send('/console/sign-out')).location, '/console/sign-in')
  assert.equal((await rina.get('/console')).location, '/console/sign-in')
})

test('a form without the token of its session does nothing', async (t) => {
  const gateway = await startGateway(t)
  const rina = await signIn(gateway, 'national')
  assert.equal((await sendForm(gateway, '/console/sign-out', {}, rina.cookie)).status, 403)
  assert.equal((await rina.get('/console')).status, 200)
})

test('the language of a person is kept', async (t) => {
  const gateway = await startGateway(t)
  const rina = await signIn(gateway, 'national')
  await rina.send('/console/preferences', { language: 'en' })
  assert.match((await rina.get('/console')).text, /<html lang="en">.*Sign out/s)
})
