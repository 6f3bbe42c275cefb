import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { newKeys } from '../../src/ledger/sealing.ts'
import { type LaporPeer, type Scripted, startLaporPeer } from '../peers/lapor-v3-server.ts'
import { commandLine, commandLineReading } from '../support/command-line.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const CREATE = 'POST /complaints/complaint'
const FOLLOWUP = 'POST /complaints/followup/add'
const WHO = ['--by', 'Rina', '--reason', 'looked at LAPOR!'] as const

test('what people decide about one gateway, by its addresses and the command line', async (whole) => {
  const { peer, site, env, cli, cliReading } = await open(whole)
  let gateway = await site.start(env)

  await whole.test('a stopped gateway accepts and sends nothing, over a restart, and spends no attempt; resumed, it delivers', async () => {
    assert.equal((await cli('pause', 'forward', ...WHO)).code, 0)
    const [pause] = (await admin(gateway, 'GET', '/pauses')).items
    assert.deepEqual([pause.what, pause.pausedBy, pause.reason], ['forward', 'Rina', 'looked at LAPOR!'])
    peer.on(CREATE, { body: { complaint_id: 7021 } }, { body: { complaint_id: 7022 } })
    for (const id of [7021, 7022]) scriptCase(peer, id, '')
    const id = await push(gateway, { ticket: 'P-1' })
    await eventually('the gateway sees it', () => (gateway.log().includes('an operator stopped the sending') ? true : undefined))
    await gateway.stop()
    gateway = await site.start(env)
    const other = await push(gateway, { ticket: 'P-2' })
    await eventually('the next one too', () => (gateway.log().includes('an operator stopped the sending') ? true : undefined))
    assert.equal(peer.to(CREATE).filter(({ text }) => /P-[12]\]/.test(text)).length, 0)
    assert.match((await cli('doctor')).out, /warn +sending: forward is stopped since .* by Rina/)

    const resume = { by: 'Rina', reason: 'LAPOR! is well again' }
    assert.deepEqual(await admin(gateway, 'POST', '/forward/resume', resume), { paused: false, changed: true })
    for (const each of [id, other]) await until(gateway, each, 'delivered')
    assert.doesNotMatch((await cli('trace', id)).out, /delivery_retry/)
  })

  await whole.test(
    'a case that LAPOR! does not know any more is an alert until it is back, and a difference when the two are compared',
    async () => {
      scriptCase(peer, 7010, '')
      peer.on(CREATE, { body: { complaint_id: 7010 } })
      const id = await push(gateway, { ticket: 'C-1' })
      await until(gateway, id, 'delivered')
      assert.deepEqual(await admin(gateway, 'POST', '/balance/compare', {}), { asked: 3, differences: [], cursor: null, stopped: null })
      peer.on('GET /complaints/7010/complaint', { status: 404, body: { message: 'Laporan tidak ditemukan' } })
      const openAlerts = async () => {
        const { items } = (await admin(gateway, 'GET', '/alerts')) as { items: { kind: string; subject: string }[] }
        return items.filter(({ kind, subject }) => kind === 'case_missing' && subject === id).length
      }
      await eventually('an alert', async () => ((await openAlerts()) === 1 ? true : undefined))
      const compared = await cli('balance', '--compare', '--json')
      assert.equal(compared.code, 1)
      assert.deepEqual(JSON.parse(compared.out), {
        asked: 3,
        differences: [{ id, laporId: '7010', what: 'case_missing' }],
        cursor: null,
        stopped: null,
      })
      scriptCase(peer, 7010, '')
      await eventually('it is closed', async () => ((await openAlerts()) === 0 ? true : undefined))
      assert.match(await metrics(gateway), /^lapor_gateway_alerts_open\{severity="critical"\} \d+$/m)
      assert.match(await metrics(gateway), /lapor_gateway_balance\{region="32",state="delivered"\} 3/)
    },
  )

  await whole.test(
    'what is unknown is confirmed after a look at LAPOR!, finished behind its create, and followed; or sent again',
    async () => {
      peer.on(CREATE, { hangUp: true }, { hangUp: true }, { body: { complaint_id: 7002 } })
      scriptCase(peer, 7002, '')
      // Beyond what a create takes: its end goes as a follow-up, also after a person confirmed the create.
      const long = await push(gateway, { ticket: 'U-1', text: `${'Jembatan putus dan belum diperbaiki. '.repeat(275)}Selesai.` })
      await until(gateway, long, 'unknown')
      const lost = await push(gateway, { ticket: 'U-2' })
      await until(gateway, lost, 'unknown')

      const listed = await admin(gateway, 'GET', '/unknown')
      assert.deepEqual(
        listed.items.map(({ id, ticket, kind }: Record<string, string>) => [id, ticket, kind]),
        [
          [long, 'U-1', 'complaint'],
          [lost, 'U-2', 'complaint'],
        ],
      )
      const confirm = (id: string, laporId: string, who: object = { by: 'Rina', reason: 'looked' }) =>
        admin(gateway, 'POST', `/unknown/${id}/confirm`, { laporId, ...who })
      assert.equal((await confirm(long, '7001', { by: 'Rina' })).code, 'schema_violation')
      peer.on('GET /complaints/7001/complaint', { status: 404, body: { message: 'tidak ditemukan' } })
      assert.equal((await confirm(long, '7001')).code, 'case_unknown')
      scriptCase(peer, 7001, '[Jabar Quick Response X-9] lain')
      assert.match((await cli('unknown', 'confirm', long, '7001', ...WHO)).err, /does not name ticket U-1; --force/)
      scriptCase(peer, 7001, '[Jabar Quick Response U-1] Jembatan')
      const confirmed = await cli('unknown', 'confirm', long, '7001', ...WHO)
      assert.equal(confirmed.code, 0, confirmed.err)
      assert.deepEqual(pick(await readComplaint(gateway.url, long)), ['delivered', '7001'])
      assert.match((await cli('trace', 'U-1')).out, /decision +action=unknown\.confirm by=Rina .*reason=looked at LAPOR!/)
      assert.equal((await confirm(long, '7001')).code, 'not_unknown')
      await eventually('the end of its text', () => (peer.to(FOLLOWUP).some(({ text }) => text.includes('Selesai.')) ? true : undefined))
      await eventually('followed', async () => ((await readComplaint(gateway.url, long)).status === 'in_progress' ? true : undefined))

      assert.equal((await confirm(lost, '7001')).code, 'lapor_id_taken')
      await admin(gateway, 'POST', `/unknown/${lost}/resend`, { by: 'Rina', reason: 'it is not there' })
      await until(gateway, lost, 'delivered')
      assert.equal(peer.to(CREATE).filter(({ text }) => /U-[12]\]/.test(text)).length, 3)
    },
  )

  await whole.test(
    'many that are unknown are confirmed from a list, each with its own id; a list with a mistake does nothing',
    async () => {
      peer.on(CREATE, { hangUp: true }, { hangUp: true })
      for (const [n, ticket] of ['L-1', 'L-2'].entries()) scriptCase(peer, 7031 + n, `[Jabar Quick Response ${ticket}] Jembatan`)
      const ids = [await push(gateway, { ticket: 'L-1' }), await push(gateway, { ticket: 'L-2' })]
      for (const id of ids) await until(gateway, id, 'unknown')
      const [first = '', second = ''] = ids
      const list = (text: string, ...more: string[]) => cliReading(text, 'unknown', 'confirm', '--file', '-', ...WHO, ...more)

      assert.match((await list(`${first},7031\n${second} 7032\n`)).err, /line 2 is not an id, a comma/)
      assert.match((await list(`${first},7031\n${first},7032\n`)).err, /line 2 names .* a second time/)
      assert.match((await list(`${first},7031\n`, '--force')).err, /--force is for one/)
      assert.match((await cli('unknown', 'confirm', ...WHO)).err, /name one, or many in a --file/)
      assert.match((await cli('unknown', 'resend', '--kind', 'complaint', ...WHO)).err, /name them, or a --channel or --region/)
      for (const id of ids) assert.equal((await readComplaint(gateway.url, id)).delivery, 'unknown')

      const started = await list(`# dari LAPOR!\r\n${first},7031\r\n"${second.toUpperCase()}";7032\r\n\r\n`)
      assert.match(started.out, /^2 to confirm: gateway replay status /, started.err)
      for (const id of ids) await until(gateway, id, 'delivered')
      assert.deepEqual(await Promise.all(ids.map(async (id) => pick(await readComplaint(gateway.url, id)))), [
        ['delivered', '7031'],
        ['delivered', '7032'],
      ])
      const now = await cli('now')
      assert.match(now.out, /accepted = .* delivered \+ 0 parked \+ 0 unknown \+ 0 in flight; the balance holds\./, now.err)
    },
  )

  await whole.test('a channel is paused and resumed by the command line, with a reason; the audit keeps it', async () => {
    assert.match((await cli('channels', 'pause', 'tidak-ada', ...WHO)).err, /there is no channel tidak-ada/)
    assert.equal((await cli('channels', 'pause', 'jabar-quick-response', ...WHO)).code, 0)
    // What does not fit its mapping is looked at only where the channel runs, and never stored.
    const pushed = () => pushReport(gateway.url, jqrReport({ ticket: 'J-1', text: null }))
    await eventually('it refuses', async () => ((await pushed()).status === 403 ? true : undefined))
    assert.equal((await cli('channels', 'resume', 'jabar-quick-response', ...WHO)).code, 0)
    await eventually('it takes again', async () => ((await pushed()).status === 422 ? true : undefined))
    assert.match((await cli('audit', '--subject', 'jabar-quick-response')).out, /Rina.*channel_resumed[\s\S]*Rina.*channel_paused/)
  })

  await whole.test('what LAPOR! refused is replayed after a preview, once its cause is mended; what was delivered is not', async () => {
    const refusal: Scripted = { status: 422, body: { message: 'Kategori tidak dikenal' } }
    peer.on(CREATE, refusal, refusal, ...[7011, 7012, 7013].map((complaint_id) => ({ body: { complaint_id } })))
    const parked = [await push(gateway, { ticket: 'R-1' }), await push(gateway, { ticket: 'R-2' })]
    for (const id of parked) await until(gateway, id, 'parked')
    const delivered = await push(gateway, { ticket: 'R-3' })
    await until(gateway, delivered, 'delivered')

    assert.match(
      (await cli('parked', 'list')).out,
      /refused_by_partner: LAPOR! menolak .*\n.*perbaiki filing.*\n.*mend filing.*\n {2}for example: .*Kategori tidak dikenal/,
    )
    const preview = await cli('replay', 'preview', '--code', 'refused_by_partner')
    assert.match(preview.out, /^2 parked: 2 become complaints, 0 stay parked\./, preview.err)
    assert.match(preview.out, /the same complaint/)
    assert.doesNotMatch(preview.out, /Asep|\+62/)

    const started = JSON.parse((await cli('replay', 'start', '--code', 'refused_by_partner', ...WHO, '--json')).out)
    assert.deepEqual([started.state, started.total], ['running', 2])
    for (const id of parked) await until(gateway, id, 'delivered')
    const status = await eventually('the replay is done', async () => {
      const row = await admin(gateway, 'GET', `/replays/${started.id}`)
      return row.state === 'done' ? row : undefined
    })
    assert.deepEqual([status.replayed, status.refused, status.actor], [2, 0, 'Rina'])
    const refused = await admin(gateway, 'POST', '/replays', { filter: { ids: [delivered] }, by: 'Rina', reason: 'once more' })
    assert.deepEqual([refused.status, refused.code], [409, 'replay_refused'])
    assert.deepEqual((await admin(gateway, 'GET', '/balance/regions')).regions, [
      { region: '32', accepted: 10, delivered: 10, parked: 0, unknown: 0, inFlight: 0 },
    ])
  })
})

