import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadMappings } from '../../../src/mapping/load-mappings.ts'
import { channel, region, report, startGateway } from '../../http/gateway.ts'
import { reportMapping } from '../../http/report-mapping.ts'
import { visit } from '../browser.ts'

const MAPPINGS = join(import.meta.dirname, '../../../mappings')

test('a sample is broken by hand, its place is marked, and mended it becomes a complaint', async (t) => {
  const { mappings } = await loadMappings(MAPPINGS)
  const gateway = await startGateway(t, {
    channels: [channel('qlue', { mapping: 'qlue/v1' })],
    mappings: [...mappings.values()],
    mappingsDir: MAPPINGS,
  })
  const { page, check } = await visit(t, gateway, { role: 'national' })
  await page.getByRole('link', { name: 'Uji pemetaan' }).click()
  await page.getByLabel('Pemetaan').selectOption('qlue/v1')
  await page.getByRole('button', { name: 'Muat' }).click()
  await page.getByLabel('Contoh').selectOption('qlue/v1/samples/flood')
  await page.getByRole('button', { name: 'Muat' }).click()
  const payload = page.getByLabel('Muatan (JSON)')
  await payload.fill('{"post_id": 7, "post_desc": ["bukan teks"]}')
  await page.getByRole('button', { name: 'Petakan' }).click()
  await page.getByRole('alert').getByText('Tidak dapat dipetakan').waitFor()
  assert.equal(await page.locator('mark').innerText(), '["bukan teks"]')
  await check('mapping-fault')
  await payload.fill('{"post_id": 7, "post_desc": "Banjir"}')
  await page.getByRole('button', { name: 'Petakan' }).click()
  await page.getByText('Menjadi laporan').waitFor()
  await check('mapping-complaint')
})

test('a region in English compares two versions over its own arrivals', async (t) => {
  const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
  const next = { ...reportMapping, version: 'v2', ref: 'report/v2' }
  const gateway = await startGateway(t, { channels: [channel('app', { region: bandung })], mappings: [next] })
  await gateway.post('app', report())
  const { page, check } = await visit(t, gateway, { role: 'region', home: '32.73', language: 'en' })
  await page.getByRole('link', { name: 'Mapping bench' }).click()
  await page.getByRole('button', { name: 'Compare versions' }).click()
  await page.getByText('1 of 1 are the same').waitFor()
  await check('mapping-compare')
})
