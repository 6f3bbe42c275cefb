import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { connectors } from '../../connectors/index.ts'
import { openSettings } from '../../src/config/open-settings.ts'
import { loadMappings } from '../../src/mapping/load-mappings.ts'
import { ask, startGateway, type TestGateway } from './gateway.ts'

const ROOT = join(import.meta.dirname, '../..')
const quiet = { info() {}, warn() {}, error() {} }

const SIGN: Readonly<Record<string, (secret: string, body: string, id?: string) => Record<string, string>>> = {
  'jabar-quick-response': (secret, body, id = `msg_${randomUUID()}`) => {
    const now = new Date()
    const signature = new Webhook(secret).sign(id, now, body)
    return { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': signature }
  },
  sapawarga: (secret) => ({ authorization: `Bearer ${secret}` }),
  wargaku: (secret, body) => ({ 'x-wargaku-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }),
  'lapor-aa': (secret) => ({ 'x-api-key': secret }),
}

for (const id of Object.keys(SIGN)) {
  test(`${id}: every sample of its mapping is answered as it says, and forged ones are refused`, async (t) => {
    const { gateway, send } = await startDemo(t)
    const folder = join(ROOT, 'mappings', id, 'v1/samples')
    const files = (await readdir(folder)).filter((name) => name.endsWith('.in.json'))
    assert.ok(files.length > 0)
    for (const file of files) {
      const body = await readFile(join(folder, file), 'utf8')
      const wrong = (await readdir(folder)).includes(file.replace('.in.json', '.error.json'))
      const forged = await ask(`${gateway.url}/in/${id}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      assert.equal(forged.body.code, 'signature_invalid', file)
      const answer = await send(id, body)
      if (wrong) {
        assert.ok(
          ['mapping_failed', 'schema_violation', 'request_unreadable'].includes(answer.body.code),
          `${file}: ${JSON.stringify(answer.body)}`,
        )
        assert.equal(typeof answer.body.errors?.[0]?.at, 'string', file)
        continue
      }
      // Samples may share a ticket; then they differ and are told so.
      assert.ok([200, 202, 409].includes(answer.status), `${file}: ${JSON.stringify(answer.body)}`)
      if (answer.body.outcome !== 'ignored' && answer.status !== 409) assert.equal(answer.body.origin.channel, id)
    }
    assert.ok((await gateway.ledger.complaints.balance({})).accepted > 0)
  })
}

test('a message id that comes again: with the same body it is seen, with another it is refused as a replay', async (t) => {
  const { send } = await startDemo(t)
  const body = await readFile(join(ROOT, 'mappings/jabar-quick-response/v1/samples/whatsapp-report.in.json'), 'utf8')
  const first = await send('jabar-quick-response', body, 'msg_one')
  assert.equal(first.status, 202)
  const again = await send('jabar-quick-response', body, 'msg_one')
  assert.deepEqual([again.status, again.body.id], [200, first.body.id])
  const replayed = await send('jabar-quick-response', JSON.stringify({ ...JSON.parse(body), ticket: 'JQR-OTHER' }), 'msg_one')
  assert.deepEqual([replayed.status, replayed.body.code], [401, 'signature_invalid'])
  assert.match(replayed.body.detail, /used before/)
})

test('messages that come again late change nothing: what the region did since stands', async (t) => {
  const { gateway, send } = await startDemo(t)
  const report = JSON.parse(await readFile(join(ROOT, 'mappings/jabar-quick-response/v1/samples/whatsapp-report.in.json'), 'utf8'))
  const say = (id: string, more: object) => send('jabar-quick-response', JSON.stringify({ ...report, ...more }), id)
  const { body } = await say('m1', { status: 'verifikasi' })
  await say('m2', { status: 'proses' })
  await say('m3', { status: 'selesai', answer: 'Sudah diperbaiki.' })
  for (const [id, more] of [
    ['m1', { status: 'verifikasi' }],
    ['m2', { status: 'proses' }],
    ['m3', { status: 'selesai', answer: 'Sudah diperbaiki.' }],
  ] as const) {
    assert.equal((await say(id, more)).status, 200)
  }
  const updates = await gateway.ledger.updates.of(body.id)
  assert.deepEqual(
    updates.map(({ state }) => state?.native),
    ['proses', 'selesai'],
  )
  assert.equal((await gateway.ledger.complaints.get(body.id))?.originState?.native, 'selesai')
  await say('m4', { status: 'verifikasi' })
  assert.equal((await gateway.ledger.updates.of(body.id)).length, 3, 'a new message that says the old status is a change')
})

const SPACED: Readonly<Record<string, string>> = { wargaku: 'damaged-road', sapawarga: 'street-light' }

for (const [id, sample] of Object.entries(SPACED)) {
  test(`${id}: a report without a number is the same report with other spacing`, async (t) => {
    const { send } = await startDemo(t)
    const {
      ticket,
      tiket,
      id: _number,
      complaint_id,
      ...report
    } = JSON.parse(await readFile(join(ROOT, `mappings/${id}/v1/samples/${sample}.in.json`), 'utf8')) as Record<string, unknown>
    const spaced = Object.fromEntries(
      Object.entries(report).map(([key, value]) => [
        key,
        typeof value === 'string' && !/^https?:/.test(value) ? ` ${value.replace(/ /g, '  ')}\n` : value,
      ]),
    )
    assert.notDeepEqual(spaced, report)
    const first = await send(id, JSON.stringify(report))
    assert.equal(first.status, 202, JSON.stringify(first.body))
    assert.match(first.body.origin.ticket, /^h-/)
    const again = await send(id, JSON.stringify(spaced))
    assert.deepEqual([again.status, again.body.id], [200, first.body.id])
  })
}

interface Demo {
  readonly gateway: TestGateway
  send(channel: string, body: string, messageId?: string): ReturnType<typeof ask>
}

/** The configuration and the mappings that `npm start` loads. */
async function startDemo(t: TestContext): Promise<Demo> {
  const { mappings, problems } = await loadMappings(join(ROOT, 'mappings'))
  assert.deepEqual(problems, [])
  const kinds = new Map(connectors.map((connector) => [connector.kind, connector]))
  const store = await openSettings({
    dir: join(ROOT, 'config'),
    env: {},
    connectors: kinds,
    mappingRefs: mappings.keys(),
    watch: false,
    log: quiet,
  })
  t.after(() => store.close())
  const gateway = await startGateway(t, { settings: store.current, mappings: [...mappings.values()], connectors })
  const secretOf = (id: string) => gateway.settings.channels.get(id)?.secrets['secret'] ?? ''
  return {
    gateway,
    send: (id, body, messageId) =>
      ask(`${gateway.url}/in/${id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...SIGN[id]?.(secretOf(id), body, messageId) },
        body,
      }),
  }
}
