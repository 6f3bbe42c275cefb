import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { away, BUDI, idOf, isAway, openGateway, openTwoGateways, photo, reportOf, SITI } from './talk.ts'

test('a message becomes a complaint under its own ticket, with a receipt for the person, once however often it comes', async (t) => {
  const { post, ledger, people } = await openGateway(t)
  const first = await post('warga', { sender: SITI, id: 'm-1', text: 'Lampu jalan padam di RT 4' })
  assert.equal(first.status, 201)
  assert.equal(first.body.outcome, 'stored')
  assert.match(first.body.reference, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
  const again = await post('warga', { sender: SITI, id: 'm-1', text: 'Lampu jalan padam di RT 4' })
  assert.deepEqual(again.body, { ...first.body, outcome: 'seen' })

  const row = await ledger.complaints.findByTicket('warga', 'm-1')
  assert.equal(row?.id, first.body.id)
  const feedback = await ledger.feedback.of(first.body.id)
  assert.deepEqual(
    feedback.map(({ kind, status, statusOrigin, state }) => [kind, status, statusOrigin, state]),
    [['receipt', 'received', 'baru', 'pending']],
  )
  assert.deepEqual(await ledger.feedback.claimDue(5, 1000), [feedback[0]?.id])
  const recipient = await ledger.people.recipient(first.body.id)
  assert.deepEqual(recipient, { sender: SITI, replyTo: { language: 'id' }, reference: first.body.reference, title: row?.complaint?.title })
  assert.equal((await people.cases(SITI, 5)).length, 1)
})

test('the same words of one sender, sent at once over two gateways, are one complaint', async (t) => {
  const [one, other] = await openTwoGateways(t)
  const texts = ['Jalan berlubang di depan pasar', ' jalan BERLUBANG  di depan pasar']
  const filed = await Promise.all(
    Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).people.report(reportOf(SITI, `m-${n}`, texts[n % 2] ?? ''))),
  )
  const ids = new Set(filed.map((one) => ('id' in one ? one.id : '')))
  assert.equal(ids.size, 1)
  const outcomes = filed.map(({ outcome }) => outcome)
  assert.equal(outcomes.filter((outcome) => outcome === 'stored').length, 1)
  // seen: another of them was stored under its ticket before it came to that itself.
  assert.ok(
    outcomes.every((outcome) => ['stored', 'same_words', 'seen'].includes(outcome)),
    String(outcomes),
  )
  assert.equal((await one.ledger.complaints.balance({})).accepted, 1)
  assert.equal((await one.ledger.feedback.of([...ids][0] ?? '')).length, 1, 'one receipt')
  const otherSender = await one.people.report(reportOf(BUDI, 'm-b', texts[0] ?? ''))
  assert.equal(otherSender.outcome, 'stored', 'the same words of somebody else are another complaint')
})

test('what stands beside the same words and is new, photos and a place, is added to the first, once; what is known is not', async (t) => {
  const [one, other] = await openTwoGateways(t)
  const words = 'Jalan berlubang di depan pasar'
  const large = { ...photo('c.jpg'), bytes: new Uint8Array(5_100_000) }
  const report = (
    ticket: string,
    files: readonly { field: string; name: string; mediaType: string; bytes: Uint8Array }[],
    place?: string,
  ) => reportOf(SITI, ticket, words, { files, payload: { text: words, place } })
  const first = await one.people.report(report('m-1', [photo('a.jpg')]))
  const id = idOf(first)
  const again = () => other.people.report(report('m-2', [photo('a.jpg'), photo('foto.jpg'), large], 'Pasar Baru'))
  const same = { outcome: 'same_words', id, reference: 'reference' in first ? first.reference : '', leftOut: 0 }
  assert.deepEqual(await again(), { ...same, added: 2 })
  assert.deepEqual(await again(), { ...same, added: 0 }, 'delivered once more')
  assert.deepEqual(await one.people.report(report('m-3', [photo('a.jpg')], 'Pasar Baru')), { ...same, added: 0 })
  const added = await Promise.all(
    (await one.ledger.updates.of(id)).map(async ({ id: update, body, delivery }) => [
      body,
      delivery,
      (await one.ledger.attachments.of(update)).map(({ sizeBytes }) => sizeBytes),
    ]),
  )
  const only = 'Pelapor mengirim berkas tambahan.'
  assert.deepEqual(
    added.toSorted(),
    [
      [only, 'accepted', [4]],
      [only, 'accepted', [5_100_000]],
      ['Pelapor menyebut lokasi: Pasar Baru', 'accepted', []],
    ].toSorted(),
  )
  assert.equal((await one.ledger.complaints.balance({})).accepted, 1)
})

test('of two with the same words, the second is kept when the first died before it was stored; the first finds itself when it comes again', async (t) => {
  let dead = true
  const dying = (ledger: Ledger): Ledger => ({
    ...ledger,
    complaints: { ...ledger.complaints, insert: (complaint) => (dead ? Promise.reject(away()) : ledger.complaints.insert(complaint)) },
  })
  const { people, ledger } = await openGateway(t, { around: dying })
  const first = () => people.report(reportOf(SITI, 'm-1', 'Got mampet di gang dua'))
  await assert.rejects(first(), isAway)
  dead = false
  const second = await people.report(reportOf(SITI, 'm-2', 'Got mampet di gang dua'))
  assert.equal(second.outcome, 'stored')
  const again = await first()
  assert.deepEqual([again.outcome, idOf(again)], ['seen', idOf(second)])
  assert.deepEqual(
    [await people.find(SITI, { ticket: 'm-2' }), 1],
    [await people.find(SITI, { ticket: 'm-1' }), (await ledger.complaints.balance({})).accepted],
  )
})

