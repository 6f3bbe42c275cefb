import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import pg from 'pg'
import type { Connector } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { People } from '../../src/contract/people.ts'
import { newKeys } from '../../src/ledger/sealing.ts'
import { eventually } from '../support/eventually.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { away, BUDI, idOf, openGateway, openTwoGateways, peopleOf, photo, reportOf, SITI, talk, WARGA } from './talk.ts'

test('what a person adds goes to LAPOR! with its files, once a message, over two gateways; nobody else can add', async (t) => {
  const [one, other] = await openTwoGateways(t)
  const id = idOf(await one.people.report(reportOf(SITI, 'm-1', 'Sampah menumpuk')))
  const add = (people: People, sender = SITI) =>
    people.add(id, { sender, messageId: 'm-2', text: ' Sudah seminggu ', files: [photo('foto saya.jpg')] })
  const outcomes = await Promise.all([add(one.people), add(other.people), add(one.people)])
  assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), ['added', 'seen', 'seen'])
  assert.deepEqual(await add(one.people), { outcome: 'seen', leftOut: 0 })
  const [update, ...more] = await one.ledger.updates.of(id)
  assert.deepEqual([update?.source, update?.body, update?.delivery, more.length], ['citizen', 'Sudah seminggu', 'accepted', 0])
  assert.deepEqual(
    (await one.ledger.attachments.of(update?.id ?? '')).map(({ url, name, state, mediaType }) => [url, name, state, mediaType]),
    [['file-part:0', 'lampiran-1.jpg', 'stored', 'image/jpeg']],
  )
  const withoutWords = {
    sender: SITI,
    messageId: 'm-3',
    text: '',
    files: [photo('b.jpg'), { ...photo('b.exe'), mediaType: 'application/x-msdownload' }],
  }
  assert.deepEqual(await one.people.add(id, withoutWords), { outcome: 'added', leftOut: 1 })
  const both = {
    sender: SITI,
    messageId: 'm-4',
    text: 'lihat foto',
    files: [photo('c.jpg'), { ...photo('d.jpg'), bytes: new Uint8Array(5_100_000) }],
  }
  assert.deepEqual([(await one.people.add(id, both)).outcome, (await one.people.add(id, both)).outcome], ['added', 'seen'])
  const [large, words] = (await one.ledger.updates.of(id)).reverse()
  assert.equal(words?.body, 'lihat foto')
  for (const [added, sizes] of [
    [words, [4]],
    [large, [5_100_000]],
  ] as const)
    assert.deepEqual(
      (await one.ledger.attachments.of(added?.id ?? '')).map(({ sizeBytes }) => sizeBytes),
      sizes,
      'a file that LAPOR! does not take waits by itself',
    )
  for (const caseId of [id, '01970000-0000-7000-8000-000000000001', 'none'])
    await assert.rejects(
      one.people.add(caseId, { sender: BUDI, messageId: 'm-9', text: 'x' }),
      (error) => error instanceof GatewayError && error.code === 'complaint_unknown',
    )
})

test('over the limit of a sender messages are counted as ignored; a channel may have limits of its own', async (t) => {
  const gateway = await openGateway(t, { channels: [WARGA, { ...WARGA, id: 'ketat', people: { perHour: 1 } }] })
  const strict = peopleOf(gateway, 'ketat')
  const outcomes: string[] = []
  for (const id of ['1', '1', '2', '2', '3', '3']) outcomes.push((await strict.admit(SITI, id)).outcome)
  assert.deepEqual(outcomes, ['welcome', 'welcome', 'limit_reached', 'limit_reached', 'over_limit', 'over_limit'])
  assert.deepEqual(
    (await gateway.ledger.ignored.all()).map(({ channel, count }) => [channel, count]),
    [['ketat', 2]],
  )
  assert.equal((await gateway.people.admit(SITI, '2')).outcome, 'welcome')
})

test('a message whose talk fails is answered with its code, so that it comes again', async (t) => {
  const failing: Connector = {
    ...talk,
    kind: 'gagal',
    converse: () => Promise.reject(away()),
  }
  const { converse: _none, ...silent } = { ...talk, kind: 'diam' }
  const { post } = await openGateway(t, {
    connectors: [failing, silent],
    channels: [
      { ...WARGA, connector: 'gagal' },
      { ...WARGA, id: 'diam', connector: 'diam' },
    ],
  })
  const answer = await post('warga', { sender: SITI, id: '1', text: 'x' })
  assert.deepEqual([answer.status, answer.body.code], [503, 'ledger_unavailable'])
  const quiet = await post('diam', { sender: SITI, id: '1', text: 'x' })
  assert.deepEqual([quiet.status, quiet.body], [200, ''])
})

test('a listener has people too, beside a connector that can be pushed to', async (t) => {
  const heard = Promise.withResolvers<unknown>()
  const both: Connector = {
    ...talk,
    async listen(_store, { people, signal }) {
      heard.resolve(await people.report(reportOf(SITI, 'dari-listen', 'Jembatan goyang')))
      if (!signal.aborted) await once(signal, 'abort')
    },
  }
  const { intake, ledger, post } = await openGateway(t, { connectors: [both], pace: { askLeaseMs: 20 } })
  intake.startPolling()
  assert.equal(((await heard.promise) as { outcome: string }).outcome, 'stored')
  assert.equal((await post('warga', { sender: SITI, id: 'dari-push', text: 'Halte rusak' })).body.outcome, 'stored')
  assert.equal((await ledger.people.cases('warga', SITI, 5)).length, 2)
})

