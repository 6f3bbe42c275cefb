import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { People } from '../../src/contract/people.ts'
import type { TestPeople } from '../peers/people.ts'
import { eventually } from '../support/eventually.ts'
import { type ConnectorDescription, labelOf, type PeerMessage } from './describe-connector.ts'
import { openPeopleBench } from './people-bench.ts'

/** What people write: stored before it is acknowledged, once, whatever happens in between. */
export function checkPeopleWrite<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, people: described } = description
  if (described === undefined) return
  const label = labelOf(description)
  const limit = { timeout: 60_000 }

  test(`${label}: people: what a person writes is one complaint, of that person, also when all of it comes twice`, limit, async (t) => {
    const { peer, people, bring } = await openPeopleBench(t, description)
    await bring(peer.conversation)
    await bring(peer.conversation)
    assert.equal(people.filed.length, 1)
    const [report] = people.filed
    assert.equal(report?.sender, peer.person)
    assert.ok(report.raw.length > 0 && report.mediaType.length > 0 && report.ticket.length > 0 && report.words.length > 0)
    const again: unknown = connector.reread ? (await connector.reread(report)).payload : JSON.parse(Buffer.from(report.raw).toString())
    assert.deepEqual(again, report.payload, 'reread must give the payload; without it, raw must be that payload as JSON')
  })

  test(`${label}: people: messages of unknown kinds are ignored, and the next one is taken`, limit, async (t) => {
    const { peer, people, bring } = await openPeopleBench(t, description)
    assert.ok(peer.unknown.length > 0, 'describe some')
    await bring(peer.unknown)
    assert.equal(people.filed.length, 0)
    await bring(peer.conversation)
    assert.equal(people.filed.length, 1)
  })

  test(`${label}: people: whoever writes too much is not answered for ever, and no complaint is made of it`, limit, async (t) => {
    const flooded = (people: People): People => ({ ...people, admit: async () => ({ outcome: 'over_limit' }) })
    const { peer, people, bring } = await openPeopleBench(t, description, flooded)
    await bring(peer.conversation)
    assert.deepEqual([people.filed.length, peer.told().length], [0, 0])
  })

  if (connector.converse && described) {
    test(`${label}: converse: while the ledger is away the message is refused, and taken when it comes again`, limit, async (t) => {
      const { peer, people, converse, failure } = await openPeopleBench(t, description)
      const messages = peer.conversation.filter(({ request }) => request)
      // Another way of it listens.
      if (messages.length === 0) return
      for (const message of messages) {
        people.away = true
        assert.equal((await failure(converse(message))).code, 'ledger_unavailable')
        people.away = false
        await converse(message)
      }
      assert.equal(people.filed.length, 1)
    })
  }

  if (connector.listen) checkListen()

  function checkListen(): void {
    test(`${label}: listen: ends at once when the gateway stops, and leaves nothing open`, limit, async (t) => {
      const { peer, listen, stop } = await openPeopleBench(t, description)
      assert.ok(peer.open, 'describe `open`')
      const listening = listen()
      if (peer.conversation.some(({ send }) => send)) await eventually('it listens', () => (peer.open?.() ?? 0) > 0 || undefined)
      stop.abort()
      assert.equal(await listening, 0)
      await eventually('nothing is open', () => peer.open?.() === 0 || undefined, 5_000)
    })

    test(`${label}: listen: a message is acknowledged after it is stored, not before`, limit, async (t) => {
      const [called, store] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const slow = (people: People): People => ({
        ...people,
        report: async (report) => {
          called.resolve()
          await store.promise
          return people.report(report)
        },
      })
      const { peer, people, bring } = await openPeopleBench(t, description, slow)
      const last = peer.conversation.at(-1)
      if (!last?.send) return
      const bringing = bring(peer.conversation)
      await called.promise
      assert.equal(await last.acknowledged?.(), false)
      store.resolve()
      await bringing
      assert.equal(people.filed.length, 1)
    })

    test(`${label}: listen: what the ledger could not take is not acknowledged, and comes again`, limit, async (t) => {
      const asked = Promise.withResolvers<void>()
      let over = false
      const away = (people: TestPeople): People => ({
        ...people,
        report: (report) => {
          if (!over) people.away = true
          const filed = people.report(report)
          filed.catch(() => asked.resolve())
          return filed
        },
      })
      const { peer, people, bring } = await openPeopleBench(t, description, away)
      const last = peer.conversation.at(-1)
      if (!last?.send) return
      const bringing = bring(peer.conversation)
      await asked.promise
      assert.equal(await last.acknowledged?.(), false)
      over = true
      people.away = false
      await bringing
      assert.equal(people.filed.length, 1)
    })
  }

  if (connector.wake === undefined) return
  test(
    `${label}: wake: what was left unfinished is written or forgotten when its time has come, also by two gateways`,
    limit,
    async (t) => {
      const { peer, people, channel, clock, bring } = await openPeopleBench(t, description)
      const unfinished: readonly PeerMessage[] | undefined = peer.unfinished
      assert.ok(unfinished, 'describe `unfinished`: it wakes')
      await bring(unfinished)
      const waiting = people.memory.entries.filter(({ wakeAt }) => wakeAt !== null)
      assert.ok(waiting.length > 0, 'nothing of it is remembered until a time')
      clock.now = new Date(Math.max(...waiting.map(({ wakeAt }) => wakeAt?.getTime() ?? 0)) + 1)
      const due = people.memory.due(clock.now)
      for (const remembered of due) await Promise.all([connector.wake?.(remembered, channel), connector.wake?.(remembered, channel)])
      for (const { key, version } of due)
        assert.ok(
          !people.memory.entries.some((entry) => entry.key === key && entry.version === version),
          'it was neither written nor forgotten',
        )
      assert.ok(people.filed.length <= 1)
    },
  )
}
