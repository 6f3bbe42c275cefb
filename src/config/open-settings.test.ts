import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { GatewayError } from '../contract/errors.ts'
import { configFolder, openFolder } from './test-config-folder.ts'

const JQR = 'channels/jabar-quick-response.yaml'

test('a bad gateway.yaml at the first load stops with one line', async (t) => {
  const dir = await configFolder(t, { 'gateway.yaml': 'demo: yes please\n' })
  await assert.rejects(openFolder(t, dir), (error) => {
    assert.ok(error instanceof GatewayError)
    assert.equal(error.code, 'config_invalid')
    assert.match(error.message, /gateway\.yaml:1:\d+ [^\n]+$/)
    return true
  })
})

test('a folder that is not there stops with one line that names GATEWAY_CONFIG', async (t) => {
  await assert.rejects(openFolder(t, '/nowhere/config'), /config_invalid|\/nowhere\/config does not exist; set GATEWAY_CONFIG/)
})

test('a channel that is bad from the beginning is shown as not configured, and the others work', async (t) => {
  const dir = await configFolder(t, { [JQR]: 'id: jabar-quick-response\nregion: "32"\napp: Jabar Quick Response\nconnecter: webhook\n' })
  const { store, logged } = await openFolder(t, dir)
  const channel = store.current.channels.get('jabar-quick-response')
  assert.deepEqual([channel?.state, channel?.broken], ['not_configured', true])
  assert.match(channel?.why ?? '', /^channels\/jabar-quick-response\.yaml:\d+:\d+ /)
  assert.equal(channel?.region.name, 'Jawa Barat')
  assert.deepEqual(channel?.apiKeys, [])
  assert.equal(store.current.channels.get('sapawarga')?.state, 'ready')
  assert.ok(logged.some((line) => line.includes('jabar-quick-response.yaml:')))
})

test('a default of a secret is refused outside the demo, and says so', async (t) => {
  const dir = await configFolder(t)
  const gateway = path.join(dir, 'gateway.yaml')
  const text = (await readFile(gateway, 'utf8')).replace('demo: true', 'demo: false').replaceAll(/\$\{env:(\w+):-[^}]*\}/g, '$${env:$1}')
  await writeFile(gateway, text)
  const { store } = await openFolder(t, dir, {
    env: { LAPOR_URL: 'https://lapor.example/lapor/3.0.0', LAPOR_AUTHORIZATION: 'Bearer x', LAPOR_TOKEN: 'y' },
  })
  assert.match(
    store.current.channels.get('sapawarga')?.why ?? '',
    /default of SAPAWARGA_TOKEN is only for the demo; write \$\{env:SAPAWARGA_TOKEN\} and set it/,
  )
  assert.equal(store.current.gateway.central.url, 'https://lapor.example/lapor/3.0.0')
})

test('no problem and no log line holds the value of a secret', async (t) => {
  const dir = await configFolder(t)
  const text = await readFile(path.join(dir, JQR), 'utf8')
  await writeFile(
    path.join(dir, JQR),
    text
      .replace(/url: \$\{.*\}/, `url: \${env:PRIVATE}\n  colour: \${env:PRIVATE}`)
      .replace('toleranceSeconds: 300', `toleranceSeconds: '\${env:PRIVATE}'`),
  )
  const { store, logged } = await openFolder(t, dir, {
    env: { PRIVATE: 'tulip-48151623', JQR_WEBHOOK_SECRET: 'tulip-48151623', JAKI_URL: 'tulip-48151623' },
  })
  assert.ok(store.current.problems.length >= 3)
  assert.ok(!JSON.stringify(store.current.problems).includes('tulip'))
  assert.ok(!logged.join('\n').includes('tulip'))
})

test('a secret may be kept in a file, and its rotation is picked up', async (t) => {
  const dir = await configFolder(t, { 'secret.txt': 'first-secret\n' })
  const text = await readFile(path.join(dir, 'channels/sapawarga.yaml'), 'utf8')
  await writeFile(path.join(dir, 'channels/sapawarga.yaml'), text.replace(/secret: \$\{.*\}/, `secret: \${file:secret.txt}`))
  const { store } = await openFolder(t, dir)
  assert.deepEqual(store.current.channels.get('sapawarga')?.secrets, { secret: 'first-secret' })
  await writeFile(path.join(dir, 'secret.txt'), 'second-secret first-secret\n')
  await store.reload()
  assert.deepEqual(store.current.channels.get('sapawarga')?.secrets, { secret: 'second-secret first-secret' })
})

test('paused: true pauses a channel; a removed file removes it', async (t) => {
  const dir = await configFolder(t)
  const file = path.join(dir, 'channels/sapawarga.yaml')
  await writeFile(file, `${await readFile(file, 'utf8')}\npaused: true\n`)
  const { store } = await openFolder(t, dir)
  assert.equal(store.current.channels.get('sapawarga')?.state, 'paused')
  await rm(file)
  await store.reload()
  assert.equal(store.current.channels.has('sapawarga'), false)
})

test('what did not change keeps its identity over a reload', async (t) => {
  const dir = await configFolder(t)
  const { store } = await openFolder(t, dir)
  const before = store.current.channels.get('wargaku')
  const file = path.join(dir, 'channels/sapawarga.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('app: Sapawarga', 'app: Sapawarga Aduan'))
  await store.reload()
  assert.equal(store.current.channels.get('sapawarga')?.app, 'Sapawarga Aduan')
  assert.equal(store.current.channels.get('wargaku'), before)
})

test('a file with another ending is not overlooked', async (t) => {
  const dir = await configFolder(t, { 'channels/late.yml': 'id: late\n' })
  const { store } = await openFolder(t, dir)
  assert.deepEqual(store.current.problems, [
    { file: 'channels/late.yml', line: 1, column: 1, at: '', message: 'the name must end with .yaml; rename it to late.yaml' },
  ])
  assert.equal(store.current.channels.has('late'), false)
})

test('a variable that does not fit is named, its value is not', async (t) => {
  const dir = await configFolder(t)
  const { store } = await openFolder(t, dir, { env: { JAKI_URL: 'ftp://user:tulip@example' } })
  const problem = store.current.problems[0]
  assert.match(problem?.message ?? '', /^channel jaki: .* \(the value comes from JAKI_URL\)$/)
  assert.equal(`${problem?.file}:${problem?.line}:${problem?.column}`, 'channels/jaki.yaml:10:8')
  assert.ok(!JSON.stringify(store.current.problems).includes('tulip'))
})
