import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { passwordFits } from '../access/passwords.ts'
import { openTestLedger } from '../ledger/test-ledger.ts'

test('accounts: add, list, change, reset, disable and enable; each in the audit, no password shown twice', async (t) => {
  const { ledger, databaseUrl } = await openTestLedger(t)
  const data = await mkdtemp(path.join(tmpdir(), 'cli-'))
  t.after(() => rm(data, { recursive: true, force: true }))
  const run = (...args: string[]) => commandLine({ DATABASE_URL: databaseUrl, GATEWAY_DATA: data }, 'accounts', ...args)

  assert.match((await run('add', 'rina')).err, /--role national\|province\|region\|reader/)
  assert.match((await run('add', 'rina', '--role', 'region', '--home', '99.99')).err, /there is no region 99\.99/)
  const added = JSON.parse((await run('add', 'Rina', '--role', 'region', '--home', '32.73', '--json')).out)
  assert.ok(await passwordFits(added.password, (await ledger.accounts.findByName('rina'))?.password ?? null))
  assert.match((await run('add', 'rina', '--role', 'reader')).err, /there is an account rina already/)
  const list = (await run('list')).out
  assert.match(list, /rina +region +32\.73 +password +active +never/)
  assert.ok(!list.includes(added.password))
  assert.match((await run('change', 'rina', '--role', 'reader', '--home', 'all')).out, /rina is reader, of the whole country/)
  const reset = /password (\S+)$/m.exec((await run('reset', 'rina')).out)?.[1]
  assert.notEqual(reset, added.password)
  assert.match((await run('disable', 'rina')).out, /signed out/)
  assert.match((await run('list')).out, /disabled/)
  assert.match((await run('enable', 'rina')).out, /can sign in again/)
  assert.match((await run('disable', 'nobody')).err, /there is no account nobody/)
  assert.deepEqual(
    (await ledger.audit.of('rina')).map(({ actor, action }) => [actor.split(':')[0], action]),
    ['create', 'change', 'reset', 'disable', 'enable'].map((word) => ['cli', `account.${word}`]),
  )
})
