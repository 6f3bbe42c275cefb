import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { inTurn, measureBurst, SIZES } from './bench.ts'
import { startCentre, startLoad } from './driver.ts'
import { createFor } from './programs/create-for.ts'
import type { Subject } from './subjects/subject.ts'

/** `patience`: in milliseconds, for what is expected never to come. */
async function openBoth(t: TestContext, patience: { arriveMs?: number; stillMs?: number } = {}) {
  const size = { ...SIZES.quick, connections: 2, ...patience }
  const [centre, load] = await Promise.all([startCentre(), startLoad()])
  t.after(() => Promise.all([centre.kill(), load.kill()]))
  return { centre, load, size }
}

/** A server that does with each report what `take` does. */
async function subjectThat(t: TestContext, take: (report: Record<string, unknown>) => Promise<boolean>): Promise<Subject> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', async (bytes) => {
      const body = bytes.toString().split('\r\n\r\n')[1] ?? '{}'
      if (await take(JSON.parse(body))) socket.write('HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\n{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  const nothing = async () => undefined
  return { name: 'it', url, headers: {}, shape: 'report', pid: 0, kill: nothing, start: nothing, stop: nothing }
}

async function create(centre: { readonly url: string }, report: Record<string, unknown>): Promise<void> {
  await fetch(`${centre.url}/lapor/3.0.0/complaints/complaint`, { method: 'POST', body: JSON.stringify(createFor(report)) })
}

test('a burst of which all is at the centre once has no fault', async (t) => {
  const bench = await openBoth(t)
  const subject = await subjectThat(t, async (report) => {
    await create(bench.centre, report)
    return true
  })
  const { faults, burst } = await measureBurst(bench, subject, { count: 10 })
  assert.deepEqual([burst.accepted, faults], [10, []])
})

test('what was accepted and does not come is a fault, and so is what is created twice', async (t) => {
  const bench = await openBoth(t, { stillMs: 2_000 })
  let taken = 0
  const subject = await subjectThat(t, async (report) => {
    taken += 1
    if (taken === 3) await create(bench.centre, report)
    if (taken !== 5) await create(bench.centre, report)
    return true
  })
  const { faults } = await measureBurst(bench, subject, { count: 10 })
  assert.deepEqual(faults, ['it: 1 of 10 were not at the centre in time', 'it: 1 were created twice'])
})

test('a subject that does not answer is a fault, and not a run without end', async (t) => {
  const bench = await openBoth(t, { arriveMs: 500 })
  const subject = await subjectThat(t, async () => false)
  const { faults } = await measureBurst(bench, subject, { count: 10 })
  assert.deepEqual(faults, ['it: 10 of 10 were not accepted: {"no answer":10}'])
})

test('whoever asks a program that has ended is told so', async () => {
  const centre = await startCentre()
  await centre.kill()
  await assert.rejects(centre.ask({ ask: 'count', tag: 'bench' }), /centre\.ts ended/)
})

test('each repetition begins with the next one, and says of each what it gave', async () => {
  const order: string[] = []
  const work = (name: string) => async () => order.push(name)
  const works = { one: work('one'), two: work('two'), three: work('three') }
  assert.deepEqual(await inTurn(0, works), { one: 1, two: 2, three: 3 })
  assert.deepEqual(await inTurn(1, works), { two: 4, three: 5, one: 6 })
  assert.deepEqual(order, ['one', 'two', 'three', 'two', 'three', 'one'])
})