async function open(t: TestContext) {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  const site = await openSite(t, peer.url)
  const env = {
    JQR_WEBHOOK_SECRET: JQR_SECRET,
    JQR_API_KEY: JQR_KEY,
    LAPOR_URL: peer.url,
    LAPOR_AUTHORIZATION: 'Bearer centre-authorization-of-the-test',
    LAPOR_TOKEN: 'centre-token-of-the-test',
    GATEWAY_KEYS: newKeys(),
  }
  const own = { ...env, DATABASE_URL: site.databaseUrl, REDIS_URL: site.redis.url, GATEWAY_DATA: site.dataDir }
  return {
    peer,
    site,
    env,
    cli: (...args: string[]) => commandLine(own, ...args),
    cliReading: (text: string, ...args: string[]) => commandLineReading(text, own, ...args),
  }
}

/** A case that LAPOR! shows with its text. */
function scriptCase(peer: LaporPeer, id: number, content: string): void {
  const data = { status_name: 'Dalam Proses', disposition_name: 'Garut', ...(content === '' ? {} : { content }) }
  peer.on(`GET /complaints/${id}/complaint`, { body: { results: { data, data_logs: [] } } })
  peer.on(`GET /complaints/${id}/followups`, { body: { results: { data: [], next_page_url: null } } })
}

async function push(gateway: GatewayProcess, changes: Record<string, unknown>): Promise<string> {
  const answer = await pushReport(gateway.url, jqrReport(changes))
  assert.equal(answer.status, 202)
  return ((await answer.json()) as { id: string }).id
}

function until(gateway: GatewayProcess, id: string, delivery: string): Promise<true> {
  return eventually(`${delivery} of ${id}`, async () => ((await readComplaint(gateway.url, id)).delivery === delivery ? true : undefined))
}

const pick = (row: Record<string, unknown>) => [row.delivery, row.laporId]

// biome-ignore lint/suspicious/noExplicitAny: a test reads what came, whatever its shape
async function admin(gateway: GatewayProcess, method: 'GET' | 'POST', path: string, body?: object): Promise<any> {
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, ...(body ? { 'content-type': 'application/json' } : {}) }
  return (await fetch(`${gateway.url}/admin/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })).json()
}

async function metrics(gateway: GatewayProcess): Promise<string> {
  return (await fetch(`${gateway.url}/metrics`)).text()
}
