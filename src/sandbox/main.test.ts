import assert from 'node:assert/strict'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { childEnvironment } from '../../test/support/child-environment.ts'
import { testDatabase } from '../../test/support/servers.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname

test('the process says where it listens, and stops when its parent goes or SIGTERM comes', async (t) => {
  for (const stop of ['disconnect', 'SIGTERM'] as const) {
    const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_DATABASE_URL: await testDatabase(t) }
    const child = fork(MAIN, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    t.after(() => child.kill('SIGKILL'))
    const [message] = (await once(child, 'message')) as [{ ready: boolean; port: number }]
    assert.equal(message.ready, true)
    assert.equal((await fetch(`http://127.0.0.1:${message.port}/`)).status, 200)
    const exited = once(child, 'exit')
    if (stop === 'disconnect') child.disconnect()
    else child.kill('SIGTERM')
    assert.deepEqual(await exited, [0, null])
  }
})

const BAD: readonly [string, Record<string, string>, RegExp][] = [
  ['no database', {}, /^sandbox: SANDBOX_DATABASE_URL is not set; .*\n$/],
  [
    'a database that is not there',
    { SANDBOX_DATABASE_URL: 'postgres://127.0.0.1:1/x' },
    /^sandbox: the database of SANDBOX_DATABASE_URL cannot be used: .*ECONNREFUSED.*\n$/,
  ],
  [
    'a port that is none',
    { SANDBOX_DATABASE_URL: 'postgres://127.0.0.1:1/x', SANDBOX_PORT: 'x' },
    /^sandbox: SANDBOX_PORT x is not a port; .*\n$/,
  ],
]
for (const [title, env, words] of BAD) {
  test(`the process with ${title} says so in one line and exits with 1`, async () => {
    const child = spawn(process.execPath, [MAIN], { env: { ...childEnvironment(), ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    const [code] = await once(child, 'close')
    assert.equal(code, 1)
    assert.match(said, words)
  })
}
