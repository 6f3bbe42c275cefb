import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Arrival, Channel } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { People } from '../../src/contract/people.ts'
import { openTestChannel } from '../peers/channel.ts'
import { openTestPeople, type TestPeople } from '../peers/people.ts'
import { eventually } from '../support/eventually.ts'
import { assertNoSecret, show, watchConnections } from './bench.ts'
import type { ConnectorDescription, Peer, PeerMessage } from './describe-connector.ts'

export interface PeopleBench<Config, Secret extends string> {
  readonly peer: Peer<Config, Secret>
  readonly people: TestPeople
  readonly channel: Channel<Config, Secret>
  /** What the channel takes for now. */
  readonly clock: { now: Date }
  readonly stop: AbortController
  /** Runs the listener as the hub does, again when it fails; resolves with how often it failed when it has ended. */
  listen(): Promise<number>
  /** What the listener gave to be parked. */
  readonly stored: Arrival[]
  /** Brings messages in, one after the other, each until it is acknowledged; starts the listener where there is one. */
  bring(messages: readonly PeerMessage[]): Promise<void>
  /** One message by receive and converse. */
  converse(message: PeerMessage): Promise<void>
  /** The coded error that `work` ends in; anything else fails the test. */
  failure(work: Promise<unknown> | undefined): Promise<GatewayError>
}

/** A channel of people with its other side, for one test. At its end what was logged and thrown is searched for secrets and for what is personal. */
export async function openPeopleBench<Config, Secret extends string>(
  t: TestContext,
  { connector, people: described }: ConnectorDescription<Config, Secret>,
  around: (people: TestPeople) => People = (people) => people,
): Promise<PeopleBench<Config, Secret>> {
  assert.ok(described)
  const strangers = watchConnections(t)
  const kept: unknown[] = []
  const stop = new AbortController()
  let listening: Promise<number> | null = null
  // Before the peer goes.
  t.after(async () => {
    stop.abort()
    await listening
  })
  const peer = await described.peer(t)
  const clock = { now: new Date() }
  const people = openTestPeople({ now: () => clock.now })
  const channel = openTestChannel<Config, Secret>(t, {
    config: peer.config,
    secrets: peer.secrets,
    signal: stop.signal,
    logged: kept,
    now: () => clock.now,
    people: around(people),
  })
  t.after(() => {
    assert.deepEqual(strangers, [], 'a connection left this machine')
    assertNoSecret(kept, peer.secrets)
    const text = show(kept)
    for (const each of [peer.person, ...peer.personal])
      assert.ok(!text.includes(each), `'${each}' is personal, and is in what was logged or thrown`)
  })

  const stored: Arrival[] = []
  async function runListener(): Promise<number> {
    for (let failures = 0; ; failures += 1) {
      try {
        await connector.listen?.(async (arrival) => {
          stored.push(arrival)
          return { outcome: 'parked', id: '01970000-0000-7000-8000-00000000000a' }
        }, channel)
        assert.ok(stop.signal.aborted, 'listen ended by itself; it runs until the signal aborts')
        return failures
      } catch (error) {
        kept.push(error)
        if (!(error instanceof GatewayError)) throw error
        if (stop.signal.aborted) return failures
        await pause(20)
      }
    }
  }

  const bench: PeopleBench<Config, Secret> = {
    peer,
    people,
    channel,
    clock,
    stop,
    stored,
    listen: () => {
      listening ??= runListener()
      return listening
    },
    async bring(messages) {
      for (const message of messages) {
        if (message.request) await bench.converse(message)
        else {
          bench.listen().catch((error: unknown) => kept.push(error))
          await message.send?.()
          await eventually('the message is acknowledged', async () => (await message.acknowledged?.()) || undefined)
        }
      }
    },
    async converse(message) {
      assert.ok(
        message.request && connector.receive && connector.converse,
        'a message comes by send, or by request where there is converse',
      )
      const reception = await connector.receive(message.request(), channel)
      if (reception.outcome === 'message') await connector.converse(reception.message, channel)
      else assert.notEqual(reception.outcome, 'arrival', 'what people write is no arrival')
    },
    failure: async (work) => {
      const error: unknown = await Promise.resolve(work).then(
        () => assert.fail('it should have failed'),
        (thrown: unknown) => thrown,
      )
      kept.push(error)
      if (error instanceof GatewayError) return error
      throw error
    },
  }
  return bench
}
