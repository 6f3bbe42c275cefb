import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { CompiledMapping } from '../../src/contract/mapping.ts'
import { loadMappings } from '../../src/mapping/load-mappings.ts'
import { runReplay } from '../../src/operations/run-replay.ts'
import { channel, report, startGateway, type TestGateway } from '../http/gateway.ts'
import { reportMapping } from '../http/report-mapping.ts'
import { type Person, signIn } from './browse.ts'

async function open(t: TestContext) {
  const gateway = await startGateway(t, {
    mappings: [retitled],
    central: { follow: async () => CASE, inspect: async () => ({ content: null, trackingId: 'TRK', institution: null }) },
  })
  const rina = await signIn(gateway, 'national', null, 'rina')
  return { gateway, rina }
}

/** A new version that says the title otherwise. */
const retitled: CompiledMapping = {
  ...reportMapping,
  version: 'v2',
  ref: 'report/v2',
  map: (payload, context) => {
    const mapped = reportMapping.map(payload, context)
    return mapped.outcome === 'complaint' ? { ...mapped, complaint: { ...mapped.complaint, title: 'Jembatan retak' } } : mapped
  },
}

const CASE = {
  status: 'received',
  statusNative: 'x',
  institution: null,
  institutionId: null,
  trackingId: null,
  followups: [],
  dispositions: [],
} as const

async function parked(gateway: TestGateway, count: number, message = 'HTTP 422: kategori salah'): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const { body } = await gateway.post('app', report({ title: `Laporan ${n}` }))
    await gateway.ledger.complaints.markParked(body.id, { code: 'refused_by_partner', message })
    ids.push(body.id)
  }
  return ids
}

async function unknown(gateway: TestGateway, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const { body } = await gateway.post('app', report({ title: `Laporan ${n}` }))
    await gateway.ledger.steps.markSent(body.id, 'create')
    await gateway.ledger.complaints.markUnknown(body.id, { code: 'outcome_unknown', message: 'HTTP 504' })
    ids.push(body.id)
  }
  return ids
}

/** As a gateway does in the background. */
async function carryOut({ ledger, operationsParts }: TestGateway): Promise<void> {
  for (const row of await ledger.replays.running()) await runReplay(operationsParts, row, new AbortController().signal)
}

async function deliveries(gateway: TestGateway, ids: readonly string[]): Promise<(string | undefined)[]> {
  return Promise.all(ids.map(async (id) => (await gateway.ledger.complaints.get(id))?.delivery))
}

const bodyOf = async (person: Person, path: string | null) => (await person.get(path ?? '')).text

test('a fault at a field is read in Indonesian first: by reason, in the list, on the complaint and in the answer to the region', async (t) => {
  const { mappings } = await loadMappings(join(import.meta.dirname, '../../mappings'))
  const qlue = [...mappings.values()].filter(({ source }) => source === 'qlue')
  const gateway = await startGateway(t, { channels: [channel('app'), channel('qlue', { mapping: 'qlue/v1' })], mappings: qlue })
  const rina = await signIn(gateway, 'national', null, 'rina')
  const refused = await gateway.post('qlue', { post_id: 'Q-7' })
  assert.equal(refused.status, 422)
  const en = 'a text is expected here (or at /post_title); nothing was sent'
  const id = 'di sini diharapkan teks (atau di /post_title); tidak ada yang dikirim'
  assert.deepEqual(refused.body.errors, [{ at: '/post_desc', message: en, words: { id, en } }])

  const [complaint, old] = await Promise.all(
    [1, 2].map(async (n) => (await gateway.post('app', report({ title: `Laporan ${n}` }))).body.id),
  )
  const fault = { at: '/post_desc', message: en }
  const reason = { code: 'mapping_failed', message: `/post_desc: ${en} (and 1 more)` } as const
  await gateway.ledger.complaints.markParked(complaint, { ...reason, errors: [{ ...fault, words: { id, en } }, fault] })
  assert.match(
    await bodyOf(rina, '/console/parked'),
    />\/post_desc: di sini diharapkan teks \(atau di \/post_title\); tidak ada yang dikirim \(dan 1 lagi\)<\/a>/,
  )
  await gateway.ledger.complaints.markParked(old, { ...reason, errors: [fault] })
  const list = await bodyOf(rina, '/console/parked/mapping_failed')
  assert.ok(
    list.includes(`/post_desc: ${id} (dan 1 lagi)<br><span class="hint">Rincian (Inggris): <span lang="en">${reason.message}</span>`),
  )
  assert.equal(list.split(id).length - 1, 1, 'what was parked before is told in English, as it was kept')
  assert.ok((await bodyOf(rina, `/console/complaints/${complaint}`)).includes(`<code>/post_desc</code> ${id}<br>`))
  await rina.send('/console/preferences', { language: 'en' })
  assert.ok(!(await bodyOf(rina, '/console/parked/mapping_failed')).includes(id))
})

