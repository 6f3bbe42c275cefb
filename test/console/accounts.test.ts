import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '../http/gateway.ts'
import { sendForm, signIn } from './browse.ts'

test('an account is made, shown its password once, changed, given a new password and disabled; each is in the audit', async (t) => {
  const gateway = await startGateway(t)
  const chief = await signIn(gateway, 'national', null, 'chief')
  const made = await chief.send('/console/accounts', { name: ' Rina ', role: 'region', home: '32.73' })
  const password = passwordIn(made.text)
  assert.match(made.text, /hanya ditampilkan sekali/)
  const account = (await gateway.ledger.accounts.findByName('rina'))?.account
  assert.deepEqual([account?.role, account?.home, account?.temporary], ['region', '32.73', true])
  const path = `/console/accounts/${account?.id}`
  for (const page of [await chief.get('/console/accounts'), await chief.get(path)]) {
    assert.match(page.text, /rina/)
    assert.ok(!page.text.includes(password), 'never again')
  }
  assert.equal((await sendForm(gateway, '/console/sign-in', { name: 'rina', password }, '')).location, '/console/account')

  assert.equal((await chief.send(path, { role: 'province', home: '32' })).location, `${path}?saved=1`)
  const reset = passwordIn((await chief.send(`${path}/reset`)).text)
  assert.notEqual(reset, password)
  assert.equal((await sendForm(gateway, '/console/sign-in', { name: 'rina', password }, '')).status, 401)
  assert.equal((await sendForm(gateway, '/console/sign-in', { name: 'rina', password: reset }, '')).status, 303)
  assert.equal((await chief.send(`${path}/disable`)).status, 303)
  assert.equal((await sendForm(gateway, '/console/sign-in', { name: 'rina', password: reset }, '')).status, 401)
  assert.equal((await chief.send(`${path}/enable`)).status, 303)

  const lines = (await gateway.ledger.audit.of('rina')).filter(({ actor }) => actor === 'chief')
  assert.deepEqual(
    lines.map(({ action }) => action),
    ['account.create', 'account.change', 'account.reset', 'account.disable', 'account.enable'],
  )
  assert.ok(!JSON.stringify(lines).includes(password))
})

test('what does not go together is refused with words, and what was typed stays; the last administrator stays too', async (t) => {
  const gateway = await startGateway(t)
  const chief = await signIn(gateway, 'national', null, 'chief')
  const rows: [Record<string, string>, number, RegExp][] = [
    [{ name: 'x', role: 'region', home: '32.73' }, 422, /peran, dan wilayah tidak cocok/],
    [{ name: 'admin', role: 'national', home: '' }, 422, /tidak cocok/],
    [{ name: 'budi', role: 'region', home: '' }, 422, /value="budi"/],
    [{ name: 'budi', role: 'province', home: '32.73' }, 422, /value="32.73"/],
    [{ name: 'budi', role: 'national', home: '32' }, 422, /tidak cocok/],
    [{ name: 'budi', role: 'reader', home: '00.00' }, 422, /tidak cocok/],
    [{ name: 'chief', role: 'reader', home: '' }, 409, /sudah dipakai/],
  ]
  for (const [fields, status, says] of rows) {
    const answer = await chief.send('/console/accounts', fields)
    assert.equal(answer.status, status, JSON.stringify(fields))
    assert.match(answer.text, says)
  }
  const me = (await gateway.ledger.accounts.findByName('chief'))?.account
  const last = await chief.send(`/console/accounts/${me?.id}/disable`)
  assert.equal(last.status, 409)
  assert.match(last.text, /administrator nasional terakhir/)
  assert.equal((await chief.send(`/console/accounts/${me?.id}`, { role: 'reader', home: '' })).status, 409)
  const nowhere = await chief.get('/console/accounts/none')
  assert.equal(nowhere.status, 404)
  assert.match(nowhere.text, /<strong>[^<]+<\/strong><br><span class="hint">Rincian \(Inggris\): <span lang="en">/)
})

test('only who manages accounts finds them in the menu, in their language', async (t) => {
  const gateway = await startGateway(t)
  const chief = await signIn(gateway, 'national', null, 'chief')
  await chief.send('/console/preferences', { language: 'en' })
  assert.match((await chief.get('/console/accounts')).text, /<h1>Accounts<\/h1>.*All of Indonesia.*New account/s)
  const reader = await signIn(gateway, 'reader')
  assert.doesNotMatch((await reader.get('/console')).text, /href="\/console\/accounts"/)
  assert.match((await chief.get('/console')).text, /href="\/console\/accounts"/)
})

function passwordIn(page: string): string {
  const password = /<code id="password">([^<]+)<\/code>/.exec(page)?.[1]
  assert.ok(password, page)
  return password
}
