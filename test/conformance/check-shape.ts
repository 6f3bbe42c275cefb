import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConnectorDescription, labelOf } from './describe-connector.ts'

export function checkShape<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector } = description
  const label = labelOf(description)
  test(`${label}: what it can do is described, and nothing else`, () => {
    for (const capability of ['receive', 'poll', 'reply'] as const) {
      assert.equal(
        description[capability] !== undefined,
        connector[capability] !== undefined,
        `${capability} must be both in the connector and in its description, or in neither`,
      )
    }
    if (connector.listen || connector.converse || connector.wake)
      assert.ok(description.people, 'listen, converse and wake are for people who write: describe `people`')
    assert.ok(!connector.converse || connector.receive, 'converse takes what receive reads')
    assert.ok(description.partner ?? description.people?.at, 'describe `partner`, or without HTTP `people.at`')
    assert.ok(connector.receive ?? connector.poll ?? connector.listen, 'a connector that brings nothing in')
    assert.match(connector.kind, /^[a-z][a-z0-9-]*$/)
    assert.ok(connector.title.length > 5)
  })

  test(`${label}: a secret for each name, and a name for each secret`, () => {
    assert.deepEqual(Object.keys(description.secrets).toSorted(), [...connector.secrets].toSorted())
    for (const value of Object.values<string>(description.secrets)) assert.ok(value.length >= 12, 'a short secret is found by chance')
  })
}
