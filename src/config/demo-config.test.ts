import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { connectors } from '../../connectors/index.ts'
import type { Connector } from '../contract/connector.ts'
import { configFolder, DEMO_CONFIG, openFolder } from './test-config-folder.ts'

const REAL: ReadonlyMap<string, Connector> = new Map(connectors.map((connector) => [connector.kind, connector]))

test('the demo configuration loads with an empty environment and says which channels are not configured', async (t) => {
  const { store } = await openFolder(t, DEMO_CONFIG, { connectors: REAL })
  const { channels, problems, gateway } = store.current
  assert.deepEqual(problems, [])
  assert.deepEqual(
    [...channels.values()].map(({ id, region, connector, state, why }) => [id, region.code, connector, state, why]),
    [
      ['jabar-quick-response', '32', 'webhook', 'ready', null],
      ['telegram-jabar', '32', 'telegram', 'not_configured', 'set TELEGRAM_TOKEN'],
      ['email-jabar', '32', 'email', 'not_configured', 'set EMAIL_IMAP_URL and EMAIL_SMTP_URL'],
      ['sms-1708', '32', 'sms', 'not_configured', 'set SMS_SEND_URL'],
      ['smpp-jateng', '33', 'smpp', 'not_configured', 'set SMPP_URL'],
      ['jaki', '31', 'rest-poll', 'not_configured', 'set JAKI_URL'],
      ['laporgub', '33', 'rest-poll', 'not_configured', 'set LAPORGUB_URL'],
      ['lapor-aa', '32.16', 'webhook', 'ready', null],
      ['qlue', '31', 'rest-poll', 'not_configured', 'set QLUE_URL'],
      ['sapawarga', '32', 'webhook', 'ready', null],
      ['wargaku', '35.78', 'webhook', 'ready', null],
    ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
  assert.equal(gateway.central.url, 'http://127.0.0.1:8090/lapor/3.0.0')
  assert.deepEqual(gateway.follow.schedule[0], { untilAgeMs: 3_600_000, everyMs: 5000 })
  assert.equal(gateway.follow.schedule.at(-1)?.untilAgeMs, null)
  assert.deepEqual(gateway.follow.endStatuses, ['closed'])
})

test('the environment configures the demo', async (t) => {
  const env = {
    JAKI_URL: 'http://127.0.0.1:9/jaki',
    JQR_CALLBACK_URL: 'http://127.0.0.1:9/jqr',
    SAPAWARGA_TOKEN: 'other',
    LAPOR_URL: 'https://lapor.example/lapor/3.0.0/',
  }
  const { store } = await openFolder(t, DEMO_CONFIG, { env, connectors: REAL })
  const { channels, gateway } = store.current
  const jaki = channels.get('jaki')
  assert.equal(jaki?.state, 'ready')
  assert.deepEqual(jaki?.config, { url: 'http://127.0.0.1:9/jaki', paging: { kind: 'page', parameter: 'page', first: 1 } })
  assert.equal(jaki?.pollEveryMs, 5000)
  assert.deepEqual(channels.get('jabar-quick-response')?.config, {
    auth: { kind: 'standard-webhooks', toleranceSeconds: 300 },
    reply: { url: 'http://127.0.0.1:9/jqr' },
  })
  assert.deepEqual(channels.get('sapawarga')?.secrets, { secret: 'other' })
  assert.equal(gateway.central.url, 'https://lapor.example/lapor/3.0.0')
})

test('a channel of people is ready as soon as the environment names its server', async (t) => {
  const env = {
    TELEGRAM_TOKEN: '1:AA',
    TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    EMAIL_IMAP_URL: 'imap://a%40b.example:c@127.0.0.1:9/INBOX',
    EMAIL_SMTP_URL: 'smtp://127.0.0.1:9',
    SMS_SEND_URL: 'http://127.0.0.1:9/cgi-bin/sendsms',
    SMPP_URL: 'smpp://a:b@127.0.0.1:9',
  }
  const { store } = await openFolder(t, DEMO_CONFIG, { env, connectors: REAL })
  assert.deepEqual(store.current.problems, [])
  const { channels } = store.current
  for (const id of ['telegram-jabar', 'email-jabar', 'sms-1708', 'smpp-jateng']) assert.equal(channels.get(id)?.state, 'ready', id)
  assert.deepEqual(
    channels.get('telegram-jabar')?.config,
    { apiRoot: 'http://127.0.0.1:9' },
    'without a public address its messages are polled',
  )
})

test('the examples of docs/configure.md are in force as they stand', async (t) => {
  const page = await readFile(path.join(DEMO_CONFIG, '../docs/configure.md'), 'utf8')
  const [region = '', channel = ''] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '')
  const dir = await configFolder(t, { 'regions/32.73.yaml': region, 'reply-secret': 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=' })
  const file = channel.replace('/run/secrets/bandung-siaga-reply', path.join(dir, 'reply-secret')).replace('bandung-siaga/v1', 'wargaku/v1')
  await writeFile(path.join(dir, 'channels/bandung-siaga.yaml'), file)
  const { store } = await openFolder(t, dir, { connectors: REAL, env: { BANDUNG_SIAGA_SECRET: 'a', BANDUNG_SIAGA_API_KEY: 'b' } })
  assert.deepEqual(store.current.problems, [])
  assert.equal(store.current.channels.get('bandung-siaga')?.state, 'ready')
  assert.deepEqual(store.current.channels.get('bandung-siaga')?.filing.identity, {
    userId: 3273,
    channel: 13,
    dispositionId: 151273,
    prefix: '[{app} {ticket}]',
    tag: '#bandungsiaga',
  })
})

const REPLIES: readonly [string, string, string | null][] = [
  [
    'an address without a secret to sign with',
    'reply: { url: https://app.example.go.id/status }',
    `channels/sapawarga.yaml:11:17 channel sapawarga: calls back are signed with the secret replySecret (whsec_<base64>); write secrets: { replySecret: \${env:NAME} }`,
  ],
  [
    'a credential without its value',
    `reply: { url: https://app.example.go.id/status, auth: { kind: bearer } }\nsecrets: { secret: '\${env:A}', replySecret: '\${env:B}' }`,
    `channels/sapawarga.yaml:11:57 channel sapawarga: auth bearer sends the secret replyToken; write secrets: { replyToken: \${env:NAME} }`,
  ],
  [
    'an address with all that it needs',
    `reply: { url: https://app.example.go.id/status }\nsecrets: { secret: '\${env:A}', replySecret: '\${env:B}' }`,
    null,
  ],
]
for (const [what, written, problem] of REPLIES) {
  test(`calling back: ${what} is ${problem === null ? 'in force' : 'found when the channel is loaded'}`, async (t) => {
    const dir = await configFolder(t)
    const file = path.join(dir, 'channels/sapawarga.yaml')
    const text = await readFile(file, 'utf8')
    const base = written.includes('secrets:') ? text.replace(/^secrets:\n.*\n/m, '') : text
    await writeFile(file, base.replace(/^ {2}auth:.*$/m, `$&\n  ${written.replaceAll('$', '$$$$')}`))
    const { store } = await openFolder(t, dir, { connectors: REAL, env: { A: 'masuk', B: 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=' } })
    const lines = store.current.problems.map((one) => `${one.file}:${one.line}:${one.column} ${one.message}`)
    assert.deepEqual(lines, problem === null ? [] : [problem])
    assert.equal(store.current.channels.get('sapawarga')?.state, problem === null ? 'ready' : 'not_configured')
  })
}

test('what goes along of the person and the place is set for a region, and otherwise for a channel', async (t) => {
  const dir = await configFolder(t)
  const region = path.join(dir, 'regions/32.yaml')
  await writeFile(
    region,
    (await readFile(region, 'utf8')).replace(/^ {2}locationId: 34.*$/m, '$&\n  place: none\n  anonymousAsNewUser: true'),
  )
  const channel = path.join(dir, 'channels/sapawarga.yaml')
  await writeFile(channel, (await readFile(channel, 'utf8')).replace(/^filing:$/m, '$&\n  place: address\n  anonymousAsNewUser: false'))
  const { store } = await openFolder(t, dir)
  assert.deepEqual(store.current.problems, [])
  const filed = (id: string) => {
    const { place, anonymousAsNewUser } = store.current.channels.get(id)?.filing ?? {}
    return { place, anonymousAsNewUser }
  }
  assert.deepEqual(filed('jabar-quick-response'), { place: 'none', anonymousAsNewUser: true })
  assert.deepEqual(filed('sapawarga'), { place: 'address', anonymousAsNewUser: false })
  assert.deepEqual(filed('jaki'), { place: undefined, anonymousAsNewUser: undefined }, 'without a word the code’s default holds')
})
