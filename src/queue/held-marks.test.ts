import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { eventually } from '../../test/support/eventually.ts'
import { testRedis } from '../../test/support/servers.ts'
import { openHeldMarks } from './held-marks.ts'

test('what one gateway holds is known to another, and forgotten by itself when it says no more of it', async (t) => {
  const { url, prefix } = await testRedis(t)
  const [here, there] = [new Redis(url, { replyMapping: 'legacy' }), new Redis(url, { replyMapping: 'legacy' })]
  t.after(() => {
    here.disconnect()
    there.disconnect()
  })
  await Promise.all([here.ping(), there.ping()])
  let now = 0
  const marks = openHeldMarks(here, prefix)
  const others = openHeldMarks(there, prefix, () => now)
  const sees = (burst: boolean) =>
    eventually(`a burst: ${burst}`, () => {
      now += 500
      return others.isBurst() === burst ? true : undefined
    })

  assert.deepEqual(await others.from(['32', '33']), new Map())
  assert.equal(others.isBurst(), false)
  marks.note(new Map([['32', 'a']]))
  assert.equal(marks.isBurst(), true, 'whoever holds something knows it at once')
  await sees(true)
  assert.deepEqual(await others.from(['33', '32']), new Map([['32', 'a']]))
  for (const key of [`${prefix}:held`, `${prefix}:held:32`]) {
    const left = await here.pttl(key)
    assert.ok(left > 0 && left <= 3_000, `${key} ends in ${left} ms`)
    await here.del(key)
  }
  await sees(false)
})

test('while Redis is away nobody else knows of a burst, and nothing waits or fails', () => {
  const away = new Redis({ lazyConnect: true, replyMapping: 'legacy' })
  const [marks, others] = [openHeldMarks(away, 'any'), openHeldMarks(away, 'any')]
  marks.note(new Map([['32', 'a']]))
  assert.equal(marks.isBurst(), true)
  assert.equal(others.isBurst(), false)
  away.disconnect()
})
