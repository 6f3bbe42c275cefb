import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runReplay } from '../../../src/operations/run-replay.ts'
import { channel, region, report, startGateway, type TestGateway } from '../../http/gateway.ts'
import { visit } from '../browser.ts'

const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
const GLIMPSE = { content: null, trackingId: 'TRK-1', institution: null }
const CENTRE = { follow: () => Promise.reject(new Error('not asked')), inspect: async () => GLIMPSE }

async function open(t: TestContext): Promise<TestGateway> {
  return startGateway(t, { channels: [channel('jabar'), channel('bandung', { region: bandung })], central: CENTRE })
}

async function send(gateway: TestGateway, more: object): Promise<string> {
  return (await gateway.post('bandung', report({ name: 'Asep Sunandar', phone: '+6281122334455', ...more }))).body.id
}

/** As a gateway does in the background. */
async function carryOut({ ledger, operationsParts }: TestGateway): Promise<void> {
  for (const row of await ledger.replays.running()) await runReplay(operationsParts, row, new AbortController().signal)
}

test('a city finds a complaint by phone, follows it, opens a call, and reads who reported with a reason', async (t) => {
  const gateway = await open(t)
  const id = await send(gateway, { ticket: 'BDG-1', title: 'Jembatan gantung putus' })
  await send(gateway, { ticket: 'BDG-2', title: 'Lampu jalan padam', phone: '+6285550001111' })
  await gateway.ledger.complaints.markDelivered(id, { laporId: '4711', trackingId: 'TRK-9', institution: 'Dinas PU' }, new Date())
  const call = {
    at: new Date(),
    peer: 'centre',
    host: 'splp.example',
    call: 'POST /complaints/complaint',
    ms: 31,
    status: 200,
    code: null,
  } as const
  const said = { request: '{\n  "nameUser": "‹nama›"\n}', answer: '{\n  "complaint_id": 4711\n}', digest: null }
  await gateway.ledger.exchanges.add([{ ...call, ...said, complaintId: id, updateId: null, feedbackId: null }])

  const { page, check } = await visit(t, gateway, { role: 'region', home: '32.73' })
  await page.getByRole('link', { name: 'Cari laporan' }).click()
  await check('find')
  await page.getByLabel('Yang Anda punya').fill('0811-2233-4455')
  await page.keyboard.press('Enter')
  await page.getByText('tanpa membuka identitas.').first().waitFor()
  assert.equal(await page.getByRole('rowheader').count(), 1)
  assert.doesNotMatch(page.url(), /2233.?4455/, 'the phone is not in the address')
  await check('found')
  await page.getByRole('link', { name: 'Jembatan gantung putus' }).click()
  await page.getByRole('heading', { level: 1, name: 'Jembatan gantung putus' }).waitFor()
  await page.getByText('POST /complaints/complaint').click()
  await page.getByText('"complaint_id": 4711').waitFor()
  await check('followed')
  await page.getByRole('button', { name: 'Buka identitas …' }).click()
  await page.getByRole('dialog').getByLabel('Alasan').fill('surat 17/2026')
  await page.getByRole('dialog').getByRole('button', { name: 'Buka identitas', exact: true }).click()
  await page.getByText('Asep Sunandar').waitFor()
  await check('identity')
  await page.getByRole('link', { name: 'Kembali ke laporan' }).click()
  await page.getByText('region-32.73-id melihat identitas pelapor').waitFor()
  assert.equal(await page.getByText('Asep Sunandar').count(), 0)
})

test('a group is replayed behind a preview, in English, and its progress goes on by itself', async (t) => {
  const gateway = await open(t)
  for (const n of [1, 2, 3]) {
    const id = await send(gateway, { ticket: `BDG-${n}`, title: `Laporan ${n}` })
    await gateway.ledger.complaints.markParked(id, { code: 'refused_by_partner', message: 'HTTP 422: kategori salah' })
  }
  const { page, check } = await visit(t, gateway, { role: 'national', language: 'en' })
  await page.getByRole('link', { name: 'Parked' }).first().click()
  await check('parked')
  await page.getByRole('link', { name: 'Look at all with this reason' }).click()
  await page.getByRole('heading', { level: 1, name: 'LAPOR! refused it' }).waitFor()
  await check('parked-group')
  await page.getByRole('button', { name: 'Preview a replay' }).first().click()
  await page.getByText('3 are parked').waitFor()
  await check('preview')
  await page.getByLabel('Reason').fill('the category was mended')
  await page.getByRole('button', { name: 'Replay', exact: true }).click()
  await page.getByText('0 of 3 done').waitFor()
  await check('progress')
  await carryOut(gateway)
  await page.getByText('3 of 3 done').waitFor()
  await page.getByRole('link', { name: 'Parked' }).first().click()
  await page.getByText('Nothing is parked.').waitFor()
})

test('an unknown is confirmed with its LAPOR! id, and what is parked is ticked and discarded, without script too', async (t) => {
  const gateway = await open(t)
  const id = await send(gateway, { ticket: 'BDG-1', title: 'Jembatan putus' })
  await gateway.ledger.steps.markSent(id, 'create')
  await gateway.ledger.complaints.markUnknown(id, { code: 'outcome_unknown', message: 'HTTP 504' })
  const other = await send(gateway, { ticket: 'BDG-2', title: 'Laporan uji' })
  await gateway.ledger.complaints.markParked(other, { code: 'refused_by_partner', message: 'HTTP 422' })
  const { page, check } = await visit(t, gateway, { role: 'province', home: '32' })
  await page.getByRole('link', { name: 'Belum pasti' }).first().click()
  await check('unknown')
  await page.getByRole('link', { name: 'Lihat semua' }).click()
  await page.getByLabel('Pilih BDG-1').check()
  await page.getByLabel('Nomor LAPOR! BDG-1').fill('4711')
  await page.getByLabel('Alasan').first().fill('ada di LAPOR!')
  await check('unknown-list')
  await page.getByRole('button', { name: 'Pastikan' }).click()
  await page.getByText('Laporan sudah dipastikan tersampaikan.').waitFor()
  await check('confirmed')

  const plain = await visit(t, gateway, { role: 'region', home: '32.73', withoutScript: true })
  await plain.page.goto('/console/parked/refused_by_partner')
  await plain.page.getByLabel('Pilih BDG-2').check()
  await plain.page.getByLabel('Alasan (untuk membuang)').fill('laporan uji')
  await plain.page.getByRole('button', { name: 'Buang', exact: true }).click()
  await plain.page.getByText('0 dari 1 selesai').waitFor()
  await carryOut(gateway)
  await plain.page.getByRole('link', { name: 'Muat ulang' }).click()
  await plain.page.getByText('1 dari 1 selesai').waitFor()
})