test('what is parked stands by reason with what to do; a group is replayed behind a preview, and its progress is shown', async (t) => {
  const { gateway, rina } = await open(t)
  const ids = await parked(gateway, 3)
  const groups = await bodyOf(rina, '/console/parked')
  assert.match(groups, /LAPOR! menolak \(3\).*Yang perlu dilakukan.*Baca alasan dari LAPOR!.*HTTP 422: kategori salah/s)
  const list = await bodyOf(rina, '/console/parked/refused_by_partner?channel=app&region=32')
  assert.equal([...list.matchAll(/name="ids"/g)].length, 3)
  const group = { code: 'refused_by_partner', channel: 'app', region: '32' }
  const preview = await rina.send('/console/replays/preview', group)
  assert.match(preview.text, /3 laporan ditahan; 3 yang pertama ditampilkan: 3 menjadi laporan, 0 tetap ditahan/)
  assert.deepEqual(await deliveries(gateway, ids), ['parked', 'parked', 'parked'], 'nothing was done yet')
  assert.equal((await rina.send('/console/replays', group)).status, 422, 'a reason is needed')
  const started = await rina.send('/console/replays', { ...group, reason: 'kategori dibetulkan' })
  assert.match(await bodyOf(rina, started.location), /hx-get="\/console\/replays\/[^"]+\/progress"/)
  await carryOut(gateway)
  const done = await bodyOf(rina, `${started.location}/progress`)
  assert.match(done, /3 dari 3 selesai, 0 tidak dapat/)
  assert.ok(!done.includes('hx-get'), 'it asks no more when it is over')
  assert.deepEqual(await deliveries(gateway, ids), ['accepted', 'accepted', 'accepted'])
  assert.match(await bodyOf(rina, '/console/parked'), /Tidak ada laporan yang ditahan/)
})

test('a preview shows before and after side by side, with what differs marked, and never the person', async (t) => {
  const { gateway, rina } = await open(t)
  const { body } = await gateway.post('app', report({ title: 'Jembatan putus', name: 'Zulkifli Wiratmadja' }))
  await gateway.ledger.complaints.markParked(body.id, { code: 'mapping_failed', message: 'x' })
  gateway.change((settings) => ({ ...settings, channels: new Map([['app', channel('app', { mapping: retitled.ref })]]) }))
  const { text } = await rina.send('/console/replays/preview', { ids: body.id })
  assert.match(text, /<del>report\/v1<\/del> → <ins>report\/v2<\/ins>/)
  assert.match(text, /\/title.*Jembatan <del>putus<\/del>.*Jembatan <ins>retak<\/ins>/s)
  assert.ok(!/zulkifli/i.test(text))
})

test('selected ones are discarded with a reason; what somebody else decided meanwhile is said and not overwritten', async (t) => {
  const { gateway, rina } = await open(t)
  const [a = '', b = '', c = ''] = await parked(gateway, 3)
  assert.equal((await rina.send('/console/parked/discard', { ids: [a, b], why: '' })).status, 422)
  assert.equal((await rina.send('/console/parked/discard', { why: 'uji' })).status, 422, 'nothing ticked is nothing meant')
  const started = await rina.send('/console/parked/discard', { ids: [a, b], why: 'laporan uji' })
  const budi = await signIn(gateway, 'national', null, 'budi')
  const [discard] = await gateway.ledger.replays.running()
  await budi.send('/console/replays', { ids: b, reason: 'kategori dibetulkan' })
  for (const row of await gateway.ledger.replays.running())
    if (row.id !== discard?.id) await runReplay(gateway.operationsParts, row, new AbortController().signal)
  await carryOut(gateway)
  const page = await bodyOf(rina, started.location)
  assert.match(page, /1 dari 2 selesai, 1 tidak dapat/)
  assert.match(page, /it is accepted; only what is parked can be discarded/)
  assert.deepEqual(await deliveries(gateway, [a, b, c]), ['parked', 'accepted', 'parked'])
  assert.deepEqual(
    (await gateway.ledger.audit.of(a)).map(({ actor, action, detail }) => [actor, action, detail['reason']]),
    [['rina', 'parked.discard', 'laporan uji']],
  )
})

