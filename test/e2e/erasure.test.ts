import assert from 'node:assert/strict'
import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import pg from 'pg'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { commandLine } from '../support/command-line.ts'
import { configCopy, REPORTER_GOES_ALONG } from '../support/config-copy.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const CREATE = 'POST /complaints/complaint'

test('one gateway over the life of what it keeps of people', async (whole) => {
  const { gateway, peer, sql, cli, photo, dataDir } = await open(whole)
  const creates = (ticket: string) => peer.to(CREATE).filter(({ text }) => text.includes(`${ticket}]`)).length

  await whole.test('retention: a closed case whose time is over loses its person and its files, and is still there', async () => {
    const [old, young] = [await push(gateway.url, { photos: [photo] }), await push(gateway.url, { ticket: 'YOUNG' })]
    for (const id of [old, young]) await until(gateway.url, id, 'delivered')
    const files = () => storedFiles(dataDir)
    assert.equal((await files()).length, 1)
    for (const file of await files()) await utimes(file, new Date(0), new Date(0))
    const [longAgo, yesterday] = [new Date(Date.now() - 1826 * 86_400_000), new Date(Date.now() - 86_400_000)]
    for (const [id, at] of [
      [old, longAgo],
      [young, yesterday],
    ])
      await sql(`update complaints set status = 'closed', status_at = $2, follow_at = null where id = $1`, [id, at])

    await eventually('the old one is erased', async () => {
      const [row] = await sql('select erased_at from complaints where id = $1', [old])
      return row?.erased_at ?? undefined
    })
    await eventually('its file is gone', async () => ((await files()).length === 0 ? true : undefined))
    const parts = await sql('select complaint_id from sealed_parts')
    assert.deepEqual([...new Set(parts.map((row) => row.complaint_id))], [young])
    const seen = await readComplaint(gateway.url, old)
    assert.deepEqual([seen.status, seen.delivery], ['closed', 'delivered'])
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    assert.match(metrics, /lapor_gateway_privacy_complaints\{state="erased"\} 1/)
    const audit = await sql(`select actor, detail from audit where action = 'identity_erased'`)
    assert.deepEqual([audit[0]?.actor, audit[0]?.detail.why], ['gateway', 'retention'])
  })

  await whole.test('a reporter who withdraws before it was sent: it is parked and never sent, and the person is gone', async () => {
    peer.on(CREATE, { status: 503, body: {} })
    const id = await push(gateway.url, { ticket: 'JQR-W' })
    await eventually('it was tried', () => (creates('JQR-W') > 0 ? true : undefined))
    const erased = await cli('erase', 'JQR-W', '--reason', 'pelapor menarik laporannya')
    assert.equal(erased.code, 0, erased.err)
    assert.match(erased.out, /was not sent to LAPOR!, and will not be/)
    peer.on(CREATE, { body: { complaint_id: 7001 } })
    const tries = creates('JQR-W')
    assert.equal((await readComplaint(gateway.url, id)).delivery, 'parked')
    const next = await push(gateway.url, { ticket: 'JQR-NEXT' })
    await until(gateway.url, next, 'delivered')
    assert.equal(creates('JQR-W'), tries)
    assert.equal((await sql('select 1 from sealed_parts where complaint_id = $1', [id])).length, 0)
    const again = await pushReport(gateway.url, jqrReport({ ticket: 'JQR-W' }))
    assert.equal(again.status, 200, 'seen, and not kept again')
    assert.equal((await sql('select 1 from sealed_parts where complaint_id = $1', [id])).length, 0)
  })

  await whole.test(
    'what LAPOR! has stays there, which the answer says; a held case is not erased; each is in the audit with who and why',
    async () => {
      const id = await push(gateway.url, { ticket: 'JQR-STAYS' })
      await until(gateway.url, id, 'delivered')
      const post = async (path: string, body: object) => {
        const answer = await fetch(`${gateway.url}/admin/v1/complaints/${id}/${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
      }
      assert.equal((await post('erase', {})).status, 422)
      assert.deepEqual((await post('hold', { reason: 'perkara 12/2026', by: 'ani' })).body, { id, held: true, changed: true })
      const refused = await post('erase', { reason: 'permintaan' })
      assert.deepEqual([refused.status, refused.body.code], [409, 'legal_hold'])
      await post('hold/release', { reason: 'perkara selesai', by: 'ani' })
      const erased = await post('erase', { reason: 'permintaan', by: 'ani' })
      assert.equal(erased.status, 200)
      assert.deepEqual(erased.body.erased, { reporter: true, raw: true, attachments: 0, text: false })
      assert.match(String(erased.body.note), /LAPOR! has it as 7001.*cannot erase there/)
      const audit = await sql(`select actor, action, detail from audit where subject = $1 order by seq`, [id])
      assert.deepEqual(
        audit.map(({ actor, action, detail }) => [actor, action, detail.reason]),
        [
          ['admin:ani', 'hold_set', 'perkara 12/2026'],
          ['admin:ani', 'hold_released', 'perkara selesai'],
          ['admin:ani', 'identity_erased', 'permintaan'],
        ],
      )
    },
  )

  await whole.test(
    'restricted while its photo is uploaded: it stops before the create, is parked, and goes on when it is released',
    async () => {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      peer.on('POST /complaints/complaint/file', async () => {
        reached.resolve()
        await released.promise
        return { body: { results: { docs: [], images: [{ id: 55 }] } } }
      })
      const id = await push(gateway.url, { ticket: 'JQR-R', photos: [photo] })
      await reached.promise
      const restricting = cli('restrict', id, '--reason', 'permintaan pembatasan')
      await eventually('it is marked', async () => {
        const [row] = await sql('select restricted_at from complaints where id = $1', [id])
        return row?.restricted_at ?? undefined
      })
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
      assert.match(metrics, /lapor_gateway_privacy_complaints\{state="restricted"\} [1-9]/)
      released.resolve()
      assert.equal((await restricting).code, 0)
      const parked = await until(gateway.url, id, 'parked')
      assert.equal((parked.reason as { code: string }).code, 'restricted')
      assert.equal(creates('JQR-R'), 0)
      assert.match((await cli('restrict', 'release', id, '--reason', 'dicabut')).out, /it goes on to LAPOR!/)
      await until(gateway.url, id, 'delivered')
      assert.equal(creates('JQR-R'), 1)
    },
  )
})

async function open(t: TestContext) {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])
  const host = await openPartner(t, () => ({ body: jpeg }))
  const site = await openSite(t, peer.url)
  const config = await configCopy(t, { 'regions/32.yaml': REPORTER_GOES_ALONG })
  const client = new pg.Client(site.databaseUrl)
  client.on('error', () => {})
  await client.connect()
  t.after(() => client.end())
  const env = { JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY, GATEWAY_CONFIG: config }
  const cli = (...args: string[]) =>
    commandLine({ DATABASE_URL: site.databaseUrl, GATEWAY_CONFIG: config, GATEWAY_DATA: site.dataDir }, ...args)
  // biome-ignore lint/suspicious/noExplicitAny: a test reads rows, whatever their shape
  const sql = async (text: string, params: unknown[] = []) => (await client.query<Record<string, any>>(text, params)).rows
  return { gateway: await site.start(env), peer, sql, cli, photo: `${host.url}/photo`, dataDir: site.dataDir }
}

async function storedFiles(dataDir: string): Promise<string[]> {
  const found = await readdir(join(dataDir, 'attachments'), { recursive: true, withFileTypes: true })
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function push(url: string, changes: Record<string, unknown> = {}): Promise<string> {
  const answer = await pushReport(url, jqrReport(changes))
  assert.equal(answer.status, 202)
  return ((await answer.json()) as { id: string }).id
}

function until(url: string, id: string, delivery: string): Promise<Record<string, unknown>> {
  return eventually(`${delivery} of ${id}`, async () => {
    const seen = await readComplaint(url, id)
    return seen.delivery === delivery ? seen : undefined
  })
}
