import assert from 'node:assert/strict'
import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { configFolder, openFolder } from './test-config-folder.ts'

const REFERENCE = `\${env:OIDC_SECRET:-rahasia}`

const OIDC = `
console:
  url: https://gateway.example.go.id/
  oidc:
    issuer: https://sso.example.go.id/realms/lapor
    clientId: lapor-gateway
    clientSecret: ${REFERENCE}
    roles:
      - { value: lapor-admin, role: national }
      - { value: lapor-provinsi, role: province, homeClaim: kode_wilayah }
`

test('console.oidc: what is left out has its default, and the secret comes from the environment', async (t) => {
  const dir = await configFolder(t)
  await appendFile(path.join(dir, 'gateway.yaml'), OIDC)
  const { store } = await openFolder(t, dir)
  assert.deepEqual(store.current.problems, [])
  const { url, oidc } = store.current.gateway.console
  assert.equal(url, 'https://gateway.example.go.id')
  assert.deepEqual(
    [oidc?.clientSecret, oidc?.clientAuth, oidc?.scopes, oidc?.nameClaim, oidc?.roleClaim, oidc?.name],
    ['rahasia', 'basic', 'openid profile', 'preferred_username', 'roles', 'OpenID Connect'],
  )
  assert.deepEqual(oidc?.roles[1], { value: 'lapor-provinsi', role: 'province', home: null, homeClaim: 'kode_wilayah' })
})

for (const [name, from, to, problem] of [
  ['an issuer without https', 'https://sso', 'http://sso', /an address that begins with https:\/\/; http is taken on this machine only/],
  ['a secret in the open', REFERENCE, 'rahasia', /a secret is written here in the open/],
  ['a province without a region', ', homeClaim: kode_wilayah', '', /say of which province or region it is: home or homeClaim/],
  ['a national account of a region', 'role: national', 'role: national, home: "32"', /an account for the whole country is of no region/],
  ['a role that does not exist', 'role: national', 'role: nasional', /write one of: national, province, region, reader/],
  ['an address with a path', 'go.id/\n', 'go.id/konsol\n', /without a path/],
] as const)
  test(`console.oidc: ${name} is said with its place`, async (t) => {
    const dir = await configFolder(t)
    const changed = OIDC.replace(from, to)
    assert.notEqual(changed, OIDC)
    await appendFile(path.join(dir, 'gateway.yaml'), changed)
    await assert.rejects(openFolder(t, dir), problem)
  })
