import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Probe } from '../../src/contract/connector.ts'
import { probeWords } from '../../src/contract/probe-words.ts'
import { openBench } from './bench.ts'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'
import { HOSTILE } from './hostile-partners.ts'

export function checkProbe<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector } = description
  if (description.partner === undefined) return
  const label = labelOf(description)

  test(`${label}: probe: a good partner is healthy, and is only read`, async (t) => {
    const { channel, partner, keep } = await openBench(t, description)
    const probe = await connector.probe(channel)
    keep(probe)
    assert.equal(probe.healthy, true, probe.detail)
    assertBothLanguages(probe)
    for (const { method } of partner.requests) assert.match(method, /^(GET|HEAD|OPTIONS)$/)
    assert.ok(partner.requests.length <= 2, 'a probe is cheap')
  })

  for (const { name, rule } of HOSTILE) {
    test(`${label}: probe: a partner that ${name} gives one line, and never throws`, async (t) => {
      const { channel, keep } = await openBench(t, description, { rule })
      const probe = await connector.probe(channel)
      keep(probe)
      assert.match(probe.detail, /^[^\n]{5,600}$/)
      assertBothLanguages(probe)
    })
  }

  // One that only takes what is pushed calls nobody.
  if (!connector.poll && !connector.listen && !connector.reply) return
  test(`${label}: probe: a partner who is away is not healthy`, async (t) => {
    const { channel } = await openBench(t, description, { rule: (_, { socket }) => void socket.destroy() })
    assert.equal((await connector.probe(channel)).healthy, false)
  })
}

/** Operators read it in Indonesian first: the connector says both, or gives a code, whose meaning the gateway knows in both. */
export function assertBothLanguages({ detail, words, code }: Probe): void {
  const both = probeWords({ detail, ...(words && { words }), ...(code && { code }) })
  assert.ok(both, `the probe says “${detail}” in English only`)
  assert.equal(both.en, detail)
  assert.notEqual(both.id, both.en)
  assert.match(both.id, /^[^\n]{5,800}$/)
}
