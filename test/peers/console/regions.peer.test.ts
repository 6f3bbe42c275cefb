import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { settleFigures } from '../../../src/operations/keep-figures.ts'
import { channel, region, report, startGateway } from '../../http/gateway.ts'
import { visit } from '../browser.ts'

const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }

test('from the map to a province, to a city, to the clocks that it missed, and the list saved; by keyboard', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('jabar'), channel('bandung', { region: bandung })] })
  for (const id of ['jabar', 'bandung', 'bandung']) await gateway.post(id, report())
  await settleFigures({ ledger: gateway.ledger, settings: () => gateway.settings }, new Date(Date.now() + 8 * 86_400_000))

  const { page, check } = await visit(t, gateway, { role: 'national' })
  await page.getByRole('link', { name: 'Daerah' }).click()
  await page
    .getByRole('navigation', { name: 'Peta provinsi' })
    .getByRole('link', { name: /^Jawa Barat: 0%/ })
    .waitFor()
  await check('regions')
  await page
    .getByRole('navigation', { name: 'Peta provinsi' })
    .getByRole('link', { name: /^Jawa Barat/ })
    .focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Jawa Barat' }).waitFor()
  await check('province')
  await page.getByRole('region', { name: 'Kabupaten dan kota' }).getByRole('link', { name: 'Kota Bandung' }).click()
  await page.getByRole('heading', { level: 1, name: 'Kota Bandung' }).waitFor()
  await page.getByRole('link', { name: /tenggat terlewat/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Tenggat terlewat' }).waitFor()
  assert.equal(await page.getByRole('row').count(), 3)
  await check('clocks')
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Unduh daftar (CSV)' }).click()])
  assert.equal((await readFile(await saved.path(), 'utf8')).trim().split('\r\n').length, 3)
})

test('a province in English sees its own part, and works with the period', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('jabar'), channel('bandung', { region: bandung })] })
  await gateway.post('bandung', report())
  await settleFigures({ ledger: gateway.ledger, settings: () => gateway.settings }, new Date())
  const { page, check } = await visit(t, gateway, { role: 'province', home: '32', language: 'en' })
  await page.getByRole('link', { name: 'Regions' }).click()
  await page.getByRole('heading', { level: 1, name: 'Jawa Barat' }).waitFor()
  await page.getByLabel('Period').selectOption('12 months')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByText('reports taken (12 months)').waitFor()
  await page.getByRole('region', { name: 'Reports by channel' }).getByRole('rowheader', { name: 'bandung' }).waitFor()
  await check('province-english')
})
