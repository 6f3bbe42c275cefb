import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { withinLimit } from './time-limit.ts'

const late = () => new Error('late')

test('what never answers is given up', async () => {
  await assert.rejects(withinLimit(new Promise(() => {}), 100, late), /^Error: late$/)
})

test('an answer that came while the thread was held up is heard', async () => {
  const answer = withinLimit(readFile(import.meta.filename), 200, late)
  // Longer than the limit: the file is read by another thread meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
  assert.ok((await answer).length > 0)
})

test('what comes behind its limit is handed to who clears it away; what fails, fails as it did', async () => {
  const slow = Promise.withResolvers<string>()
  const cleared = Promise.withResolvers<string>()
  await assert.rejects(withinLimit(slow.promise, 100, late, cleared.resolve), /late/)
  slow.resolve('a connection')
  assert.equal(await cleared.promise, 'a connection')
  await assert.rejects(withinLimit(Promise.reject(new Error('refused')), 100, late), /refused/)
})
