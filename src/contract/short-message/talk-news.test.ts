import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openTestPeople } from '../../../test/peers/people.ts'
import { STATUSES } from '../complaint.ts'
import type { Feedback } from '../connector.ts'
import type { Language } from '../texts.ts'
import { countParts, segmentText } from './segments.ts'
import { compileShortTexts, prepareNews, tellCase, tellList, tellNews } from './talk-news.ts'
import { talkKey } from './talk-person.ts'

const read = (language: Language) => readFileSync(new URL(`messages.${language}.yaml`, import.meta.url), 'utf8')
const texts = compileShortTexts({ id: read('id'), en: read('en') })
/** Among the longest that there are. */
const REGION = 'Kabupaten Kepulauan Tanimbar'
const REFERENCE = 'K7M2P-9Q4RX'
const LANGUAGES = ['id', 'en'] as const

const feedback = (more: Partial<Feedback> = {}, language: Language = 'id', replyTo: object = {}): Feedback => ({
  id: '01970000-0000-7000-8000-000000000001',
  complaintId: '01970000-0000-7000-8000-000000000002',
  origin: { region: '32', app: 'SMS 1708', channel: 'sms-1708', connector: 'sms', ticket: 't-1', link: null },
  kind: 'status',
  status: 'resolved',
  statusOrigin: 'selesai',
  statusNative: 'Selesai',
  at: '2026-11-21T01:00:00Z',
  laporId: '4410',
  trackingId: '9911',
  institution: 'Dinas Bina Marga dan Penataan Ruang',
  answer: null,
  recipient: { sender: '+628123456789', replyTo: { language, ...replyTo }, reference: REFERENCE, title: 'Jalan rusak' },
  ...more,
})

for (const language of LANGUAGES) {
  test(`news (${language}): receipts and all thirteen statuses are one short message in the GSM alphabet, with the region and the ticket`, () => {
    const told = [
      tellNews(feedback({ kind: 'receipt' }, language), REGION, texts),
      tellNews(feedback({ kind: 'receipt' }, language, { incomplete: true }), REGION, texts),
      ...STATUSES.map((status) => tellNews(feedback({ status }, language), REGION, texts)),
    ]
    assert.equal(new Set(told).size, STATUSES.length + 2, 'each says something of its own')
    for (const text of told) {
      assert.deepEqual([segmentText(text).alphabet, countParts(text)], ['gsm7', 1], text)
      assert.ok(text.startsWith(`${REGION}: `) && text.includes(REFERENCE), text)
    }
  })

  test(`news (${language}): direct answers are one short message in the GSM alphabet, with the region`, () => {
    const values = { region: REGION, reference: REFERENCE, until: '23:59 WITA' }
    for (const key of ['help', 'how_to_report', 'how_to_add', 'stopped', 'started', 'no_case', 'no_cases', 'added', 'limit'] as const) {
      const text = texts.say(language, key, values)
      assert.deepEqual([segmentText(text).alphabet, countParts(text)], ['gsm7', 1], text)
      assert.ok(text.includes(REGION), text)
    }
  })
}

const own = {
  id: '1',
  reference: REFERENCE,
  ticket: 't',
  title: 'Jalan rusak',
  status: 'not_authority',
  statusNative: null,
  institution: 'Dinas Bina Marga',
  trackingId: '9911',
  acceptedAt: new Date(0),
  changedAt: new Date(0),
} as const
const hub = { channel: { region: { code: '81.03', name: REGION, timezone: 'Asia/Jayapura' } }, texts }

test('news: a list of three cases, and one case, are one short message', () => {
  assert.equal(countParts(tellList([own, own, own], 'id', hub)), 1)
  assert.match(tellCase(own, 'id', hub), /K7M2P-9Q4RX di luar wewenang .* Instansi: Dinas Bina Marga\. No\. LAPOR!: 9911\.$/)
  assert.match(tellList([], 'id', hub), /belum ada laporan/)
})

test('news: an institution with a long name is left out rather than sent as a second message', () => {
  const institution = 'Dinas Perumahan, Kawasan Permukiman, Lingkungan Hidup, Kehutanan dan Pertanahan '.repeat(2)
  assert.equal(countParts(tellNews(feedback({ institution }), REGION, texts)), 1)
})

test('news: an answer is told in the words of the institution, on one line, and cut after so many messages', () => {
  const answer = { text: 'Jalan sudah\n\ndiperbaiki “kemarin”.', from: 'Dinas Bina Marga', attachments: [] }
  const told = tellNews(feedback({ kind: 'answer', answer }), 'Jawa Barat', texts)
  assert.equal(told, `Jawa Barat: jawaban Dinas Bina Marga untuk laporan ${REFERENCE}: Jalan sudah diperbaiki “kemarin”.`)
  assert.equal(segmentText(told).alphabet, 'gsm7')
  const long = tellNews(
    feedback({ kind: 'answer', answer: { ...answer, from: null, text: 'panjang '.repeat(500) } }),
    'Jawa Barat',
    texts,
    { answerParts: 3 },
  )
  assert.equal(countParts(long), 3)
  assert.match(long, /\.\.\. \(dipotong\)$/)
})

const NIGHT = new Date('2026-11-21T16:30:00Z') // 23:30 in Jakarta
const quiet = { from: '21:00', to: '06:00' }
const channelAt = (now: Date, timezone: 'Asia/Jakarta' | 'Asia/Jayapura' = 'Asia/Jakarta') => ({
  id: 'sms-1708',
  region: { code: '32', name: 'Jawa Barat', timezone },
  people: openTestPeople({ now: () => now }),
  now: () => now,
})

test('news: in quiet hours a status waits until they end in the zone of the region, a receipt does not unless the channel says so', async () => {
  await assert.rejects(prepareNews(feedback(), channelAt(NIGHT), texts, { quiet }), { code: 'throttled', retryAfterMs: 6.5 * 3_600_000 })
  await assert.rejects(prepareNews(feedback(), channelAt(NIGHT, 'Asia/Jayapura'), texts, { quiet }), {
    code: 'throttled',
    retryAfterMs: 4.5 * 3_600_000,
  })
  assert.equal((await prepareNews(feedback({ kind: 'receipt' }), channelAt(NIGHT), texts, { quiet })).sender, '+628123456789')
  await assert.rejects(prepareNews(feedback({ kind: 'receipt' }), channelAt(NIGHT), texts, { quiet, quietReceipts: true }), {
    code: 'throttled',
  })
  assert.match((await prepareNews(feedback(), channelAt(new Date('2026-11-21T23:00:00Z')), texts, { quiet })).text, /selesai/)
})

test('news: who was erased, who is no phone and who said STOP are gone', async () => {
  const channel = channelAt(NIGHT)
  await assert.rejects(prepareNews(feedback({ recipient: null }), channel, texts), { code: 'recipient_gone' })
  for (const sender of ['1717', 'TELKOMSEL', '+62222501234', '']) {
    const recipient = { sender, replyTo: null, reference: REFERENCE, title: 'Jalan rusak' }
    await assert.rejects(prepareNews(feedback({ recipient }), channel, texts), { code: 'recipient_gone' })
  }
  await channel.people.memory.write(talkKey('+628123456789'), { stopped: true }, { version: 0 })
  await assert.rejects(prepareNews(feedback(), channel, texts), (error: Error & { code: string }) => {
    return error.code === 'recipient_gone' && !error.message.includes('8123456789')
  })
})
