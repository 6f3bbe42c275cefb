import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { STATUSES } from '../../src/contract/complaint.ts'
import type { Feedback } from '../../src/contract/connector.ts'
import { ERRORS } from '../../src/contract/errors.ts'
import type { Language } from '../../src/contract/texts.ts'
import { FEEDBACK, openTestChannel } from '../peers/channel.ts'
import { assertBothLanguages } from './check-probe.ts'
import { type ConnectorDescription, labelOf, type Peer } from './describe-connector.ts'
import { openPeopleBench } from './people-bench.ts'

/** What people are told. */
export function checkPeopleReply<Config, Secret extends string>(description: ConnectorDescription<Config, Secret>): void {
  const { connector, people: described } = description
  if (described === undefined || connector.reply === undefined) return
  const label = labelOf(description)
  const reply = async (...[sent, channel]: Parameters<NonNullable<typeof connector.reply>>) => connector.reply?.(sent, channel)

  test(`${label}: reply: a receipt tells the person the ticket number, and in whose name, in their turn`, async (t) => {
    const { peer, people, channel } = await openPeopleBench(t, description)
    await reply(feedbackFor(peer, 'id', { kind: 'receipt', status: 'received', laporId: '', trackingId: null, answer: null }), channel)
    const [told] = peer.told()
    assert.ok(told)
    assert.ok(told.text.includes(REFERENCE), told.text)
    assert.ok(
      told.text.includes(channel.region.name) || told.text.includes(channel.app),
      `neither the region nor the app is named: ${told.text}`,
    )
    assert.ok(people.turns > 0, 'people.turn was not asked')
  })

  test(`${label}: reply: each of the thirteen statuses is a sentence, in both languages, with the ticket number`, async (t) => {
    const { peer, channel } = await openPeopleBench(t, description)
    const texts = new Set<string>()
    for (const language of ['id', 'en'] as const) {
      for (const status of STATUSES) {
        const before = peer.told().length
        await reply(feedbackFor(peer, language, { id: `${language}-${status}`, kind: 'status', status, answer: null }), channel)
        const text = peer.told()[before]?.text ?? ''
        assert.ok(text.includes(REFERENCE), `${status}, ${language}: ${text}`)
        assert.doesNotMatch(text, /[{}]|undefined|null|\[object/, 'nothing of a program')
        texts.add(text)
      }
    }
    assert.equal(texts.size, 2 * STATUSES.length, 'each has words of its own')
  })

  test(`${label}: reply: an answer of the institution comes with its words`, async (t) => {
    const { peer, channel } = await openPeopleBench(t, description)
    await reply(feedbackFor(peer, 'id', {}), channel)
    const text = peer.told()[0]?.text ?? ''
    assert.ok(text.includes(FEEDBACK.answer?.text ?? '?'), text)
  })

  test(`${label}: reply: the same feedback twice says the same`, async (t) => {
    const { peer, channel } = await openPeopleBench(t, description)
    const feedback = feedbackFor(peer, 'id', {})
    await reply(feedback, channel)
    await reply(feedback, channel)
    const [first, second = first] = peer.told()
    assert.deepEqual(second, first)
  })

  test(`${label}: reply: nobody is told about an erased person`, async (t) => {
    const { peer, channel, failure } = await openPeopleBench(t, description)
    const error = await failure(reply({ ...feedbackFor(peer, 'id', {}), recipient: null }, channel))
    assert.equal(error.code, 'recipient_gone')
    assert.deepEqual(peer.told(), [])
  })

  test(`${label}: reply: whoever cannot be reached any more → recipient_gone`, async (t) => {
    const { peer, channel, failure } = await openPeopleBench(t, description)
    if (peer.gone === null) return t.diagnostic('the protocol does not tell')
    peer.gone()
    assert.equal((await failure(reply(feedbackFor(peer, 'id', {}), channel))).code, 'recipient_gone')
  })

  test(`${label}: reply: too much for the other side → throttled, or tried later`, async (t) => {
    const { peer, channel, failure } = await openPeopleBench(t, description)
    if (peer.throttle === null) return t.diagnostic('the protocol does not tell')
    peer.throttle()
    const error = await failure(reply(feedbackFor(peer, 'id', {}), channel))
    assert.equal(error.code, 'throttled')
    assert.ok(error.retryAfterMs === undefined || error.retryAfterMs > 0)
  })

  test(`${label}: probe: a good other side is healthy, and nobody is told anything`, async (t) => {
    const { peer, channel } = await openPeopleBench(t, description)
    const probe = await connector.probe(channel)
    assert.equal(probe.healthy, true, probe.detail)
    assertBothLanguages(probe)
    assert.deepEqual(peer.told(), [])
  })

  const { at } = described
  if (at === undefined) return
  for (const { name, rule } of SOCKETS) {
    test(`${label}: a server that ${name}: probe is one line, reply a coded error`, { timeout: 90_000 }, async (t) => {
      const { config, secrets } = at(await listenWith(t, rule))
      const stop = new AbortController()
      t.after(() => stop.abort())
      const channel = openTestChannel<Config, Secret>(t, { config, secrets, signal: stop.signal })
      const probe = await connector.probe(channel)
      assert.equal(probe.healthy, false)
      assert.match(probe.detail, /^[^\n]{5,600}$/)
      assertBothLanguages(probe)
      const { peer } = await openPeopleBench(t, description)
      const error = await reply(feedbackFor(peer, 'id', {}), channel).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Error && 'code' in error, String(error))
      assert.ok(String(error.code) in ERRORS, String(error))
    })
  }
}

const REFERENCE = '7K2QD-90PXA'

function feedbackFor<Config, Secret extends string>(peer: Peer<Config, Secret>, language: Language, changes: Partial<Feedback>): Feedback {
  const recipient = { sender: peer.person, replyTo: peer.replyTo(language), reference: REFERENCE, title: 'Jembatan putus' }
  return { ...FEEDBACK, origin: { ...FEEDBACK.origin, ticket: 'T-1' }, ...changes, recipient }
}

/** Servers at their worst, whatever the protocol. */
const SOCKETS: readonly { readonly name: string; readonly rule: (socket: Socket) => void }[] = [
  { name: 'hangs up at once', rule: (socket) => void socket.destroy() },
  { name: 'talks HTTP', rule: (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n') },
  { name: 'sends garbage', rule: (socket) => void socket.end(Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 37) % 256))) },
  { name: 'never stops', rule: (socket) => flood(socket) },
]

function flood(socket: Socket): void {
  const chunk = Buffer.alloc(65_536, 0x41)
  const more = () => {
    while (socket.writable && socket.write(chunk));
  }
  socket.on('drain', more)
  more()
}

async function listenWith(t: TestContext, rule: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    rule(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
