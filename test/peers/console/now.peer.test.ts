import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NO_EVIDENCE } from '../../../src/health/reading.ts'
import { newKeys } from '../../../src/ledger/sealing.ts'
import { channel, region, startGateway } from '../../http/gateway.ts'
import { testDatabase } from '../../support/servers.ts'
import { visit } from '../browser.ts'
import { startSample } from '../sample.ts'

test('who opens the console sees first what needs a person, then every channel by region; it changes without reloading', async (t) => {
  const gateway = await startSample(t)
  const { page, check } = await visit(t, gateway, { role: 'national' })
  const needs = page.getByRole('region', { name: 'Perlu ditangani' })
  await needs.getByText('1 kanal terputus').first().waitFor()
  await page.getByText('Langsung', { exact: true }).waitFor()
  await check('now')

  // By keyboard: the numbers of a plot, which stay open and keep the focus while the page changes.
  const numbers = page.locator('#plot-throughput-numbers > summary')
  await numbers.focus()
  await page.keyboard.press('Enter')
  const [before] = await gateway.sql(`select count(*)::int as parked from complaints where delivery = 'parked'`)
  await gateway.sql(`update complaints set delivery = 'parked', reason = 'mapping_failed' where delivery = 'accepted' and region = '32'`)
  await needs.getByText(/^2[3-9] laporan ditahan$/).waitFor()
  assert.equal(before?.['parked'], 20)
  await page.getByRole('table', { name: 'Laporan tiap 10 menit' }).waitFor()
  assert.equal(await page.evaluate('document.activeElement.closest("details")?.id'), 'plot-throughput-numbers')
  assert.match(await page.locator('[data-live-say]').innerText(), /laporan ditahan/, 'it is said once, in one sentence')

  const english = await visit(t, gateway, { role: 'province', home: '32', language: 'en' })
  await english.page.getByRole('heading', { name: 'Needs a person' }).waitFor()
  assert.equal(await english.page.getByText('Wargaku').count(), 0, 'another province is not there')
  await english.check('now-province-en')
})

test('without script the page says all the same, and with 600 channels trouble comes first and the rest is folded', async (t) => {
  const channels = Array.from({ length: 600 }, (_, index) => {
    const code = `${11 + (index % 38)}.${10 + Math.floor(index / 38)}`
    const of = { ...region, code, name: `Kota ${code}`, level: 'kota' as const, province: `Provinsi ${code.slice(0, 2)}` }
    return channel(`kanal-${index}`, { app: `Lapor ${code}`, region: of })
  })
  const gateway = await startSample(t, { channels })
  const looked = channels.map(({ id }, index) => {
    const state = index % 60 === 1 ? ('down' as const) : ('healthy' as const)
    return { channel: id, state, reasons: [state === 'down' ? DOWN : { code: 'all_well' as const }], evidence: NO_EVIDENCE, at: new Date() }
  })
  await gateway.ledger.channelHealth.judge(looked)
  await (await visit(t, gateway, { role: 'reader' })).check('now-600')
  const { page } = await visit(t, gateway, { role: 'national', withoutScript: true })
  assert.ok(await page.getByText('10 kanal terputus').first().isVisible())
  assert.equal(await page.locator('.tile.bad:visible').count(), 10)
  assert.equal(await page.locator('.tile.good:visible').count(), 0)
  await page.getByText(/provinsi tanpa gangguan/).click()
  await page
    .getByText(/kanal sehat/)
    .last()
    .click()
  assert.ok((await page.locator('.tile.good:visible').count()) > 10)
})

test('a channel of a new province appears where the page had no place for it, which is no use of the session', async (t) => {
  const gateway = await startSample(t)
  const { page } = await visit(t, gateway, { role: 'national' })
  await page.getByText('Langsung', { exact: true }).waitFor()
  await gateway.sql(`update sessions set seen_at = now() - interval '50 minutes'`)
  const bali = { ...region, code: '51', name: 'Provinsi Bali', province: 'Provinsi Bali' }
  gateway.change((settings) => ({
    ...settings,
    channels: new Map(settings.channels).set('bali', channel('bali', { app: 'Bali Melapor', region: bali })),
    regions: new Map(settings.regions).set('51', bali),
  }))
  const numbers = page.locator('#plot-throughput-numbers > summary')
  await numbers.focus()
  await page.getByText('Bali Melapor').first().waitFor({ state: 'attached' })
  const [session] = await gateway.sql(`select extract(epoch from now() - seen_at)::int as idle from sessions`)
  assert.ok(Number(session?.['idle']) >= 3_000, `${session?.['idle']} s without use`)
  assert.equal(await page.evaluate('document.activeElement.closest("details")?.id'), 'plot-throughput-numbers', 'the focus stays')
})

test('when the gateway starts again the page says so and goes on by itself; a stop does not wait for who looks', async (t) => {
  const where = { databaseUrl: await testDatabase(t), keys: newKeys() }
  const gateway = await startSample(t, where)
  const { page, expect } = await visit(t, gateway, { role: 'national' })
  const live = page.getByText('Langsung', { exact: true })
  await live.waitFor()
  expect(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE/)
  await gateway.app.close()
  await page.getByText('Terputus, mencoba lagi').waitFor()
  await startGateway(t, { ...where, port: gateway.port, settings: gateway.settings })
  await live.waitFor()
})

const DOWN = { code: 'unreachable' as const, detail: 'GET https://lapor.example/health: ECONNREFUSED', failures: 3 }
