import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { COOKIE } from '../../src/access/session-cookie.ts'
import type { OidcSettings } from '../../src/contract/console-settings.ts'
import { startGateway, type TestGateway } from '../http/gateway.ts'
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts'

test('with OpenID Connect: the first sign-in makes the account, each takes role and region from the provider, and who has no role is refused politely', async (t) => {
  const { gateway, provider } = await start(t)
  const page = await (await fetch(`${gateway.url}/console/sign-in`)).text()
  assert.match(page, /<a class="button" href="\/console\/sign-in\/provider">Masuk lewat SSO Uji<\/a>/)

  provider.people.set('rina', { preferred_username: 'Rina.W', realm_access: { roles: ['lapor-jabar', 'lapor-lain'] } })
  const rina = await signInThere(gateway, 'rina')
  assert.equal(rina.end.headers.get('location'), '/console')
  const account = async () => (await gateway.ledger.accounts.findByName('rina.w'))?.account
  assert.deepEqual([(await account())?.role, (await account())?.home, (await account())?.hasPassword], ['province', '32', false])
  const shown = await (await fetch(`${gateway.url}/console/account`, { headers: { cookie: rina.cookie } })).text()
  assert.match(shown, /rina\.w.*32 Jawa Barat.*Akun ini masuk lewat SSO Uji/s)

  provider.people.set('rina', { preferred_username: 'Rina Baru', realm_access: { roles: ['lapor-daerah'] }, region: '32.73' })
  await signInThere(gateway, 'rina')
  assert.deepEqual([(await account())?.role, (await account())?.home], ['region', '32.73'], 'the same person, whatever the name is now')

  provider.people.set('rina', { realm_access: { roles: ['tamu'] } })
  const refused = await signInThere(gateway, 'rina')
  assert.equal(refused.end.status, 403)
  assert.match(refused.text, /SSO Uji mengenali Anda, tetapi akun Anda belum diberi peran/)
  assert.equal(refused.cookie, '')
  assert.equal((await fetch(`${gateway.url}/console`, { headers: { cookie: rina.cookie }, redirect: 'manual' })).status, 303, 'signed out')

  provider.people.set('budi', { preferred_username: 'rina.w', realm_access: { roles: ['lapor-pusat'] } })
  const other = await signInThere(gateway, 'budi')
  assert.deepEqual(
    [other.end.status, /sudah dipakai akun lain/.test(other.text)],
    [409, true],
    "another person does not take a name's account",
  )

  assert.deepEqual(
    (await gateway.ledger.audit.of('rina.w')).map(({ actor, action }) => [actor, action]),
    [
      [provider.issuer, 'account.create'],
      ['rina.w', 'signed_in'],
      [provider.issuer, 'account.change'],
      ['rina.w', 'signed_in'],
      [provider.issuer, 'sign_in_without_role'],
    ],
  )
})

test('with OpenID Connect: an answer of another browser, of another flow, or changed on its way signs nobody in; signing out leads to the provider', async (t) => {
  const { gateway, provider } = await start(t)
  provider.people.set('rina', { realm_access: { roles: ['lapor-pusat'] } })
  const { back, flow } = await walk(gateway, 'rina')
  const answer = (address: string, cookie: string) => fetch(address, { headers: { cookie }, redirect: 'manual' })
  const changed = (name: string, value: string) => {
    const url = new URL(back)
    url.searchParams.set(name, value)
    return url.href
  }
  const otherFlow = (await begin(gateway)).flow
  const tries: [string, string][] = [
    [back, ''],
    [back, otherFlow],
    [changed('state', 'another'), flow],
    [changed('iss', 'https://evil.example'), flow],
    [changed('code', 'another'), flow],
    [`${gateway.url}/console/sign-in/provider/callback?error=access_denied&state=x`, flow],
  ]
  for (const [address, cookie] of tries) {
    const refused = await answer(address, cookie)
    assert.equal(refused.status, 401, address)
    assert.doesNotMatch(refused.headers.get('set-cookie') ?? '', new RegExp(`${COOKIE}=[^;]`))
    assert.match(await refused.text(), /Masuk lewat SSO Uji tidak selesai/)
  }
  assert.equal((await answer(back, flow)).status, 303, 'what came back unchanged')
  assert.equal((await answer(back, flow)).status, 401, 'and only once')

  const { cookie, csrf } = await signInThere(gateway, 'rina')
  const out = await fetch(`${gateway.url}/console/sign-out`, {
    method: 'POST',
    headers: { cookie, 'x-csrf-token': csrf },
    redirect: 'manual',
  })
  assert.equal(out.headers.get('location'), '/console/sign-in?out=provider')
  assert.match(await (await fetch(`${gateway.url}/console/sign-in?out=provider`)).text(), /Keluar juga dari SSO Uji/)
  const away = await fetch(`${gateway.url}/console/sign-out/provider`, { redirect: 'manual' })
  const end = new URL(away.headers.get('location') ?? '')
  assert.deepEqual([end.origin, end.pathname], [provider.issuer, '/session/end'])
  assert.equal(end.searchParams.get('post_logout_redirect_uri'), `${gateway.url}/console/sign-in`)
})

