import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startGateway } from '../../http/gateway.ts'
import { startIdentityProvider } from '../../support/identity-provider.ts'
import { visit } from '../browser.ts'

const WORDS = {
  id: {
    accounts: 'Akun',
    name: 'Nama akun',
    role: 'Peran',
    home: 'Wilayah',
    make: 'Buat akun',
    back: 'Ke akun ini',
    save: 'Simpan',
    disable: 'Nonaktifkan …',
    disableNow: 'Nonaktifkan',
    disabled: 'Dinonaktifkan',
  },
  en: {
    accounts: 'Accounts',
    name: 'Account name',
    role: 'Role',
    home: 'Region',
    make: 'Make the account',
    back: 'To this account',
    save: 'Save',
    disable: 'Disable …',
    disableNow: 'Disable',
    disabled: 'Disabled',
  },
} as const

for (const language of ['id', 'en'] as const)
  test(`an administrator makes an account, changes it and disables it (${language})`, async (t) => {
    const gateway = await startGateway(t)
    const words = WORDS[language]
    const { page, check } = await visit(t, gateway, { role: 'national', language })
    await page.getByRole('link', { name: words.accounts, exact: true }).click()
    await page.getByLabel(words.name).fill('rina')
    await page.getByLabel(words.role).selectOption('region')
    await page.getByLabel(words.home).fill('32.73')
    await check(`accounts-${language}`)
    await page.getByRole('button', { name: words.make }).click()
    const password = await page.locator('#password').textContent()
    assert.match(password ?? '', /^[\w-]{16}$/)
    await check(`account-made-${language}`)
    await page.getByRole('link', { name: words.back }).click()
    await page.getByLabel(words.role).selectOption('province')
    await page.getByLabel(words.home).fill('32')
    await page.getByRole('button', { name: words.save }).click()
    await page.getByRole('status').waitFor()
    await check(`account-${language}`)
    await page.getByRole('button', { name: words.disable, exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: words.disableNow, exact: true }).click()
    await page.getByText(words.disabled, { exact: true }).waitFor()
    const account = (await gateway.ledger.accounts.findByName('rina'))?.account
    assert.deepEqual([account?.role, account?.home, account?.disabledAt !== null], ['province', '32', true])
  })

test('a person changes the own password and ends a session elsewhere; the other browser is signed out', async (t) => {
  const gateway = await startGateway(t)
  const { page, check, expect } = await visit(t, gateway, { role: 'region', home: '32.73', name: 'rina' })
  const there = await gateway.access.signIn({
    name: 'rina',
    password: 'kata-sandi-uji-coba',
    address: '10.1.2.3',
    agent: 'Firefox/140.0 (Android)',
  })
  await page.locator('[popovertarget=who]').click()
  await page.getByRole('link', { name: 'Akun saya' }).click()
  await page.getByText('Firefox 140, Android').waitFor()
  await check('own-account')
  await page.getByRole('button', { name: 'Akhiri sesi dari 10.1.2.3' }).click()
  await page.getByRole('status').waitFor()
  assert.equal(await gateway.access.sessionOf(there.token, null), null)
  await page.getByLabel('Kata sandi sekarang').fill('bukan itu')
  await page.getByLabel('Kata sandi baru').fill('empat kata yang acak')
  await page.getByRole('button', { name: 'Ganti kata sandi' }).click()
  await page.getByRole('alert').waitFor()
  expect(/status of 401/)
  await check('own-account-wrong')
  await page.getByLabel('Kata sandi sekarang').fill('kata-sandi-uji-coba')
  await page.getByLabel('Kata sandi baru').fill('empat kata yang acak')
  await page.keyboard.press('Enter')
  await page.getByText('Kata sandi sudah diganti').waitFor()
  await gateway.access.signIn({ name: 'rina', password: 'empat kata yang acak', address: null })
  await page.goto('/console/accounts')
  expect(/status of 403/)
  await page.getByText('not_permitted').waitFor()
})

