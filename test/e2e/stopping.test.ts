import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import net, { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { Webhook } from 'standardwebhooks'
import { hashPassword } from '../../src/access/passwords.ts'
import { MOST_OF_A_STOP_MS } from '../../src/stop-in-order.ts'
import { type LaporPeer, startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite, type Site } from '../support/gateway-process.ts'
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
  const watching = await watchConsole(gateway, site.databaseUrl)
  // Nothing that takes long stands between the two: a connection that rested for more than three seconds is closed.
  const kept = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => kept.destroy())
  assert.equal((await send(gateway.url, 'KEPT-1', kept)).connection, 'keep-alive')

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

test('a rolling restart of two gateways, each on a port of its own, drops no request and no connection, and every report arrives once', async (t) => {
  const { site, peer } = await openCounted(t)
  const gateways = [await site.start(ENV), await site.start(ENV)]
  const urls = gateways.map(({ url }) => url)
  const senders = startSenders(t, (turn) => urls[turn % 2] ?? '')
  for (const at of [0, 1]) {
    assert.equal(await gateways[at]?.stop(), 0)
    gateways[at] = await site.start({ ...ENV, PORT: new URL(urls[at] ?? '').port })
  }
  const { tickets, refused } = await senders.end()
  assert.ok(refused > 0, 'some came while one was away, and went to the other')
  await arriveOnce(peer, urls[0] ?? '', tickets)
})

test('a rolling restart of two gateways on one socket that was handed over does not even refuse anybody', async (t) => {
  const { site, peer } = await openCounted(t)
  const socket = openSocket(t)
  const first = await site.startOn(socket.fd, ENV)
  const senders = startSenders(t, () => first.url)
  const second = await site.startOn(socket.fd, ENV)
  assert.equal(await first.stop(), 0)
  const third = await site.startOn(socket.fd, ENV)
  assert.equal(await second.stop(), 0)
  const { tickets, refused } = await senders.end()
  assert.equal(refused, 0)
  await arriveOnce(peer, third.url, tickets)
})

/** A centre that gives each report a number. */
async function openCounted(t: TestContext): Promise<{ site: Site; peer: LaporPeer }> {
  const peer = await startLaporPeer(t)
  let number = 8000
  scriptCentre(peer)
  peer.on(CREATE, () => {
    number += 1
    return { body: { complaint_id: number } }
  })
  return { site: await openSite(t, peer.url), peer }
}

/** Bound, and not listening: each gateway listens on it. Node has this for its clusters only. */
function openSocket(t: TestContext): { readonly fd: number } {
  const open: unknown = Reflect.get(net, '_createServerHandle')
  assert.ok(typeof open === 'function')
  const handle: unknown = Reflect.apply(open, net, ['127.0.0.1', 0, 4])
  assert.ok(typeof handle === 'object' && handle !== null && 'fd' in handle && 'close' in handle)
  const { fd, close } = handle
  assert.ok(typeof fd === 'number' && typeof close === 'function')
  t.after(() => Reflect.apply(close, handle, []))
  return { fd }
}

interface Senders {
  /** Throws what any of them met but a refused connection, behind which they try the other gateway. */
  end(): Promise<{ tickets: string[]; refused: number }>
}

/** Six, on connections that are kept and on new ones. */
function startSenders(t: TestContext, urlOf: (turn: number) => string): Senders {
  const kept = new Agent({ keepAlive: true })
  t.after(() => kept.destroy())
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  const tickets: string[] = []
  let refused = 0

  async function sendOn(name: number): Promise<void> {
    for (let at = 0; !stopping.signal.aborted; at += 1) {
      const ticket = `R-${name}-${at}`
      await sendSomewhere(ticket, name + at, name % 2 === 0 ? kept : new Agent())
      tickets.push(ticket)
      await pause(30)
    }
  }

  async function sendSomewhere(ticket: string, turn: number, agent: Agent): Promise<void> {
    try {
      const answer = await send(urlOf(turn), ticket, agent)
      assert.equal(answer.status, 202, answer.body)
    } catch (error) {
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ECONNREFUSED' || stopping.signal.aborted) throw error
      refused += 1
      await sendSomewhere(ticket, turn + 1, agent)
    }
  }

  const all = Promise.all(Array.from({ length: 6 }, (_, name) => sendOn(name)))
  all.catch(() => undefined)
  return {
    async end() {
      stopping.abort()
      await all
      return { tickets, refused }
    },
  }
}

async function arriveOnce(peer: LaporPeer, url: string, tickets: readonly string[]): Promise<void> {
  assert.ok(tickets.length > 20)
  await eventually('all are delivered', async () => {
    const answer = await fetch(`${url}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
    const balance = (await answer.json()) as { accepted: number; delivered: number }
    assert.equal(balance.accepted, tickets.length)
    return balance.delivered === tickets.length ? true : undefined
  })
  const arrived = peer.to(CREATE).map(({ json }) => /R-\d+-\d+/.exec(String(json.content))?.[0] ?? '')
  assert.deepEqual(arrived.sort(), tickets.toSorted())
}

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
