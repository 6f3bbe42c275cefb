import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { answerOf, scriptCentre } from '../support/lapor-centre.ts'

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])

test('a report of Jabar Quick Response reaches a LAPOR! v3 centre under its own name, and every answer comes back signed in its own words', async (t) => {
  const peer = await startLaporPeer(t)
  const centre = scriptCentre(peer)
  const region = await openPartner(t, ({ url }) =>
    url.startsWith('/photo') ? { headers: { 'content-type': 'image/jpeg' }, body: JPEG } : { body: { ok: true } },
  )
  const site = await openSite(t, peer.url)
  const gateway = await site.start({ JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_CALLBACK_URL: `${region.url}/callback`, JQR_API_KEY: JQR_KEY })
  const reporter = { name: 'Asep Rahasia', phone: '0811-9999-1234', email: 'asep.rahasia@example.id' }
  const report = jqrReport({ reporter, photos: [`${region.url}/photo/1.jpg`] })

  const accepted = await pushReport(gateway.url, report)
  assert.equal(accepted.status, 202)
  const { id, origin, delivery, href } = (await accepted.json()) as { id: string; origin: object; delivery: string; href: string }
  assert.deepEqual(origin, {
    region: '32',
    app: 'Jabar Quick Response',
    channel: 'jabar-quick-response',
    connector: 'webhook',
    ticket: report.ticket,
    link: null,
  })
  assert.equal(delivery, 'accepted')
  assert.equal(href, `/v1/complaints/${id}`)

  const create = await eventually('the create', () => peer.to('POST /complaints/complaint')[0])
  assert.equal(create.headers.authorization, 'Bearer centre-authorization-of-the-test')
  assert.equal(create.headers.token, 'centre-token-of-the-test')
  const { content, tags_raw, channel, user_id, disposition_id, attachments } = create.json
  assert.match(String(content), new RegExp(`^\\[Jabar Quick Response ${report.ticket}\\] Jembatan gantung`))
  assert.equal(tags_raw, '#jabarquickresponse')
  assert.ok(
    Number.isInteger(channel) && Number.isInteger(user_id) && Number.isInteger(disposition_id),
    'channel, user and institution of the region',
  )
  assert.match(String(attachments), /^\[\d+\]$/)
  const [upload] = peer.to('POST /complaints/complaint/file')
  assert.ok(upload?.text.includes('JFIF'), 'the photo itself was uploaded')

  centre.status = 'Dalam Proses'
  centre.followups.push(answerOf('Tim kami meninjau lokasi hari ini.', '21-11-2026 09:10:11'))
  centre.followups.push(answerOf('Bahan sedang dikirim.', '22-11-2026 09:10:11'), answerOf('Jembatan selesai.', '23-11-2026 09:10:11'))
  const calls = () =>
    region.requests
      .filter(({ method, url }) => method === 'POST' && url === '/callback')
      .map(({ headers, body }) => new Webhook(JQR_SECRET).verify(body, headers as Record<string, string>) as Told)
  await eventually('three answers and a status', () => (calls().length >= 4 ? true : undefined))
  centre.status = 'Selesai'
  await eventually('the end', () => calls().find(({ data }) => data.status === 'resolved'))
  assert.deepEqual(
    calls().flatMap(({ data }) => data.answer?.text ?? []),
    ['Tim kami meninjau lokasi hari ini.', 'Bahan sedang dikirim.', 'Jembatan selesai.'],
    'every page of the follow-ups, in order, once',
  )
  assert.deepEqual(
    calls()
      .filter(({ type }) => type === 'complaint.status')
      .map(({ data }) => [data.ticket, data.statusWord, data.statusNative]),
    [
      [report.ticket, 'proses', 'Dalam Proses'],
      [report.ticket, 'selesai', 'Selesai'],
    ],
  )
  const seen = await readComplaint(gateway.url, id)
  assert.equal(seen.delivery, 'delivered')
  assert.equal(seen.laporId, '7001')
  assert.equal(peer.to('POST /complaints/complaint').length, 1)
  assert.equal(peer.to('POST /complaints/followup/add').length, 0, 'what came from LAPOR! was not sent back to it')
  for (const secret of ['Asep', '99991234', '9999-1234', 'asep.rahasia', JQR_SECRET, JQR_KEY, 'centre-token', 'centre-authorization']) {
    assert.ok(!gateway.log().includes(secret), `the log holds ${secret}`)
    assert.ok(!JSON.stringify(calls()).includes(secret), `a reply holds ${secret}`)
  }
  for (const person of ['Asep', '99991234', '9999-1234', 'asep.rahasia'])
    assert.ok(!String(content).includes(person), 'content holds the reporter')
  assert.equal(await gateway.stop(), 0)
})

interface Told {
  readonly type: string
  readonly data: {
    readonly ticket: string
    readonly status: string
    readonly statusWord: string
    readonly statusNative: string
    readonly answer: { readonly text: string } | null
  }
}