for (const [role, home, language] of [
  ['national', undefined, 'en'],
  ['province', '32', 'id'],
] as const)
  test(`who looks after what was done, as ${role}: by action and by day, page after page (${language})`, async (t) => {
    const gateway = await startGateway(t)
    for (let at = 0; at < 130; at += 1)
      await gateway.ledger.audit.add({
        actor: at % 2 === 0 ? 'budi' : 'admin:Siti',
        action: at % 3 === 0 ? 'parked.discard' : 'channel_paused',
        subject: `laporan-${at}`,
        region: at % 5 === 0 ? '33.74' : '32.73',
        address: '10.1.2.3',
        before: { paused: false },
        after: { paused: true },
        detail: { reason: 'laporan uji yang cukup panjang supaya terlihat bagaimana kolomnya' },
      })
    const { page, check } = await visit(t, gateway, { role, ...(home && { home }), language })
    await page.getByRole('link', { name: 'Audit', exact: true }).click()
    await check(`audit-${role}`)
    const rows = page.locator('tbody tr')
    assert.equal(await rows.count(), 50)
    await page.locator('#filter-action').selectOption('parked.discard')
    await page.getByRole('button', { name: language === 'id' ? 'Tampilkan' : 'Show' }).click()
    await page.waitForURL(/action=parked\.discard/)
    assert.equal(await rows.count(), role === 'national' ? 44 : 35)
    await page.getByRole('link', { name: language === 'id' ? 'Hapus saringan' : 'Clear' }).click()
    await page.getByRole('link', { name: language === 'id' ? 'Berikutnya' : 'Next' }).click()
    await page.waitForURL(/cursor=/)
    await page.locator('#filter-to').fill('2020-01-01')
    await page.getByRole('button', { name: language === 'id' ? 'Tampilkan' : 'Show' }).click()
    await page.getByText(language === 'id' ? 'Tidak ada baris audit yang cocok' : 'No line of the audit fits').waitFor()
    await check(`audit-none-${role}`)
  })

test('with the identity provider, over http on this machine: there by a button, in with its page, out by a link', async (t) => {
  const gateway = await startGateway(t)
  const { page, check, expect } = await visit(t, gateway, { role: 'national', name: 'lokal' })
  const provider = await startIdentityProvider(t, () => gateway.url)
  provider.people.set('rina', { realm_access: { roles: ['lapor-jabar'] } })
  const { issuer, clientId, clientSecret } = provider
  gateway.change((settings) => ({
    ...settings,
    gateway: {
      ...settings.gateway,
      console: {
        url: null,
        oidc: {
          ...{ issuer, clientId, clientSecret, clientAuth: 'basic', allowAddresses: ['127.0.0.0/8'], name: 'SSO Uji' },
          ...{ scopes: 'openid profile', nameClaim: 'preferred_username', roleClaim: 'realm_access.roles' },
          roles: [{ value: 'lapor-jabar', role: 'province', home: '32', homeClaim: null }],
        },
      },
    },
  }))
  // Its own pages ask for a font elsewhere.
  expect(/^asked for http:\/\/127\.0\.0\.1|fonts\.googleapis\.com|ERR_NAME_NOT_RESOLVED|favicon/)
  await page.locator('[popovertarget=who]').click()
  await page.getByRole('button', { name: 'Keluar' }).click()
  await page.waitForURL('**/console/sign-in')
  await check('sign-in-with-provider')
  await page.getByRole('link', { name: 'Masuk lewat SSO Uji' }).click()
  await page.locator('[name=login]').fill('rina')
  await page.locator('[name=password]').fill('apa saja')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /continue/i }).click()
  await page.waitForURL('**/console')
  await page.locator('[popovertarget=who]').click()
  await page.getByRole('button', { name: 'Keluar' }).click()
  await page.getByRole('link', { name: 'Keluar juga dari SSO Uji' }).waitFor()
  await check('signed-out-of-provider')
  await page.getByRole('link', { name: 'Keluar juga dari SSO Uji' }).click()
  await page.waitForURL(/session\/end/)
})
