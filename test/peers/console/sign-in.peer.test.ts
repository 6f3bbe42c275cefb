import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '../../http/gateway.ts'
import { visit } from '../browser.ts'

test('signing in, choosing language and zone, and signing out, with and without script', async (t) => {
  const gateway = await startGateway(t)

  for (const withoutScript of [false, true]) {
    const { page, check, expect } = await visit(t, gateway, { role: 'province', home: '32', name: `rina-${withoutScript}`, withoutScript })
    const menu = page.locator('[popovertarget=who]')
    await menu.click()
    await page.getByRole('button', { name: 'WIT', exact: true }).click()
    await menu.click()
    assert.equal(await page.getByRole('button', { name: 'WIT', exact: true }).getAttribute('aria-pressed'), 'true')
    if (!withoutScript) await check('who')
    await page.getByRole('button', { name: 'Keluar' }).click()
    await page.waitForURL('**/console/sign-in')
    if (withoutScript) continue
    await page.locator('#name').fill('rina')
    await page.locator('#password').fill('bukan sandinya')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').waitFor()
    expect(/status of 401/)
    await check('sign-in')
  }
})

test('a narrow screen has its menu behind a button, which opens without script and by keyboard', async (t) => {
  const gateway = await startGateway(t)
  const { page } = await visit(t, gateway, { role: 'national', withoutScript: true })
  await page.setViewportSize({ width: 390, height: 844 })
  const entry = page.getByRole('navigation', { name: 'Menu utama' }).getByRole('link', { name: 'Sekarang' })
  assert.equal(await entry.isVisible(), false)
  await page.getByRole('button', { name: 'Menu', exact: true }).focus()
  await page.keyboard.press('Enter')
  await entry.waitFor({ state: 'visible' })
  await page.keyboard.press('Escape')
  await entry.waitFor({ state: 'hidden' })
})
