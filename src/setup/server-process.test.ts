import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive } from '../../test/support/processes.ts'
import { runServer } from './server-process.ts'

test('a stop that is asked for while the server is being started again ends, and leaves no process', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lapor-t-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const answers = [Promise.resolve(true)]
  const asked = Promise.withResolvers<void>()
  const secondAnswer = Promise.withResolvers<boolean>()
  const server = await runServer({
    name: 'a server',
    program: 'sleep',
    args: () => ['600'],
    folder,
    logFile: join(folder, 'log'),
    user: null,
    stopSignals: ['SIGTERM', 'SIGKILL'],
    pidFile: 'none',
    answers: () => {
      const answer = answers.pop()
      if (answer === undefined) asked.resolve()
      return answer ?? secondAnswer.promise
    },
    say: () => {},
  })
  const first = server.pid()
  assert.ok(first)
  process.kill(first, 'SIGKILL')
  await asked.promise
  const stopped = server.stop()
  secondAnswer.resolve(true)
  await stopped
  const second = server.pid()
  assert.ok(second !== undefined && second !== first)
  assert.equal(isAlive(second), false)
})
