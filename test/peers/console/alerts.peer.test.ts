import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ContactSettings } from '../../../src/contract/alert-settings.ts'
import { channel, region, startGateway } from '../../http/gateway.ts'
import { visit } from '../browser.ts'

const CITY = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
const CONTACT: ContactSettings = {
  name: 'Siaga Diskominfo',
  role: 'operator jaga',
  phone: null,
  email: 'siaga@bandung.go.id',
  telegram: null,
  webhook: { url: 'http://127.0.0.1:9/alerts', secret: `whsec_${Buffer.alloc(24, 3).toString('base64')}` },
  alerts: 'warning',
}

for (const { role, home, language, says } of [
  {
    role: 'region',
    home: '32.73',
    language: 'id',
    says: { plan: 'Buat jadwal', test: 'Kirim uji coba', failed: /Uji coba ke .* gagal/, planned: /Jadwal sudah dibuat/ },
  },
  {
    role: 'national',
    home: undefined,
    language: 'en',
    says: { plan: 'Plan a window', test: 'Send a test', failed: /The test to .* failed/, planned: /The window is planned/ },
  },
] as const) {
  test(`alerts: an operator (${role}, ${language}) sees what is wrong, tries a contact and plans a maintenance window`, async (t) => {
    const gateway = await startGateway(t, { channels: [channel('app', { region: { ...CITY, contacts: [CONTACT] } })] })
    const { page, check } = await visit(t, gateway, { role, ...(home === undefined ? {} : { home }), language })
    await page.goto('/console/alerts')
    await check(`alerts-${language}-empty`)
    await gateway.ledger.alerts.raise('health_down:app', 'channel_down', 'app', 'app.bandung.go.id: connection refused')
    await gateway.ledger.alerts.place(new Map([['app', '32.73']]))
    await gateway.ledger.alerts.raise('park:mapping_failed:32.73', 'mapping_failed', '32.73', 'the title is missing')
    await page.reload()
    assert.match((await page.locator('main').textContent()) ?? '', /connection refused/)
    await page.getByRole('button', { name: `${says.test}: 32.73/Siaga Diskominfo/webhook` }).click()
    await page.getByRole('alert').filter({ hasText: says.failed }).waitFor()
    await page.getByRole('button', { name: `${says.plan} …` }).click()
    await page.locator('#plan-of').selectOption('channel:app')
    await page.locator('#plan-window-reason').fill('server pindah')
    await check(`alerts-${language}-plan`)
    await page.getByRole('button', { name: says.plan, exact: true }).click()
    await page.getByRole('status').filter({ hasText: says.planned }).waitFor()
    assert.match((await page.locator('main').textContent()) ?? '', /server pindah/)
    await check(`alerts-${language}`)
  })
}
