import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { configFolder, openFolder } from './test-config-folder.ts'

const JQR = 'channels/jabar-quick-response.yaml'

/** What is changed in which file, and the problem that must come of it. */
const MISTAKES: readonly { name: string; file: string; change: (text: string) => string; problem: string }[] = [
  {
    name: 'an unknown key',
    file: JQR,
    change: (text) => text.replace('connector: webhook', 'connecter: webhook'),
    problem: '6:1 channel jabar-quick-response: connecter is not known here; did you mean connector?',
  },
  {
    name: 'a region code that YAML reads as a number',
    file: JQR,
    change: (text) => text.replace('region: "32"', 'region: 32'),
    problem: '4:9 channel jabar-quick-response: write it in quotes, or YAML reads it as a number or a yes/no',
  },
  {
    name: 'a region that does not exist',
    file: JQR,
    change: (text) => text.replace('"32"', '"36"'),
    problem: '4:9 channel jabar-quick-response: region 36 does not exist; did you mean 31?',
  },
  {
    name: 'a connector that does not exist',
    file: JQR,
    change: (text) => text.replace('connector: webhook', 'connector: webhok'),
    problem: '6:12 channel jabar-quick-response: connector webhok does not exist; did you mean webhook?',
  },
  {
    name: 'a mapping that does not exist',
    file: JQR,
    change: (text) => text.replace('/v1', '/v7'),
    problem: '7:10 channel jabar-quick-response: mapping jabar-quick-response/v7 does not exist; did you mean jabar-quick-response/v1?',
  },
  {
    name: 'an id that is not the name of the file',
    file: JQR,
    change: (text) => text.replace('id: jabar-quick-response', 'id: jqr'),
    problem: '3:5 channel jabar-quick-response: the id must be the name of the file; write id: jabar-quick-response, or rename the file',
  },
  {
    name: 'an unknown kind of auth',
    file: JQR,
    change: (text) => text.replace('standard-webhooks', 'standard-webhook'),
    problem: '10:17 channel jabar-quick-response: write one of: standard-webhooks, bearer, api-key, hmac; did you mean standard-webhooks?',
  },
  {
    name: 'an unknown key in one kind of auth',
    file: JQR,
    change: (text) => text.replace('toleranceSeconds', 'toleranceSecond'),
    problem: '10:36 channel jabar-quick-response: toleranceSecond is not known here; did you mean toleranceSeconds?',
  },
  {
    name: 'a secret in the open',
    file: JQR,
    change: (text) => text.replace(/secret: \$\{.*\}/, 'secret: hush-hush-hush'),
    problem: `15:11 channel jabar-quick-response: a secret is written here in the open; write \${env:NAME} or \${file:/path} and keep the secret there`,
  },
  {
    name: 'a secret that the connector does not have',
    file: JQR,
    change: (text) => text.replace('  secret: ', '  secrets: '),
    problem: '15:3 channel jabar-quick-response: connector webhook has no secret secrets; did you mean secret?',
  },
  {
    name: 'a secret file that is not there',
    file: JQR,
    change: (text) => text.replace(/secret: \$\{.*\}/, `secret: \${file:/nowhere/secret}`),
    problem:
      "15:11 channel jabar-quick-response: secrets.secret: the file /nowhere/secret cannot be read; make it, or let the gateway's user read it",
  },
  {
    name: 'a secret without default and not set',
    file: JQR,
    change: (text) => text.replace(/secret: \$\{.*\}/, `secret: \${env:JQR_WEBHOOK_SECRET}`),
    problem: `15:11 channel jabar-quick-response: secrets.secret: JQR_WEBHOOK_SECRET is not set; set JQR_WEBHOOK_SECRET and restart the gateway, or write \${file:/path}, which needs no restart`,
  },
  {
    name: 'no secret at all where auth needs one',
    file: JQR,
    change: (text) => text.replace(/secrets:\n.*\n/, ''),
    problem: `10:9 channel jabar-quick-response: auth standard-webhooks needs a secret; write secrets: { secret: \${env:NAME} }`,
  },
  {
    name: 'an API key of another channel',
    file: JQR,
    change: (text) => text.replace('JQR_API_KEY:-jqr-demo-read-key', 'SAPAWARGA_API_KEY:-sapawarga-demo-read-key'),
    problem: '18:5 channel jabar-quick-response: this key is also a key of channel sapawarga; give each channel a key of its own',
  },
  {
    name: 'a private address that is none',
    file: JQR,
    change: (text) => text.replace('127.0.0.0/8', '127.0.0.0/64'),
    problem: '21:18 channel jabar-quick-response: write a CIDR block such as 10.20.0.0/16 or fd00::/8',
  },
  {
    name: 'a key written twice',
    file: JQR,
    change: (text) => text.replace('connector: webhook', 'connector: webhook\nconnector: webhook'),
    problem: '7:1 this key is written twice; keep one of them',
  },
  { name: 'a tab', file: JQR, change: (text) => text.replace('  auth:', '\tauth:'), problem: '10:1 a tab indents this line; use spaces' },
  { name: 'an empty file', file: JQR, change: () => '# nothing\n', problem: '1:1 the file is empty; write its keys or remove it' },
  {
    name: 'a file too large',
    file: JQR,
    change: (text) => `${text}# ${'x'.repeat(300_000)}\n`,
    problem: '1:1 the file is larger than 256 KiB; split it or remove what does not belong',
  },
  {
    name: 'a bomb of aliases',
    file: JQR,
    change: () => bomb(),
    problem: '1:1 the file has too many aliases (*name); write the values out',
  },
  {
    name: 'deep nesting',
    file: JQR,
    change: () => `a: ${'['.repeat(50_000)}`,
    problem: '1:1 the file is nested too deeply; no configuration needs that',
  },
  {
    name: 'a prototype key',
    file: JQR,
    change: (text) => `${text}\n__proto__: { polluted: true }\n`,
    problem: '27:1 channel jabar-quick-response: the key __proto__ is not allowed; remove it',
  },
  {
    name: 'a region without retention',
    file: 'regions/32.yaml',
    change: (text) => text.replace(/retention:\n.*\n.*\n/, ''),
    problem: '3:1 retention is missing; expected: required: how long citizens stay known (UU 27/2022)',
  },
  {
    name: 'a province with the level of a city',
    file: 'regions/32.yaml',
    change: (text) => text.replace('level: province', 'level: kota'),
    problem: "5:8 32 is a province's code; write province",
  },
  {
    name: 'an SLA without a day',
    file: 'sla/permenpanrb-62-2018.yaml',
    change: (text) => text.replace('2018-01-01', 'soon'),
    problem: '6:16 expected: first day, YYYY-MM-DD',
  },
  {
    name: 'a duration without a unit',
    file: 'gateway.yaml',
    change: (text) => text.replace('requestTimeout: 15s', 'requestTimeout: "15"'),
    problem: '12:19 expected: time in which a request must have arrived; a duration such as 500ms, 5s, 10m, 6h, 3d',
  },
  {
    name: 'a schedule that ends',
    file: 'gateway.yaml',
    change: (text) => text.replace('{ every: 6h }', '{ until: 90d, every: 6h }'),
    problem: '68:7 the last row must hold for ever; remove its until, or add a row with only every',
  },
  {
    name: 'a status that is not ours',
    file: 'gateway.yaml',
    change: (text) => text.replace('Selesai: resolved', 'Selesai: resolve'),
    problem:
      '43:14 write one of: received, needs_info, verified, routed, in_progress, deferred, answered, resolved, closed, rejected, not_authority, duplicate, reopened; did you mean resolved?',
  },
]

for (const { name, file, change, problem } of MISTAKES) {
  test(`${name} is reported with its place and what to write instead`, async (t) => {
    const dir = await configFolder(t)
    const before = await readFile(path.join(dir, file), 'utf8')
    const { store } = await openFolder(t, dir)
    assert.equal(store.current.problems.length, 0)
    const good = store.current

    assert.notEqual(change(before), before)
    await writeFile(path.join(dir, file), change(before))
    await store.reload()
    const found = store.current.problems.filter((one) => one.file === file)
    assert.equal(`${found[0]?.line}:${found[0]?.column} ${found[0]?.message}`, problem)
    assert.deepEqual({ ...store.current, problems: [] }, good, 'the last good state stays in force')

    await writeFile(path.join(dir, file), before)
    await store.reload()
    assert.deepEqual(store.current, good)
  })
}

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    )
  return lines.join('\n')
}