test('a gateway may die behind each step of a report: what comes again completes it, once', async (t) => {
  const files = [photo('a.jpg'), { ...photo('b.exe'), mediaType: 'application/x-msdownload' }]
  // The step is done, and its answer is lost with the gateway.
  let deadAfter = ''
  const after =
    <A extends unknown[], R>(step: string, work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const result = await work(...args)
      if (deadAfter === step) throw away()
      return result
    }
  const { people, ledger } = await openGateway(t, {
    around: (ledger) => ({
      ...ledger,
      people: { ...ledger.people, keptUnder: after('words', ledger.people.keptUnder) },
      complaints: { ...ledger.complaints, insert: after('insert', ledger.complaints.insert) },
      events: { ...ledger.events, add: after('event', ledger.events.add) },
    }),
  })
  for (const step of ['words', 'insert', 'event']) {
    const report = () => people.report(reportOf(SITI, `m-${step}`, `Pohon tumbang ${step}`, { files }))
    deadAfter = step
    await assert.rejects(report(), isAway)
    deadAfter = ''
    const filed = [await report(), await report()]
    assert.deepEqual(
      filed.map(({ outcome }) => outcome),
      step === 'words' ? ['stored', 'seen'] : ['seen', 'seen'],
    )
    const [id = ''] = filed.map(idOf)
    assert.deepEqual(
      (await ledger.feedback.of(id)).map(({ kind }) => kind),
      ['receipt'],
    )
    assert.equal((await ledger.people.recipient(id))?.sender, SITI)
    const leftOut = (await ledger.events.of(id)).filter(({ kind }) => kind === 'file_left_out')
    assert.deepEqual(
      leftOut.map(({ data }) => data['files']),
      [[{ position: 1, code: 'media_type_unsupported', mediaType: 'application/x-msdownload', sizeBytes: 4 }]],
    )
    assert.deepEqual(
      (await ledger.attachments.of(id)).map(({ url, state }) => [url, state]),
      [['file-part:0', 'stored']],
    )
  }
  assert.equal((await ledger.complaints.balance({})).accepted, 3)
})

test('a photo that is larger than LAPOR! takes waits by itself, and the complaint goes on', async (t) => {
  const { people, ledger } = await openGateway(t)
  const files = [photo('a.jpg'), { ...photo('b.jpg'), bytes: new Uint8Array(5_100_000) }]
  const report = () => people.report(reportOf(SITI, 'm-1', 'Tanggul jebol', { files }))
  const filed = [await report(), await report()]
  assert.deepEqual(
    filed.map(({ outcome }) => outcome),
    ['stored', 'seen'],
  )
  const [id = ''] = filed.map(idOf)
  assert.deepEqual(
    (await ledger.attachments.of(id)).map(({ sizeBytes }) => sizeBytes),
    [4],
  )
  const updates = await ledger.updates.of(id)
  assert.deepEqual(
    updates.map(({ source, delivery }) => [source, delivery]),
    [['citizen', 'accepted']],
  )
  assert.deepEqual(
    (await ledger.attachments.of(updates[0]?.id ?? '')).map(({ sizeBytes, state }) => [sizeBytes, state]),
    [[5_100_000, 'stored']],
  )
})

test('what cannot be mapped is parked with its files and its person, who gets a receipt', async (t) => {
  const { people, ledger } = await openGateway(t)
  const filed = await people.report(reportOf(SITI, 'm-1', '', { payload: {}, words: '', files: [photo('a.jpg')] }))
  assert.equal(filed.outcome, 'parked')
  const id = idOf(filed)
  assert.equal((await ledger.complaints.get(id))?.delivery, 'parked')
  assert.deepEqual(
    (await ledger.attachments.of(id)).map(({ state, mediaType }) => [state, mediaType]),
    [['stored', 'image/jpeg']],
  )
  assert.equal((await ledger.feedback.of(id)).length, 1)
  assert.equal((await people.find(SITI, { ticket: 'm-1' }))?.id, id)
  const other = await people.report(reportOf(SITI, 'm-2', '', { payload: { text: 'foto saja' }, words: '' }))
  assert.equal(other.outcome, 'stored', 'two without words are not the same')
})

test('a ticket that is too long for the ledger is kept under a name of its own, and found', async (t) => {
  const { people } = await openGateway(t)
  const ticket = `<${'panjang'.repeat(80)}@contoh.id>`
  const filed = await people.report(reportOf(SITI, ticket, 'Air keruh'))
  assert.equal((await people.report(reportOf(SITI, ticket, 'Air keruh'))).outcome, 'seen')
  assert.equal((await people.find(SITI, { ticket }))?.id, idOf(filed))
})

test('somebody else who uses a known ticket neither takes the case over nor sees it; what they said is kept for the staff', async (t) => {
  const { people, ledger } = await openGateway(t)
  const mine = await people.report(reportOf(SITI, '<1@contoh.id>', 'Trotoar rusak'))
  const theirs = await people.report(reportOf(BUDI, '<1@contoh.id>', 'Saya mau ambil alih'))
  assert.equal(theirs.outcome, 'parked')
  assert.equal(await people.find(BUDI, { ticket: '<1@contoh.id>' }), null)
  assert.equal((await ledger.people.recipient(idOf(mine)))?.sender, SITI)
  assert.deepEqual(
    (await ledger.updates.of(idOf(mine))).map(({ source, delivery }) => [source, delivery]),
    [['conflict', 'parked']],
  )
})
