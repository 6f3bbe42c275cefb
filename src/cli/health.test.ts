import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../../test/support/command-line.ts'
import { testLedgerDatabase } from '../../test/support/servers.ts'
import { NO_EVIDENCE } from '../health/reading.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../ledger/sealing.ts'

const QUIET = { info() {}, warn() {}, error() {} }

test('health, alerts and maintenance on the command line', async (t) => {
  const [databaseUrl, keys, data] = [await testLedgerDatabase(t), newKeys(), await mkdtemp(path.join(tmpdir(), 'cli-health-'))]
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(keys), log: QUIET })
  t.after(async () => {
    await ledger.close()
    await rm(data, { recursive: true, force: true })
  })
  const run = (...args: string[]) => commandLine({ DATABASE_URL: databaseUrl, GATEWAY_KEYS: keys, GATEWAY_DATA: data }, ...args)

  const well = await run('health')
  assert.equal(well.code, 0, well.err)
  assert.match(well.out, /sapawarga +32 +healthy/)
  assert.match(well.out, /telegram-jabar +32 +not_configured/)
  const down = { code: 'unreachable', detail: 'example.go.id: connection refused', failures: 3 } as const
  await ledger.channelHealth.judge([{ channel: 'sapawarga', state: 'down', reasons: [down], evidence: NO_EVIDENCE, at: new Date() }])
  const one = await run('health', 'sapawarga')
  assert.equal(one.code, 1)
  assert.match(one.out, /sapawarga \(.*, Jawa Barat\): down since .* WIB\n {2}Cannot be reached \(3 times in a row\): example\.go\.id/)
  assert.match((await run('health', 'none')).err, /there is no channel none/)

  assert.match((await run('alerts')).out, /No incident is open\./)
  await ledger.alerts.raise('park:mapping_failed:32', 'mapping_failed', '32', 'the title is missing')
  const open = await run('alerts', 'list')
  assert.equal(open.code, 1)
  assert.match(open.out, /warning +32 .* Reports of Jawa Barat are parked +the title is missing/)
  assert.match((await run('alerts', 'destinations')).out, /Nobody is told: add contacts/)
  assert.match((await run('alerts', 'test', 'gateway/Pusat/email')).err, /there is no such destination/)

  const to = new Date(Date.now() + 3_600_000).toISOString()
  const added = await run('maintenance', 'add', '--region', '32', '--to', to, '--reason', 'server pindah', '--by', 'Rina')
  const id = /^([0-9a-f-]{36}): nobody is told of region 32 and what is in it until/.exec(added.out)?.[1] ?? ''
  assert.ok(id, added.out + added.err)
  assert.match((await run('maintenance')).out, /region 32 and what is in it .* Rina +server pindah/)
  assert.match((await run('maintenance', 'add', '--channel', 'jaki', '--to', 'tomorrow', '--reason', 'x')).err, /--to tomorrow is no time/)
  assert.equal((await run('maintenance', 'end', id, '--reason', 'selesai')).out.trim(), 'It is over.')
  assert.match((await run('maintenance', 'list')).out, /No maintenance is planned\./)
})