test('one unknown is confirmed with its LAPOR! id; a second decision is told who made the first', async (t) => {
  const { gateway, rina } = await open(t)
  const [id = ''] = await unknown(gateway, 1)
  assert.match(await bodyOf(rina, '/console/unknown'), /Laporan: Sudah dikirim, belum pasti diterima LAPOR! \(1\).*Cari di LAPOR!/s)
  assert.match(await bodyOf(rina, '/console/unknown/list?kind=complaint'), new RegExp(`name="lapor-${id}"`))
  assert.equal((await rina.send('/console/unknown/confirm', { ids: id, reason: 'ada di LAPOR!' })).status, 422, 'its LAPOR! id is needed')
  const fields = { ids: id, [`lapor-${id}`]: '4711', reason: 'ada di LAPOR!' }
  assert.equal((await rina.send('/console/unknown/confirm', fields)).location, `/console/complaints/${id}?done=confirm`)
  assert.match(await bodyOf(rina, `/console/complaints/${id}?done=confirm`), /sudah dipastikan tersampaikan.*4711/s)
  const budi = await signIn(gateway, 'national', null, 'budi')
  const late = await budi.send('/console/unknown/resend', { ids: id, reason: 'tidak ada' })
  assert.equal(late.status, 409)
  assert.match(late.text, /Laporan ini sudah diputuskan.*rina decided at .*: unknown\.confirm/s)
})

test('many unknown are confirmed each with its own id, or sent again as a whole group; the work can be stopped', async (t) => {
  const { gateway, rina } = await open(t)
  const [a = '', b = '', c = ''] = await unknown(gateway, 3)
  const confirmed = await rina.send('/console/unknown/confirm', { ids: [a, b], [`lapor-${a}`]: '1', [`lapor-${b}`]: '1', reason: 'ada' })
  await carryOut(gateway)
  assert.match(await bodyOf(rina, confirmed.location), /1 dari 2 selesai, 1 tidak dapat.*LAPOR! id 1 is that of complaint/s)
  assert.deepEqual(await deliveries(gateway, [a, b, c]), ['delivered', 'unknown', 'unknown'])
  assert.equal((await rina.send('/console/unknown/resend', { kind: 'complaint', reason: 'tidak ada' })).status, 422)
  const all = await rina.send('/console/unknown/resend', { kind: 'complaint', whole: 'yes', reason: 'tidak ada' })
  const stopped = await rina.send(`${all.location}/stop`, { reason: 'salah kelompok' })
  assert.equal(stopped.location, all.location)
  await carryOut(gateway)
  assert.match(await bodyOf(rina, all.location), /Dihentikan/)
  assert.deepEqual(await deliveries(gateway, [b, c]), ['unknown', 'unknown'])
  await rina.send('/console/unknown/resend', { kind: 'complaint', whole: 'yes', reason: 'tidak ada' })
  await carryOut(gateway)
  assert.deepEqual(await deliveries(gateway, [b, c]), ['accepted', 'accepted'])
  assert.match(await bodyOf(rina, '/console/replays'), /Kirim lagi.*Pastikan/s)
})

test('who only reads sees what waits and can do nothing about it', async (t) => {
  const { gateway } = await open(t)
  const [id = ''] = await parked(gateway, 1)
  const reader = await signIn(gateway, 'reader')
  const list = await bodyOf(reader, '/console/parked/refused_by_partner')
  assert.ok(list.includes(id) && !list.includes('name="ids"') && !list.includes('<form method="post" action="/console/parked'))
  for (const [path, fields] of [
    ['/console/parked/discard', { ids: id, why: 'x' }],
    ['/console/replays/preview', { ids: id }],
    ['/console/replays', { ids: id, reason: 'x' }],
    [`/console/complaints/${id}/discard`, { reason: 'x' }],
  ] as const)
    assert.equal((await reader.send(path, fields)).status, 403, path)
})