test('conversations are woken once by one of two gateways, an error of one stops no other, and what was not done comes again', async (t) => {
  const calls: string[] = []
  const woken: string[] = []
  const done = Promise.withResolvers<void>()
  const waking: Connector = {
    ...talk,
    async wake({ key, version }, { people }) {
      calls.push(key)
      if (key === 'chat:rusak' && calls.filter((one) => one === key).length < 3) throw new Error('a fault of the connector')
      if (!(await people.memory.forget(key, version))) throw new Error('somebody was faster')
      woken.push(key)
      if (woken.length === 6) done.resolve()
    },
  }
  const shared = {
    databaseUrl: await testLedgerDatabase(t),
    keys: newKeys(),
    connectors: [waking],
    pace: { askLeaseMs: 20, wakeEveryMs: 20, wakeAgainMs: 400 },
  }
  const gateways = [await openGateway(t, shared), await openGateway(t, shared)]
  const [{ people, ledger }] = gateways as [(typeof gateways)[0]]
  const past = new Date(Date.now() - 1000)
  for (const key of ['chat:rusak', 'chat:1', 'chat:2', 'chat:3', 'chat:4', 'chat:5'])
    await people.memory.write(key, {}, { version: 0, wakeAt: past })
  await people.memory.write('chat:nanti', {}, { version: 0, wakeAt: new Date(Date.now() + 60_000) })
  for (const { intake } of gateways) intake.startPolling()
  await done.promise
  assert.deepEqual(woken.sort(), ['chat:1', 'chat:2', 'chat:3', 'chat:4', 'chat:5', 'chat:rusak'])
  assert.equal(calls.filter((key) => key === 'chat:rusak').length, 3)
  assert.deepEqual(await ledger.memory.claimDue(['warga'], 10, 1000), [])
  assert.ok(await people.memory.read('chat:nanti'))
})

test('a person is found in no table, log, file name or answer but sealed, whatever was done on the way', async (t) => {
  const NAME = 'Zulkifli Wiratmadja'
  const PHONE = '+6281234500987'
  const databaseUrl = await testLedgerDatabase(t)
  const { people, logged, ledger, post, intake } = await openGateway(t, {
    databaseUrl,
    pace: { wakeEveryMs: 20 },
    connectors: [{ ...talk, wake: () => Promise.reject(new GatewayError('connection_failed', 'no way out')) }],
  })
  await people.admit(PHONE, `${PHONE}-1`)
  const filed = await people.report(
    reportOf(PHONE, 'm-1', 'Lampu padam', {
      replyTo: { name: NAME },
      files: [photo(`${NAME} ${PHONE}.jpg`)],
      payload: { text: 'Lampu padam', name: NAME, phone: PHONE },
    }),
  )
  await people.report(reportOf(PHONE, 'm-2', '', { payload: { name: NAME, phone: PHONE }, words: '' }))
  await people.add(idOf(filed), { sender: PHONE, messageId: `${PHONE}-2`, text: 'masih padam', files: [photo(`${NAME}.jpg`)] })
  await people.memory.write(`talk:${PHONE}`, { name: NAME, phone: PHONE }, { version: 0, wakeAt: new Date(0) })
  for (let n = 0; n < 3; n += 1) await people.admit(PHONE, `${PHONE}-${n}`)
  const [receipt] = await ledger.feedback.of(idOf(filed))
  await ledger.feedback.markSent(receipt?.id ?? '', `${PHONE}:77`)
  await people.noteDelivery(`${PHONE}:77`, 'failed', 'expired')
  intake.startPolling()
  const answer = await post('warga', { sender: PHONE, id: 'm-3', text: 'Halo' })
  await eventually('the wake was logged', () => (logged.some((line) => line.includes('was not woken')) ? true : undefined))
  const places = [...(await dump(databaseUrl)), ['the log', logged.join('')], ['an answer', JSON.stringify(answer.body)]] as const
  assert.ok(places.length > 20)
  const leaks = places.flatMap(([place, text]) => leaksOf(text, [NAME, PHONE.slice(3)]).map((what) => `${place} holds ${what}`))
  assert.deepEqual(leaks, [])
})

function leaksOf(text: string, secrets: readonly string[]): string[] {
  const plain = text.toLowerCase()
  return secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('hex')]).filter((form) => plain.includes(form.toLowerCase()))
}

async function dump(databaseUrl: string): Promise<[string, string][]> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ tablename: string }>(`select tablename from pg_tables where schemaname = 'public'`)
    const dumps: [string, string][] = []
    for (const { tablename } of tables)
      dumps.push([tablename, JSON.stringify((await client.query(`select t::text from "${tablename}" t`)).rows)])
    return dumps
  } finally {
    await client.end()
  }
}
