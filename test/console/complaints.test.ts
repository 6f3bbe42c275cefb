import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { report, type TestGateway } from '../http/gateway.ts'
import { type Person, signIn } from './browse.ts'
import { startTwoProvinces, type TwoProvinces } from './two-provinces.ts'

// One person, whose contacts come with reports of two regions.
const SITI = { name: 'Zulkifli Wiratmadja', phone: '+6281234500987' }
const FOUND = '/console/complaints'

async function open(t: TestContext) {
  const world = await startTwoProvinces(t)
  const send = async (channel: string, more: object): Promise<string> =>
    (await world.gateway.post(channel, report({ ...SITI, ...more }))).body.id
  const own = await send('bandung', { ticket: 'SW-77', title: 'Jembatan putus', text: 'Jembatan gantung di Coblong putus sejak Rabu.' })
  const foreign = await send('semarang', { ticket: 'asing-78', title: 'Jembatan asing', text: 'Jembatan asing retak.' })
  while ((await world.gateway.ledger.searchTexts.fill(100)) > 0);
  return { ...world, ownId: own, foreignId: foreign }
}

/** The titles of what was found, in order. */
const titles = (text: string): string[] =>
  [...text.matchAll(/<th role="rowheader"[^>]*>.*?<a href="\/console\/complaints\/[^"]+">([^<]*)<\/a>/gs)].map(([, title]) => title ?? '')

async function find(person: Person, words: string, more: Record<string, string> = {}): Promise<string[]> {
  const { status, text } = await person.send(FOUND, { words, ...more })
  assert.equal(status, 200, text)
  return titles(text)
}

test('a complaint is found by its ticket, by phone and by its words, within the regions of who looks', async (t) => {
  const { gateway, ownId } = await open(t)
  const national = await signIn(gateway, 'national')
  const region = await signIn(gateway, 'region', '32.73')
  assert.equal((await region.send(FOUND, { words: 'SW-77' })).location, `/console/complaints/${ownId}`)
  assert.equal((await region.send(FOUND, { words: ownId })).location, `/console/complaints/${ownId}`)
  assert.deepEqual(await find(national, '0812-3450-0987'), ['Jembatan asing', 'Jembatan putus'])
  assert.deepEqual(await find(region, '0812 3450 0987'), ['Jembatan putus'])
  assert.deepEqual(await find(region, '0812 9999 0000'), [])
  assert.deepEqual(await find(national, 'jembatan'), ['Jembatan asing', 'Jembatan putus'])
  assert.deepEqual(await find(region, 'jembatannya coblong'), ['Jembatan putus'])
  assert.deepEqual(await find(region, 'asing-78'), [], 'a foreign ticket is not there')
  assert.deepEqual(await find(national, 'jembatan', { region: '33' }), ['Jembatan asing'])
  assert.deepEqual(await find(region, 'jembatan', { region: '33' }), [])
})

test('conditions stand in the address and words do not; a long list goes on page by page', async (t) => {
  const { gateway } = await open(t)
  const national = await signIn(gateway, 'national')
  const moved = await national.send(FOUND, { words: ' ', region: '32', delivery: 'parked', status: '' })
  assert.equal(moved.location, '/console/complaints?region=32&delivery=parked')
  assert.deepEqual(titles((await national.get(moved.location ?? '')).text), ['Laporan sendiri'])
  for (let n = 0; n < 55; n += 1) await gateway.post('bandung', report({ ticket: `m-${n}`, title: `Banyak ${n}` }))
  const first = await national.get(`${FOUND}?region=32.73`)
  assert.equal(titles(first.text).length, 50)
  const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&')
  assert.deepEqual(titles((await national.get(next ?? '')).text).slice(0, 5), ['Banyak 4', 'Banyak 3', 'Banyak 2', 'Banyak 1', 'Banyak 0'])
  const searched = await national.send(FOUND, { words: '081234500987' })
  assert.ok(!gateway.logged.join('').includes('81234500987'))
  assert.equal(searched.headers.get('cache-control'), 'no-store')
})

test('one complaint is followed from its arrival to the answer at its origin, in both languages, without who reported', async (t) => {
  const { gateway, ownId } = await open(t)
  const { ledger } = gateway
  const rina = await signIn(gateway, 'region', '32.73', 'rina')
  await ledger.complaints.markDelivered(ownId, { laporId: '4711', trackingId: 'TRK-9', institution: 'Dinas PU' }, new Date())
  await answer(gateway, ownId, 'Sudah kami perbaiki.')
  await ledger.exchanges.add([exchange(ownId, '{"nameUser": "‹nama›"}', '{"complaint_id": 4711}')])
  const { text } = await rina.get(`${FOUND}/${ownId}`)
  for (const said of [
    'Jembatan putus',
    'Jembatan gantung di Coblong putus sejak Rabu.',
    'SW-77',
    '4711',
    'TRK-9',
    'Dinas PU',
    'Kota Bandung',
  ])
    assert.ok(text.includes(said), said)
  assert.match(text, /Laporan diterima dan disimpan\..*LAPOR! sudah menerimanya\..*Kabar balik dapat dibaca.*Sudah kami perbaiki\./s)
  assert.match(text, /POST \/complaints\/complaint<\/code> → <strong>HTTP 200<\/strong>.*‹nama›.*complaint_id/s)
  assert.ok(!/zulkifli|wiratmadja|81234500987/i.test(text))
  await rina.send('/console/preferences', { language: 'en' })
  const english = (await rina.get(`${FOUND}/${ownId}`)).text
  assert.match(english, /The complaint was accepted and stored\..*LAPOR! has it\..*The origin can read the change\./s)
})

test('who reported is shown once, to who may and says why; it stands in the history and in the audit first, and nowhere else', async (t) => {
  const { gateway, ownId, foreignId } = await open(t)
  const rina = await signIn(gateway, 'region', '32.73', 'rina')
  const reader = await signIn(gateway, 'reader', '32.73')
  assert.ok(!(await reader.get(`${FOUND}/${ownId}`)).text.includes('/identity'))
  const ask = (person: Person, id: string, reason: string) => person.send(`${FOUND}/${id}/identity`, { reason })
  assert.equal((await ask(reader, ownId, 'ingin tahu')).status, 403)
  assert.equal((await ask(rina, foreignId, 'ingin tahu')).status, 404)
  assert.equal((await ask(rina, ownId, ' ')).status, 422)
  assert.deepEqual(await readings(gateway, ownId), [], 'what is refused is no reading')
  const opened = await ask(rina, ownId, 'surat 17/2026')
  assert.match(opened.text, /Zulkifli Wiratmadja.*\+6281234500987/s)
  assert.equal(opened.headers.get('cache-control'), 'no-store')
  assert.deepEqual(await readings(gateway, ownId), [{ actor: 'rina', reason: 'surat 17/2026' }])
  assert.ok((await gateway.ledger.events.of(ownId)).some(({ kind }) => kind === 'identity_read'))
  const page = (await rina.get(`${FOUND}/${ownId}`)).text
  assert.match(page, /rina<\/strong> melihat identitas pelapor.*surat 17\/2026/s)
  for (const text of [page, gateway.logged.join('')]) assert.ok(!/zulkifli|wiratmadja|81234500987/i.test(text))
})

test('what the law asks is done by who may, with a reason; others do not even see it', async (t) => {
  const { gateway, ownId } = await open(t)
  const national = await signIn(gateway, 'national')
  const region = await signIn(gateway, 'region', '32.73')
  const act = (person: Person, what: string, fields: Record<string, string> = {}) =>
    person.send(`${FOUND}/${ownId}/${what}`, { reason: 'surat 17/2026', ...fields })
  assert.ok(!(await region.get(`${FOUND}/${ownId}`)).text.includes(`${ownId}/erase`))
  for (const what of ['restrict', 'hold', 'erase']) assert.equal((await act(region, what)).status, 403, what)
  assert.equal((await act(national, 'hold')).location, `${FOUND}/${ownId}?done=hold`)
  assert.match((await act(national, 'erase')).text, /Laporan ini sedang ditahan untuk keperluan hukum/)
  await act(national, 'unhold')
  assert.equal((await act(national, 'restrict')).status, 303)
  assert.match((await national.get(`${FOUND}/${ownId}`)).text, /Pemrosesan dibatasi/)
  assert.equal((await act(national, 'erase', { text: 'yes' })).status, 303)
  const erased = (await national.get(`${FOUND}/${ownId}`)).text
  assert.match(erased, /Identitas pelapor, kiriman asli, dan berkas sudah dihapus/)
  assert.ok(!erased.includes('Jembatan gantung'))
  assert.deepEqual(await find(national, '081234500987'), ['Jembatan asing'])
  assert.deepEqual(await find(national, 'coblong'), [])
})

test('whatever citizens, regions and partners write is shown as text', async (t) => {
  const { gateway, own } = await open(t)
  const { ledger } = gateway
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`
  const id: string = (await gateway.post('bandung', report({ ticket: `T${evil}`, title: evil, text: `${evil}\n{name}`, name: evil }))).body
    .id
  await ledger.complaints.markParked(id, { code: 'refused_by_partner', message: evil, errors: [{ at: evil, message: evil }] })
  await ledger.exchanges.add([{ ...exchange(id, evil, evil), host: evil, call: evil }])
  await ledger.events.add(id, 'status_changed', { from: evil, to: evil, native: evil, message: evil, institution: evil })
  const parked: string = (await gateway.post('bandung', report({ ticket: `U${evil}`, text: undefined }))).body.id ?? own.parked
  const rina = await signIn(gateway, 'national')
  const pages = [
    await rina.get(FOUND),
    await rina.send(FOUND, { words: evil }),
    await rina.get(
      `${FOUND}?channel=${encodeURIComponent(evil)}&region=${encodeURIComponent(evil)}&from=${encodeURIComponent(evil)}&after=${encodeURIComponent(evil)}`,
    ),
    await rina.get(`${FOUND}/${id}?done=${encodeURIComponent(evil)}`),
    await rina.send(`${FOUND}/${id}/identity`, { reason: evil }),
    await rina.get(`${FOUND}/${id}`),
    await rina.get('/console/parked'),
    await rina.get('/console/parked/refused_by_partner'),
    await rina.send('/console/replays/preview', { ids: [id, parked] }),
    await rina.get(`${FOUND}/${encodeURIComponent(evil)}`),
    await rina.get(`/console/replays/${encodeURIComponent(evil)}`),
  ]
  for (const [n, { text, headers }] of pages.entries()) {
    assert.doesNotMatch(text, /<script>alert|<img src=x/, `page ${n}`)
    assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'/)
  }
  assert.ok(pages[3]?.text.includes('&lt;script&gt;alert(1)'))
})

async function readings({ ledger }: TestGateway, id: string): Promise<object[]> {
  const rows = await ledger.audit.of(id)
  return rows.filter(({ action }) => action === 'identity_read').map(({ actor, detail }) => ({ actor, reason: detail['reason'] }))
}

async function answer({ ledger }: TwoProvinces['gateway'], id: string, text: string): Promise<void> {
  const feedback = {
    key: 'answer:1',
    kind: 'answer',
    status: 'answered',
    statusNative: 'Selesai',
    statusOrigin: 'selesai',
    at: new Date(),
    state: 'readable',
  } as const
  await ledger.complaints.recordCase(id, {
    status: 'answered',
    statusNative: 'Selesai',
    followAt: null,
    feedback: [{ ...feedback, id: '019ab1c2-7d1e-7c3a-9f10-3a5b6c7d8e9f', answer: { text, from: 'Dinas PU', attachments: [] } }],
    events: [{ kind: 'status_changed', data: { from: 'received', to: 'answered', native: 'Selesai' } }],
  })
}

function exchange(complaintId: string, request: string, answered: string) {
  const about = { complaintId, updateId: null, feedbackId: null, at: new Date(), digest: null } as const
  return {
    ...about,
    peer: 'centre',
    host: 'splp.example',
    call: 'POST /complaints/complaint',
    ms: 31,
    status: 200,
    code: null,
    request,
    answer: answered,
  } as const
}