test('with a provider that is away, people are told so and local accounts go on; without one nothing of it is there', async (t) => {
  const { gateway } = await start(t, { issuer: 'http://127.0.0.1:9' })
  const away = await fetch(`${gateway.url}/console/sign-in/provider`, { redirect: 'manual' })
  assert.equal(away.status, 503)
  assert.match(await away.text(), /SSO Uji sedang tidak dapat dihubungi/)
  gateway.change((settings) => ({ ...settings, gateway: { ...settings.gateway, console: { url: null, oidc: null } } }))
  assert.doesNotMatch(await (await fetch(`${gateway.url}/console/sign-in`)).text(), /provider/)
  assert.equal((await fetch(`${gateway.url}/console/sign-in/provider`, { redirect: 'manual' })).status, 404)
})

async function start(t: TestContext, more: Partial<OidcSettings> = {}): Promise<{ gateway: TestGateway; provider: IdentityProvider }> {
  const gateway = await startGateway(t)
  const provider = await startIdentityProvider(t, () => gateway.url)
  const oidc: OidcSettings = {
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    clientAuth: 'basic',
    allowAddresses: ['127.0.0.0/8'],
    name: 'SSO Uji',
    scopes: 'openid profile',
    nameClaim: 'preferred_username',
    roleClaim: 'realm_access.roles',
    roles: [
      { value: 'lapor-pusat', role: 'national', home: null, homeClaim: null },
      { value: 'lapor-jabar', role: 'province', home: '32', homeClaim: null },
      { value: 'lapor-daerah', role: 'region', home: null, homeClaim: 'region' },
    ],
    ...more,
  }
  gateway.change((settings) => ({ ...settings, gateway: { ...settings.gateway, console: { url: null, oidc } } }))
  return { gateway, provider }
}

/** The button of the sign-in page. */
async function begin(gateway: TestGateway): Promise<{ url: string; flow: string }> {
  const answer = await fetch(`${gateway.url}/console/sign-in/provider`, { redirect: 'manual' })
  const flow = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return { url: answer.headers.get('location') ?? '', flow }
}

/** Through the pages of the provider, as a browser goes; ends with the address that leads back to the gateway. */
async function walk(gateway: TestGateway, login: string): Promise<{ back: string; flow: string }> {
  const jar = new Map<string, string>()
  const { url, flow } = await begin(gateway)
  let next: { address: string; body?: URLSearchParams } = { address: url }
  for (let steps = 0; steps < 12; steps += 1) {
    const answer: Response = await fetch(next.address, {
      ...(next.body ? { method: 'POST', body: next.body } : {}),
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location !== null) {
      const address = new URL(location, next.address).href
      if (address.startsWith(`${gateway.url}/`)) return { back: address, flow }
      next = { address }
      continue
    }
    const page = await answer.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    assert.ok(prompt, page)
    next = { address: next.address, body: new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'x' } : {}) }) }
  }
  throw new Error('the provider leads nowhere')
}

async function signInThere(gateway: TestGateway, login: string): Promise<{ end: Response; text: string; cookie: string; csrf: string }> {
  const { back, flow } = await walk(gateway, login)
  const end = await fetch(back, { headers: { cookie: flow }, redirect: 'manual' })
  const token = new RegExp(`${COOKIE}=([^;]+)`).exec(end.headers.getSetCookie().join('\n'))?.[1]
  const session = token === undefined ? null : await gateway.access.sessionOf(token, null)
  return { end, text: await end.text(), cookie: token === undefined ? '' : `${COOKIE}=${token}`, csrf: session?.csrf ?? '' }
}
