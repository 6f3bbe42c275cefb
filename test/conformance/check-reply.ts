import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS } from '../../src/contract/errors.ts'
import { openBench } from './bench.ts'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'
import { HOSTILE } from './hostile-partners.ts'

export function checkReply<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, reply: described } = description
  if (described === undefined || description.partner === undefined) return
  const label = labelOf(description)
  const { feedback } = described
  const reply = async (...[sent, channel]: Parameters<NonNullable<typeof connector.reply>>) => connector.reply?.(sent, channel)

  // What people are told is checked as they read it (check-people-reply.ts).
  if (!description.people) checkPartnerIsTold()

  function checkPartnerIsTold(): void {
    test(`${label}: reply: the partner gets the ticket, the status in its own word, the answer and its id`, async (t) => {
      const { channel, partner } = await openBench(t, description)
      assert.equal(connector.repliesTo?.(channel.config) ?? true, true)
      await reply(feedback, channel)
      const sent = JSON.stringify(partner.requests.map(({ url, headers, body }) => [url, headers, body]))
      for (const part of [feedback.id, feedback.origin.ticket, feedback.statusOrigin, feedback.answer?.text ?? '']) {
        assert.ok(sent.includes(JSON.stringify(JSON.stringify(part).slice(1, -1)).slice(1, -1)), `'${part}' was not sent`)
      }
    })

    test(`${label}: reply: the same feedback twice is the same message`, async (t) => {
      const { channel, partner } = await openBench(t, description)
      await reply(feedback, channel)
      const [first] = partner.requests.splice(0)
      await reply(feedback, channel)
      assert.equal(partner.requests[0]?.body, first?.body)
    })
  }

  for (const { name, rule } of HOSTILE) {
    test(`${label}: reply: a partner that ${name} ends in a coded error or a plain yes`, async (t) => {
      let status = 0
      const bench = await openBench(t, description, {
        rule: (request, raw) => {
          const answer = rule(request, raw)
          status = answer === undefined ? 0 : (answer.status ?? 200)
          return answer
        },
      })
      const outcome = await reply(feedback, bench.channel).catch((error: unknown) => bench.failure(Promise.reject(error)))
      bench.keep(outcome)
      if (outcome instanceof Error && 'code' in outcome) return assert.notEqual(ERRORS[outcome.code].disposition, 'refuse')
      return assert.equal(status, 200)
    })
  }

  test(`${label}: reply: stopping the gateway stops a partner who never answers`, async (t) => {
    const bench = await openBench(t, description, { rule: () => void bench.stop.abort() })
    assert.equal((await bench.failure(reply(feedback, bench.channel))).code, 'answer_lost')
  })

  test(`${label}: reply: private addresses are called only where that is allowed`, async (t) => {
    const { channel, partner, failure } = await openBench(t, description, { allowAddresses: [] })
    assert.equal((await failure(reply(feedback, channel))).code, 'config_invalid')
    assert.equal(partner.connections(), 0)
  })
}
