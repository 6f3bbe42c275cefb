import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { eventually } from '../support/eventually.ts'
import { openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { answerOf, scriptCentre } from '../support/lapor-centre.ts'

const FOLLOWUP = 'POST /complaints/followup/add'

test('what the region and the citizen add becomes a follow-up once each; what came from LAPOR! does not go back there, and what it refuses of a text stops nothing', async (t) => {
  const peer = await startLaporPeer(t)
  const centre = scriptCentre(peer)
  const site = await openSite(t, peer.url)
  const gateway = await site.start({ JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY })
  const report = jqrReport({ ticket: 'JQR-7', status: 'verifikasi' })
  const { id } = (await (await pushReport(gateway.url, report)).json()) as { id: string }
  await eventually('delivered', async () => ((await readComplaint(gateway.url, id)).delivery === 'delivered' ? true : undefined))

  const again = await pushReport(gateway.url, report)
  assert.equal(again.status, 200, 'the same again')
  const moved = await pushReport(gateway.url, { ...report, status: 'proses' })
  assert.equal(moved.status, 200)
  assert.equal(((await moved.json()) as { id: string }).id, id)
  await eventually('the region’s own status at the centre', () =>
    peer.to(FOLLOWUP).some(({ text }) => text.includes('proses')) ? true : undefined,
  )

  const said = { id: 'u-1', text: 'Sekarang jembatannya hanyut seluruhnya.' }
  const update = (body: object) =>
    fetch(`${gateway.url}/v1/complaints/${id}/updates`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${JQR_KEY}` },
      body: JSON.stringify(body),
    })
  assert.deepEqual([(await update(said)).status, (await update(said)).status], [202, 200])
  await eventually('the citizen’s word at the centre', () =>
    peer.to(FOLLOWUP).some(({ text }) => text.includes('hanyut seluruhnya')) ? true : undefined,
  )

  centre.status = 'Selesai'
  centre.followups.push(answerOf('Jembatan baru sudah dipasang.', '23-11-2026 09:10:11'))
  await eventually('the end is known', async () => ((await readComplaint(gateway.url, id)).status === 'resolved' ? true : undefined))
  const before = peer.to(FOLLOWUP).length
  const echo = await pushReport(gateway.url, { ...report, status: 'selesai', answer: 'Jembatan baru sudah dipasang.' })
  assert.equal(echo.status, 200)
  const later = await update({ id: 'u-2', text: 'Terima kasih.' })
  assert.equal(later.status, 202)
  await eventually('the word after the echo', () =>
    peer.to(FOLLOWUP).some(({ text }) => text.includes('Terima kasih.')) ? true : undefined,
  )
  assert.equal(peer.to(FOLLOWUP).length, before + 1, 'only the word after the echo, not the echo')
  assert.equal(before, 2, 'once each')

  const conflict = await pushReport(gateway.url, { ...report, text: 'Laporan yang lain sama sekali.' })
  assert.equal(conflict.status, 409)
  assert.equal(((await conflict.json()) as { code: string }).code, 'ticket_conflict')
  assert.equal(peer.to('POST /complaints/complaint').length, 1)

  // A rest of the text that the centre refuses leaves the complaint delivered, once.
  peer.on(FOLLOWUP, { status: 422, body: { success: false, message: 'Konten ditolak' } })
  const long = jqrReport({ ticket: 'JQR-8', text: `${'Jembatan putus dan belum diperbaiki. '.repeat(275)}Selesai.` })
  const refused = (await (await pushReport(gateway.url, long)).json()) as { id: string }
  const seen = await eventually('delivered all the same', async () => {
    const now = await readComplaint(gateway.url, refused.id)
    return now.delivery === 'accepted' ? undefined : now
  })
  assert.equal(seen.delivery, 'delivered')
  assert.equal(peer.to('POST /complaints/complaint').length, 2)
})
