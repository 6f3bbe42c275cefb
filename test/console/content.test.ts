import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ADMIN_TOKEN, KEY, TOKEN } from '../http/gateway.ts'
import { signIn } from './browse.ts'
import { operationAttempts, pageAttempts } from './foreign-attempts.ts'
import { startTwoProvinces } from './two-provinces.ts'

/** What runs or styles within a page: the content policy forbids it, so a page that has it does not work. */
const INLINE = /<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:|srcdoc=|<(iframe|object|embed|base)\b/i
/** Addresses that a browser would load by itself. */
const ELSEWHERE = /<(script|link|img|source|video|audio)[^>]*\s(src|href)="(?!\/|data:)/i

test('every page has a content policy without inline parts, keeps to it, loads nothing from elsewhere, and shows no secret', async (t) => {
  const world = await startTwoProvinces(t)
  const { gateway } = world
  const national = await signIn(gateway, 'national')
  const { text: signInPage, headers } = await national.get('/console/sign-in')
  const policy = headers.get('content-security-policy') ?? ''
  assert.doesNotMatch(policy, /unsafe|\*|https?:/)
  for (const directive of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ])
    assert.ok(policy.includes(directive), directive)
  const pages = [{ path: '/console/sign-in', text: signInPage, headers }]
  for (const [name, tries] of Object.entries(pageAttempts(world)))
    for (const { path } of name.startsWith('GET ') ? tries : []) {
      const { text, headers, status } = await national.get(path)
      assert.ok(status < 500, path)
      pages.push({ path, text, headers })
    }
  for (const { path, text, headers } of pages) {
    assert.equal(headers.get('content-security-policy'), policy, path)
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
    assert.equal(headers.get('cache-control'), 'no-store', path)
    assert.doesNotMatch(text, INLINE, path)
    assert.doesNotMatch(text, ELSEWHERE, path)
  }
  assert.ok(pages.length > 5)

  const answers = await Promise.all(
    Object.entries(operationAttempts(world))
      .filter(([name]) => name.startsWith('GET '))
      .flatMap(([, tries]) => tries.map(async ({ path }) => ({ path, text: (await national.get(path)).text }))),
  )
  const hash = (await gateway.ledger.accounts.findByName('national-id'))?.password ?? ''
  for (const { path, text } of [...pages, ...answers])
    for (const secret of [TOKEN, KEY, ADMIN_TOKEN, hash, national.cookie.split('=')[1] ?? '', 'scrypt$'])
      assert.ok(!text.includes(secret), `${path} shows ${secret}`)
})

test('the cookie of a session is secure, for this host only, and not for scripts', async (t) => {
  const { gateway } = await startTwoProvinces(t)
  const { cookie } = await signIn(gateway, 'national')
  const answer = await fetch(`${gateway.url}/console/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'national-id', password: 'kata-sandi-uji-coba' }),
    redirect: 'manual',
  })
  const set = answer.headers.get('set-cookie') ?? ''
  assert.match(set, /^__Host-lapor-gateway=[A-Za-z0-9_-]{43}; /)
  for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) assert.ok(set.includes(part), part)
  assert.doesNotMatch(set, /Domain=|Max-Age|Expires/)
  assert.notEqual(cookie, set.split(';')[0], 'each sign-in has its own token')
})
