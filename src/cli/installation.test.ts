import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { commandLine, commandLineProcess } from '../../test/support/command-line.ts'
import { emptyFolder, fillInstallation } from '../../test/support/filled-installation.ts'

const { env } = await fillInstallation()

test('as a program: it reads its standard input, answers and complains on two streams, and ends with the exit code', async (t) => {
  const env = { GATEWAY_DATA: await emptyFolder(t) }
  const [good, half, bad, line] = await Promise.all([
    commandLineProcess('{"post_id":1,"post_desc":"Banjir","loc_lat":"x"}', env, 'mapping', 'run', 'qlue', '--json'),
    commandLineProcess('', env, 'mapping', 'tset'),
    commandLineProcess('{', env, 'mapping', 'run', 'qlue'),
    commandLineProcess('', env, 'trace', 'x'),
  ])
  assert.equal(good.code, 0)
  assert.equal(JSON.parse(good.out).complaint.body, 'Banjir')
  assert.match(good.err, /^not read: \/loc_lat: [^\n]*\n$/)
  assert.deepEqual([half.code, half.out], [1, ''])
  assert.match(half.err, /unknown command 'tset'.*\n.*test/)
  assert.deepEqual([bad.code, bad.out], [1, ''])
  assert.match(bad.err, /^the standard input is not JSON: /)
  assert.deepEqual([line.code, line.out], [1, ''])
  assert.match(line.err, /^no gateway runs here [^\n]*npm start[^\n]*DATABASE_URL[^\n]*\n$/)
})

test('what npm start wrote down is used while it runs, and not afterwards', async () => {
  const { DATABASE_URL = '', REDIS_URL = '', GATEWAY_KEYS = '', GATEWAY_DATA = '' } = env
  await writeFile(path.join(GATEWAY_DATA, 'keys'), `${GATEWAY_KEYS}\n`)
  const note = { databaseUrl: DATABASE_URL, redisUrl: REDIS_URL, port: 1, sandboxPort: null, keysFile: path.join(GATEWAY_DATA, 'keys') }
  await writeFile(path.join(GATEWAY_DATA, 'running.json'), JSON.stringify({ ...note, pid: process.pid }))
  assert.equal(JSON.parse((await commandLine({ GATEWAY_DATA }, 'balance', '--json')).out).accepted, 1)
  await writeFile(path.join(GATEWAY_DATA, 'running.json'), JSON.stringify({ ...note, pid: 2 ** 22 + 1 }))
  assert.match((await commandLine({ GATEWAY_DATA }, 'balance')).err, /^no gateway runs here/)
})
