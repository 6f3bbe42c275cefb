import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openTakenFirst } from './taken-first.ts'

function open(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  const enqueued: string[] = []
  const noted: Record<string, string>[] = []
  const first = openTakenFirst({
    enqueue: (_stage, { id }) => void enqueued.push(id),
    noteHeld: (oldest) => void noted.push(Object.fromEntries(oldest)),
    now: () => now,
  })
  return {
    first,
    enqueued,
    noted,
    /** So many come at once; each is stored and enqueued while the others wait. The returned function ends them. */
    burst(region: string, count: number, name = region): () => void {
      const ends = Array.from({ length: count }, () => first.taking(region))
      for (let n = 1; n <= count; n += 1) first.enqueue('forward', { id: `${name}-${n}`, region })
      return () => {
        for (const end of ends) end()
      }
    },
    pass(ms: number): void {
      for (let gone = 0; gone < ms; gone += 20) {
        now += 20
        t.mock.timers.tick(20)
      }
    },
  }
}

const names = (region: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `${region}-${from + at}`)

test('a few reports go on at once; a burst waits until it is over, and goes on in the order in which it came', (t) => {
  const { burst, enqueued, pass } = open(t)
  burst('32', 7)()
  assert.deepEqual(enqueued, names('32', 1, 7))
  const end = burst('33', 20)
  pass(180)
  assert.deepEqual(enqueued, names('32', 1, 7), 'held')
  burst('32', 1, 'quick')()
  assert.equal(enqueued.at(-1), 'quick-1', 'another region does not wait')
  end()
  pass(20)
  assert.deepEqual(enqueued.slice(8), names('33', 1, 20))
})

test('what comes when the burst is over does not overtake what is still held of its region', (t) => {
  const { burst, enqueued, pass } = open(t)
  burst('32', 100)()
  pass(200)
  assert.equal(enqueued.length, 64)
  burst('32', 1, 'newer')()
  pass(20)
  assert.deepEqual(enqueued, [...names('32', 1, 100), 'newer-1'])
})

test('many regions at once are a burst as well', (t) => {
  const { burst, enqueued, pass } = open(t)
  const ends = names('region', 1, 30).map((region) => burst(region, 1))
  assert.equal(enqueued.length, 23)
  for (const end of ends) end()
  pass(220)
  assert.equal(enqueued.length, 30)
})

test('behind a burst a region with thousands does not keep back the few of another', (t) => {
  const { burst, enqueued, pass } = open(t)
  burst('32', 5_000)()
  burst('33', 10)()
  assert.equal(enqueued.length, 0)
  pass(200)
  assert.ok(enqueued.includes('33-10'))
  assert.ok(!enqueued.includes('32-33'))
})

test('nothing is held for longer than 20 seconds, though the burst goes on, and no more than 50,000', (t) => {
  const { burst, enqueued, pass } = open(t)
  burst('32', 100)
  for (let gone = 0; gone < 19_900; gone += 100) {
    pass(100)
    burst('32', 1, 'later')
  }
  assert.equal(enqueued.length, 0)
  pass(100)
  assert.deepEqual(enqueued, names('32', 1, 100))
  burst('32', 60_000, 'more')
  pass(20)
  assert.ok(enqueued.includes('more-10000'))
  assert.ok(!enqueued.includes('more-10200'))
})

test('of what is held the oldest of each region is told to the others, and again each second', (t) => {
  const { burst, noted, pass } = open(t)
  burst('32', 8)
  burst('33', 40)
  assert.deepEqual(noted, [{ '32': '32-1' }, { '33': '33-1' }])
  for (let gone = 0; gone < 1_100; gone += 100) {
    burst('33', 1, 'later')
    pass(100)
  }
  assert.deepEqual(noted.slice(2), [{ '32': '32-1', '33': '33-1' }])
})

test('who closes leaves nothing behind, and what is stored then goes on at once', (t) => {
  const { first, burst, enqueued } = open(t)
  burst('32', 50)
  assert.equal(first.held(), 50)
  first.close()
  assert.equal(first.held(), 0)
  assert.deepEqual(enqueued, names('32', 1, 50))
  burst('32', 10, 'late')
  assert.equal(enqueued.length, 60)
})
