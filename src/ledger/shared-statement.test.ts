import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { shareStatement } from './shared-statement.ts'

/** A statement whose answers are given by hand. */
function statement(limits: Partial<Parameters<typeof shareStatement<string, string>>[1]> = {}) {
  const runs: { readonly items: readonly string[]; readonly answer: PromiseWithResolvers<readonly string[]> }[] = []
  const shared = shareStatement<string, string>(
    (items) => {
      const answer = Promise.withResolvers<readonly string[]>()
      runs.push({ items, answer })
      return answer.promise
    },
    { rows: 3, atOnce: 1, ...limits },
  )
  const done = (at: number) => runs[at]?.answer.resolve(runs[at].items.map((item) => `${item}!`))
  const asked = () => runs.map(({ items }) => items.join(' '))
  return { shared, done, asked, fail: (at: number, error: Error) => runs[at]?.answer.reject(error) }
}

const turn = () => new Promise(setImmediate)

test('what comes in one turn goes together; what comes while it is under way shares the next one, each with its own answer', async () => {
  const { shared, done, asked } = statement()
  const first = [shared.call('a'), shared.call('b')]
  await turn()
  const second = [shared.call('c'), shared.call('d')]
  await turn()
  assert.deepEqual(asked(), ['a b'])
  done(0)
  assert.deepEqual(await Promise.all(first), ['a!', 'b!'])
  await turn()
  assert.deepEqual(asked(), ['a b', 'c d'])
  done(1)
  assert.deepEqual(await Promise.all(second), ['c!', 'd!'])
})

test('a statement takes so many rows, so many bytes, and never two that it could not tell apart', async () => {
  const rows = statement()
  for (const item of ['a', 'b', 'c', 'd']) void rows.shared.call(item)
  await turn()
  rows.done(0)
  await turn()
  assert.deepEqual(rows.asked(), ['a b c', 'd'])

  const bytes = statement({ bytes: { of: (item) => item.length, each: 5, waiting: 100 } })
  for (const item of ['four', 'a', 'b']) void bytes.shared.call(item)
  await turn()
  assert.deepEqual(bytes.asked(), ['four a'])

  const apart = statement({ apart: (item) => item.toLowerCase(), atOnce: 2 })
  for (const item of ['a', 'A']) void apart.shared.call(item)
  await turn()
  apart.done(0)
  await turn()
  assert.deepEqual(apart.asked(), ['a', 'A'])
})

test('when enough wait they wait for no more: neither for the end of the turn nor for what is under way', async () => {
  const { shared, asked } = statement({ rows: 10, ripe: 2, atOnce: 2 })
  for (const item of ['a', 'b', 'c', 'd', 'e']) void shared.call(item)
  assert.deepEqual(asked(), ['a b', 'c d'])
  await turn()
  assert.deepEqual(asked(), ['a b', 'c d'], 'no more than two at once')
})

test('what gathers does not wait behind a statement that takes long, nor does a whole one wait at all', async () => {
  const { shared, done, asked } = statement({ atOnce: 2 })
  void shared.call('stuck')
  await turn()
  const [behind] = [shared.call('a'), shared.call('b')]
  while (asked().length < 2) await turn()
  done(1)
  assert.equal(await behind, 'a!')

  const whole = statement({ atOnce: 2 })
  void whole.shared.call('stuck')
  await turn()
  for (const item of ['a', 'b', 'c', 'd']) void whole.shared.call(item)
  assert.deepEqual(whole.asked(), ['stuck', 'a b c'])
})

test('one that spoils the statement fails alone', async () => {
  const { shared, done, asked, fail } = statement()
  const calls = Promise.allSettled(['good', 'bad', 'fine'].map((item) => shared.call(item)))
  await turn()
  fail(0, new Error('spoilt'))
  await turn()
  done(1)
  await turn()
  fail(2, new Error('spoilt'))
  await turn()
  done(3)
  assert.deepEqual(
    (await calls).map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(asked(), ['good bad fine', 'good', 'bad', 'fine'])
})

test('with the ledger away all that waits is told at once, and nothing is tried alone', async () => {
  const { shared, asked, fail } = statement()
  const calls = Promise.allSettled(['a', 'b', 'c', 'd'].map((item) => shared.call(item)))
  await turn()
  fail(0, new GatewayError('ledger_unavailable', 'away'))
  assert.ok((await calls).every(({ status }) => status === 'rejected'))
  assert.deepEqual(asked(), ['a b c'])
  await shared.settle()
})

test('beyond what may wait it answers throttled', async () => {
  const { shared } = statement({ waiting: 2 })
  for (const item of ['a', 'b']) void shared.call(item)
  await assert.rejects(shared.call('c'), { code: 'throttled' })
})
