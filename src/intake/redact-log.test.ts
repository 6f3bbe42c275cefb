import assert from 'node:assert/strict'
import test from 'node:test'
import { redactLog } from './redact-log.ts'

test('secrets are taken out of messages, members, errors and what is nested, and the channel is named', () => {
  const lines: string[] = []
  const write = (data: object, message: string) => void lines.push(JSON.stringify([data, message]))
  const log = redactLog({ info: write, warn: write, error: write }, { channelId: 'app' }, ['new-secret, old-secret', 'reply-secret'])
  log.info({ url: 'https://a.example/?key=old-secret', nested: { list: ['new-secret'] } }, 'sent with reply-secret')
  log.error({ error: new Error('refused: new-secret') }, 'failed')
  const text = lines.join('\n')
  for (const secret of ['new-secret', 'old-secret', 'reply-secret']) assert.ok(!text.includes(secret), secret)
  assert.equal(lines.filter((line) => line.includes('"channelId":"app"')).length, 2)
  assert.equal(text.match(/\[redacted\]/g)?.length, 4)
})
