import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { STATUSES } from '../../src/contract/complaint.ts'
import { FEEDBACK, openTestChannel } from '../../test/peers/channel.ts'
import type { Config, Secret } from './config.ts'
import { writeFeedback, writeNotice, writeTime } from './letter.ts'

const open = (t: TestContext) => openTestChannel<Config, Secret>(t, { config: {} })
const recipient = { sender: 'siti@warga.example', replyTo: null, reference: '7K2QD-90PXA', title: 'Jalan rusak' }

for (const language of ['id', 'en'] as const) {
  test(`each text in '${language}' names the region and the ticket, and no address`, (t) => {
    const channel = open(t)
    const letters = [
      writeFeedback({ ...FEEDBACK, recipient, kind: 'receipt', answer: null }, language, channel),
      writeFeedback({ ...FEEDBACK, recipient }, language, channel),
      ...STATUSES.map((status) => writeFeedback({ ...FEEDBACK, recipient, kind: 'status', status, answer: null }, language, channel)),
    ]
    for (const letter of letters) {
      assert.ok(letter.includes('Jawa Barat') && letter.includes('7K2QD-90PXA'), letter)
      assert.doesNotMatch(letter, /[{}]|undefined|null|siti@/)
    }
  })

  test(`notices in '${language}' name the region`, (t) => {
    const channel = open(t)
    for (const text of [
      writeNotice('limit', language, { until: 'besok' }, channel),
      writeNotice('tooLarge', language, { size: '30 MB' }, channel),
    ]) {
      assert.ok(text.includes('Jawa Barat'))
    }
  })
}

test('a time is written in the zone of the region', () => {
  const at = new Date('2026-11-20T17:30:00Z')
  assert.match(writeTime(at, 'id', 'Asia/Jakarta'), /^21 November 2026.*00[.:]30 WIB$/)
  assert.match(writeTime(at, 'en', 'Asia/Jayapura'), /^21 November 2026.*02:30 WIT$/)
})
