import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { fillInstallation } from '../../test/support/filled-installation.ts'

const { env, complaintId } = await fillInstallation()

test('regions and clocks: the country, a province, one complaint, and lines for a spreadsheet', async () => {
  const [country, province, clocks, one, wrong] = await Promise.all([
    commandLine(env, 'regions'),
    commandLine(env, 'regions', '32', '--csv'),
    commandLine(env, 'clocks', '--state', 'soon', '--json'),
    commandLine(env, 'clocks', complaintId),
    commandLine(env, 'regions', '32', '--period', 'always'),
  ])
  assert.match(country.out, /^91 +Papua +none +0\/10/m)
  assert.match(province.out, /^\ufeff"day","region","name","channel"/)
  assert.deepEqual([clocks.code, JSON.parse(clocks.out)], [0, []])
  assert.match(one.out, /^verify +\w+ +\d{4}-\d{2}-\d{2} .* WIB .*PermenPANRB 62\/2018$/m)
  assert.deepEqual([wrong.code, wrong.err], [1, '--period always is none; write one of: 7d, 30d, 12m, all\n'])
})
