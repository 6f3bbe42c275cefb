import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { fillInstallation } from '../../test/support/filled-installation.ts'

const { env } = await fillInstallation()

test('balance adds up, by day and region', async () => {
  const counted = async (...args: string[]) => JSON.parse((await commandLine(env, 'balance', '--json', ...args)).out)
  const numbers = { accepted: 1, delivered: 1, parked: 0, unknown: 0, inFlight: 0 }
  assert.deepEqual(await counted(), { ...numbers, holds: true, regions: [{ region: '32', ...numbers }], differences: [] })
  assert.equal((await counted('--region', '33', '--day', '2001-01-01')).accepted, 0)
  assert.match((await commandLine(env, 'balance')).out, /It adds up\.\n$/)
  assert.match((await commandLine(env, 'balance', '--region', '99.99')).err, /^there is no region 99\.99; there are: 31, [^\n]*\n$/)
  assert.match((await commandLine(env, 'balance', '--day', '2026-02-31')).err, /^--day 2026-02-31 is no day; write YYYY-MM-DD\n$/)
})
