import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { Client } from 'pg'
import { Webhook } from 'standardwebhooks'
import { hashPassword } from '../../src/access/passwords.ts'
import { MOST_OF_A_STOP_MS } from '../../src/stop-in-order.ts'
import { type LaporPeer, startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const ENV = { JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY }
const CREATE = 'POST /complaints/complaint'

test('SIGTERM with a centre that never answers, a poller in the middle of a page and a slow upload: it is gone within ten seconds, and nothing is lost or doubled', async (t) => {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  const asked = Promise.withResolvers<void>()
  const polled = Promise.withResolvers<void>()
  peer.on(
    CREATE,
    () => {
      asked.resolve()
      return new Promise(() => {})
    },
    { body: { complaint_id: 7002 } },
  )
  const partner = await openPartner(t, (_request, { response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[')
    polled.resolve()
    return undefined
  })
  const site = await openSite(t, peer.url)
  const gateway = await site.start({ ...ENV, JAKI_URL: partner.url })
  const stuck = await push(gateway.url, 'STUCK')
  await Promise.all([asked.promise, polled.promise])
  const upload = slowUpload(gateway.url)
  await upload.begun
  const kept = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => kept.destroy())
  assert.equal((await send(gateway.url, 'KEPT-1', kept)).connection, 'keep-alive')

  const watching = await watchConsole(gateway, site.databaseUrl)
  const gone = gateway.stop()
  const last = await send(gateway.url, 'KEPT-2', kept)
  assert.deepEqual([last.status, last.connection], [202, 'close'], 'what comes on a kept connection is served, and told to close')
  const late = await sendUntilRefused(gateway.url)
  const cut = await upload.answer
  assert.match(cut, /^HTTP\/1\.1 503 /)
  assert.match(cut, /connection: close/i)
  assert.match(cut, /gateway_stopping/)
  assert.equal(await gone, 0)
  assert.match(await watching.all, /event: pieces/, 'who looks at the console was sent something, and then the end')
  // What a busy machine adds to that is not the gateway's.
  assert.ok(MOST_OF_A_STOP_MS < 10_000)

  const next = await site.start(ENV)
  await until(next, stuck, 'unknown')
  for (const ticket of ['KEPT-1', 'KEPT-2', ...late]) await delivered(next, ticket)
  assert.equal(creates(peer, 'STUCK'), 1, 'what was sent and not answered is not sent again')
  for (const ticket of ['KEPT-1', 'KEPT-2', ...late]) assert.equal(creates(peer, ticket), 1)

  const idle = new Agent({ keepAlive: true })
  t.after(() => idle.destroy())
  await send(next.url, 'A', idle)
  await delivered(next, 'A')
  assert.equal(await next.stop(), 0)
  assert.match(
    next.log(),
    /"msg":"stopped"/,
    'with nothing to do it is done before its limit ends it, also while a kept connection is idle',
  )
})

test('a rolling restart of two gateways loses no report, drops hardly a connection, and every report arrives once', async (t) => {
  const peer = await startLaporPeer(t)
  let number = 8000
  scriptCentre(peer)
  peer.on(CREATE, () => {
    number += 1
    return { body: { complaint_id: number } }
  })
  const site = await openSite(t, peer.url)
  const gateways = [await site.start(ENV), await site.start(ENV)]
  const urls = gateways.map(({ url }) => url)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  let stopped = false
  let refused = 0
  let reset = 0
  const tickets: string[] = []

  /** Tries the other gateway when the connection is refused. A reset is counted: docs/adr/0022-stopping.md says in which moment one cannot be excluded. */
  async function client(name: number): Promise<void> {
    for (let at = 0; !stopped; at += 1) {
      const ticket = `R-${name}-${at}`
      for (let attempt = 0; ; attempt += 1) {
        try {
          const answer = await send(urls[(name + at + attempt) % 2] ?? '', ticket, agent)
          assert.equal(answer.status, 202, answer.body)
          break
        } catch (error) {
          const code = error instanceof Error ? Reflect.get(error, 'code') : null
          if ((code !== 'ECONNREFUSED' && code !== 'ECONNRESET') || attempt > 1000) throw error
          if (code === 'ECONNREFUSED') refused += 1
          else reset += 1
        }
      }
      tickets.push(ticket)
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
  }

  const clients = Promise.all(Array.from({ length: 4 }, (_, name) => client(name)))
  const failed = clients.then(
    () => undefined,
    (error: unknown) => error,
  )
  for (let round = 0; round < 2; round += 1) {
    const at = round
    assert.equal(await gateways[at]?.stop(), 0)
    gateways[at] = await site.start({ ...ENV, PORT: new URL(urls[at] ?? '').port })
  }
  stopped = true
  assert.equal(await failed, undefined)
  assert.ok(refused > 0, 'some came while one was away')
  assert.ok(reset <= 2, `${reset} connections were reset by two restarts`)
  assert.ok(tickets.length > 20)

  await eventually('all are delivered', async () => {
    const answer = await fetch(`${urls[0]}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
    const balance = (await answer.json()) as { accepted: number; delivered: number }
    assert.equal(balance.accepted, tickets.length)
    return balance.delivered === tickets.length ? true : undefined
  })
  const arrived = peer.to(CREATE).map(({ json }) => /R-\d+-\d+/.exec(String(json.content))?.[0] ?? '')
  assert.deepEqual(arrived.sort(), tickets.sort())
})

interface Answer {
  readonly status: number
  readonly connection: string
  readonly body: string
}

function send(url: string, ticket: string, agent: Agent): Promise<Answer> {
  const body = JSON.stringify(jqrReport({ ticket }))
  const now = new Date()
  const id = `msg_${ticket}`
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(JQR_SECRET).sign(id, now, body),
  }
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/in/jabar-quick-response`, { method: 'POST', agent, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection ?? '', body: text }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** On connections of their own; gives those that were still taken. */
async function sendUntilRefused(url: string): Promise<string[]> {
  const taken: string[] = []
  for (;;) {
    const ticket = `LATE-${taken.length}`
    try {
      assert.equal((await send(url, ticket, new Agent())).status, 202)
      taken.push(ticket)
    } catch (error) {
      if (error instanceof Error && Reflect.get(error, 'code') === 'ECONNREFUSED') return taken
      throw error
    }
  }
}

/** Sends the beginning of a body, and then nothing. */
function slowUpload(url: string): { begun: Promise<void>; answer: Promise<string> } {
  const begun = Promise.withResolvers<void>()
  const answer = new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.write(
        'POST /in/jabar-quick-response HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n',
      )
    })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
      if (text.startsWith('HTTP/1.1 100')) {
        text = ''
        socket.write('{"ticket":', () => begun.resolve())
      }
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
  return { begun: begun.promise, answer }
}

/** Signs in, and looks at the live page; `all` that came, when it has ended. */
async function watchConsole(gateway: GatewayProcess, databaseUrl: string): Promise<{ readonly all: Promise<string> }> {
  const [name, password] = ['rina', 'kata-sandi-uji-coba']
  const database = new Client({ connectionString: databaseUrl })
  await database.connect()
  const hash = await hashPassword(password, { N: 2 ** 10, r: 8, p: 1 })
  await database.query(`insert into accounts (id, name, role, password) values (gen_random_uuid(), $1, 'national', $2)`, [name, hash])
  await database.end()
  const signedIn = await fetch(`${gateway.url}/console/sign-in`, {
    method: 'POST',
    body: new URLSearchParams({ name, password }),
    headers: { origin: gateway.url },
    redirect: 'manual',
  })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const answer = await fetch(`${gateway.url}/console/live/now`, { headers: { cookie }, redirect: 'manual' })
  assert.equal(answer.status, 200)
  return { all: answer.text() }
}

async function push(url: string, ticket: string): Promise<string> {
  const answer = await pushReport(url, jqrReport({ ticket }))
  assert.equal(answer.status, 202)
  return ((await answer.json()) as { id: string }).id
}

function until(gateway: GatewayProcess, id: string, delivery: string): Promise<true> {
  return eventually(`${delivery} of ${id}`, async () => ((await readComplaint(gateway.url, id)).delivery === delivery ? true : undefined))
}

async function delivered(gateway: GatewayProcess, ticket: string): Promise<void> {
  await eventually(`${ticket} is delivered`, async () => {
    const answer = await fetch(`${gateway.url}/v1/complaints?ticket=${ticket}`, { headers: { 'x-api-key': JQR_KEY } })
    const { items } = (await answer.json()) as { items: { delivery: string }[] }
    return items[0]?.delivery === 'delivered' ? true : undefined
  })
}

function creates(peer: LaporPeer, ticket: string): number {
  return peer.to(CREATE).filter(({ text }) => text.includes(`${ticket}]`)).length
}
