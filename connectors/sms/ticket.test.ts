import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Config } from './config.ts'
import { readText } from './read-text.ts'
import { get, openSms, post, SECRET } from './test-channel.ts'

const send = { url: 'http://127.0.0.1:9/', parameters: { to: '{to}', text: '{text}' } }

test('an id that the provider gives again is another message, unless sender and words are the same', async (t) => {
  const { receive, people } = openSms(t, { provider: { kind: 'generic', send } })
  const bring = (from: string, text: string) => receive(get(`from=${from}&to=1708&id=7&text=${encodeURIComponent(text)}`))
  for (let again = 0; again < 2; again += 1) {
    await bring('08123456789', 'LAPOR lampu mati di Garut')
    await bring('08123456789', 'LAPOR banjir besar di Bekasi')
    await bring('08129999999', 'LAPOR banjir besar di Bekasi')
  }
  assert.deepEqual(
    people.filed.map(({ sender, words }) => [sender, words]),
    [
      ['+628123456789', 'lampu mati di Garut'],
      ['+628123456789', 'banjir besar di Bekasi'],
      ['+628129999999', 'banjir besar di Bekasi'],
    ],
  )
  assert.equal(people.filed[0]?.ticket, '7')
})

test('every message of a list in one request is taken, and every receipt', async (t) => {
  const provider: Config['provider'] = {
    kind: 'generic',
    fields: { from: '/results/0/from', text: '/results/0/message/text', id: '/results/0/messageId' },
    receipts: { id: '/dlr/0/id', status: '/dlr/0/state', delivered: ['ok'], failed: ['no'] },
    send,
  }
  const { receive, people } = openSms(t, { provider })
  const bring = (body: object) => receive(post(JSON.stringify(body), { 'x-sms-secret': SECRET, 'content-type': 'application/json' }))
  const results = ['Garut', 'Cimahi', 'Bogor'].map((place, n) => ({
    from: `62812345678${n}`,
    messageId: `m${n}`,
    message: { text: `LAPOR jalan rusak di ${place}` },
  }))
  await bring({ results })
  assert.deepEqual(
    people.filed.map(({ ticket, words }) => [ticket, words]),
    [
      ['m0', 'jalan rusak di Garut'],
      ['m1', 'jalan rusak di Cimahi'],
      ['m2', 'jalan rusak di Bogor'],
    ],
  )
  assert.equal(
    (
      await bring({
        dlr: [
          { id: 'a', state: 'ok' },
          { id: 'b', state: 'sent' },
        ],
      })
    ).status,
    200,
  )
  await assert.rejects(bring({ results: results.concat(Array(100).fill(results[0])) }), { code: 'request_unreadable' })
})

for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
  test(`${method} brings no message`, async (t) => {
    const { receive, people } = openSms(t, { provider: { kind: 'generic', send } })
    await assert.rejects(receive({ ...get('from=08123456789&text=LAPOR+jalan+rusak'), method }), { code: 'method_not_allowed' })
    assert.equal(people.filed.length, 0)
  })
}

test('a text that was encoded twice is read', () => {
  const read = (text: string) => readText(Buffer.from(text), undefined).text
  assert.equal(read('LAPOR%20pohon%20tumbang%20%26%20macet'), 'LAPOR pohon tumbang & macet')
  assert.equal(read('LAPOR+jalan+rusak'), 'LAPOR jalan rusak')
  for (const text of ['diskon 50%20 orang', '100%', 'a+b', 'LAPOR%20%ff', 'warga+desa+x@contoh.id']) assert.equal(read(text), text)
})
