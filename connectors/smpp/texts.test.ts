import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

for (const language of ['id', 'en']) {
  test(`the texts in ${language} are those of connectors/sms: a person does not see which way a message goes`, () => {
    const read = (kind: string) => readFileSync(new URL(`../${kind}/messages.${language}.yaml`, import.meta.url), 'utf8')
    assert.equal(read('smpp'), read('sms'))
  })
}
