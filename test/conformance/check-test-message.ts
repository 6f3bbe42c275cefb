import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS } from '../../src/contract/errors.ts'
import { openBench } from './bench.ts'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'
import { HOSTILE } from './hostile-partners.ts'
import { openPeopleBench } from './people-bench.ts'

/** A test message changes nothing, says what it is, and shows what came. */
export function checkTestMessage<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, people } = description
  const { testMessage } = connector
  if (testMessage === undefined) return
  const label = labelOf(description)
  if (people?.elsewhere === undefined && people !== undefined) checkPeopleAreTold()
  if (description.partner === undefined || people !== undefined) return

  test(`${label}: test message: the partner gets one message that says what it is, and its answer is shown`, async (t) => {
    const bench = await openBench(t, description)
    assert.equal(testMessage.goesTo(bench.channel.config), 'callback')
    const answer = await testMessage.send('', bench.channel)
    bench.keep(answer)
    assert.equal(bench.partner.requests.length, 1)
    assert.match(JSON.stringify(bench.partner.requests[0]?.body), /Pesan uji/)
    for (const line of [answer.sent, answer.answered]) assert.match(line, /^[^\n]{5,600}$/)
  })

  for (const { name, rule } of HOSTILE) {
    test(`${label}: test message: a partner that ${name} ends in a coded error or a line that says so`, async (t) => {
      const bench = await openBench(t, description, { rule })
      const outcome = await testMessage.send('', bench.channel).catch((error: unknown) => bench.failure(Promise.reject(error)))
      bench.keep(outcome)
      if (outcome instanceof Error) assert.ok(outcome.code in ERRORS)
      else assert.match(outcome.answered, /^[^\n]{5,600}$/)
    })
  }

  function checkPeopleAreTold(): void {
    test(`${label}: test message: who was named gets one message, in turn, and stands in no line that is shown`, async (t) => {
      const bench = await openPeopleBench(t, description)
      const { peer, channel } = bench
      assert.match(testMessage?.goesTo(channel.config) ?? '', /^(email|phone|chat)$/)
      const answer = await testMessage?.send(peer.person, channel)
      const [told, ...more] = peer.told()
      assert.match(told?.text ?? '', /Pesan uji/)
      assert.deepEqual(more, [])
      assert.ok(bench.people.turns > 0, 'people.turn was not asked')
      for (const line of [answer?.sent ?? '', answer?.answered ?? '']) {
        assert.match(line, /^[^\n]{5,600}$/)
        assert.ok(!line.includes(peer.person.replace(/^\+/, '')), line)
      }
    })

    test(`${label}: test message: what is no address → request_unreadable, which does not quote it, and nobody is told`, async (t) => {
      const { peer, channel, failure } = await openPeopleBench(t, description)
      const error = await failure(testMessage?.send('bukan alamat!', channel))
      assert.equal(error.code, 'request_unreadable')
      assert.doesNotMatch(error.message, /bukan/)
      assert.deepEqual(peer.told(), [])
    })
  }
}
