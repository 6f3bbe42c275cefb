import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CompiledMapping } from '../../src/contract/mapping.ts'
import { loadMappings } from '../../src/mapping/load-mappings.ts'
import { ADMIN_TOKEN, ask, channel, region, report, startGateway } from '../http/gateway.ts'
import { reportMapping } from '../http/report-mapping.ts'
import { signIn } from './browse.ts'

const MAPPINGS = join(import.meta.dirname, '../../mappings')
const PASTED = '{\n  "post_id": 7,\n  "post_desc": "Banjir, hubungi Sri Wahyuni 081299988877",\n  "created_at": "21-11-2026 25:10"\n}'

/** As report/v1, but the title is what the text begins with, and whoever writes nothing but 'tes' is refused. */
const next: CompiledMapping = {
  ...reportMapping,
  version: 'v2',
  ref: 'report/v2',
  map(payload, context) {
    const mapped = reportMapping.map(payload, context)
    if (mapped.outcome !== 'complaint') return mapped
    const { complaint, ticket, originState } = mapped
    if (complaint.body === 'tes')
      return { outcome: 'failed', code: 'mapping_failed', errors: [{ at: '/text', message: '"tes" says nothing' }], ticket, originState }
    return { ...mapped, complaint: { ...complaint, title: complaint.body.slice(0, 20), class: 'information' } }
  },
}

test('a sample is loaded, a payload is pasted: the complaint is shown, or the fault with its place marked; nothing is kept of it', async (t) => {
  const { mappings } = await loadMappings(MAPPINGS)
  const gateway = await startGateway(t, {
    channels: [channel('qlue', { mapping: 'qlue/v1' })],
    mappings: [...mappings.values()],
    mappingsDir: MAPPINGS,
  })
  const rina = await signIn(gateway, 'national')
  const loaded = (await rina.get('/console/mappings?mapping=qlue/v1&sample=qlue/v1/samples/flood')).text
  assert.match(loaded, /<option value="qlue\/v1\/samples\/flood" selected>.*&quot;post_desc&quot;/s)

  const good = (await rina.send('/console/mappings', { mapping: 'qlue/v1', payload: '{"post_id":1,"post_desc":"Banjir"}' })).text
  assert.match(good, /Menjadi laporan.*&quot;body&quot;: &quot;Banjir&quot;/s)
  const bad = (await rina.send('/console/mappings', { mapping: 'qlue/v1', payload: '{\r\n"post_id": 1,\r\n"post_desc": {"a": 1}\r\n}' }))
    .text
  assert.match(bad, /Tidak dapat dipetakan.*mapping_failed.*3:14/s)
  assert.match(bad, /<mark title="objek bukan teks; [^"]+">\{&quot;a&quot;: 1\}<\/mark>/)
  assert.match(bad, /<span>objek bukan teks; yang diharapkan: teks<br>.*<span lang="en">an object is not a text; expected: a text<\/span>/)
  const broken = (await rina.send('/console/mappings', { mapping: 'qlue/v1', payload: '{"post_id": }' })).text
  assert.match(broken, /request_unreadable.*bukan JSON: diharapkan sebuah nilai.*<mark [^>]+>\}<\/mark>/s)
  await rina.send('/console/preferences', { language: 'en' })
  const english = (await rina.send('/console/mappings', { mapping: 'qlue/v1', payload: PASTED })).text
  assert.match(english, /Becomes a complaint|Cannot be mapped/)
  assert.doesNotMatch(english, /yang diharapkan/)
  assert.equal((await rina.send('/console/mappings', { mapping: 'nowhere/v1', payload: '{}' })).status, 404)

  assert.doesNotMatch(gateway.logged.join(''), /Sri Wahyuni|081299988877|Banjir/)
  assert.deepEqual(await gateway.ledger.complaints.newest('qlue', null, 1), [])
})

test('two versions are compared over what arrived: counts and fields that name nobody, and it is in the audit', async (t) => {
  const gateway = await startGateway(t, { channels: [channel('app'), channel('empty')], mappings: [next] })
  const said = { name: 'Asep Sunandar', phone: '+6281122334455' }
  for (let n = 0; n < 3; n += 1)
    await gateway.post('app', report({ ...said, title: `Judul ${n}`, text: `Rumah Asep Sunandar kebanjiran ${n}` }))
  await gateway.post('app', report({ ...said, text: 'tes' }))
  const rina = await signIn(gateway, 'national')
  const page = (await rina.send('/console/mappings/compare', { pair: 'app report/v2' })).text
  assert.match(page, /0 dari 4 sama/)
  assert.match(page, /<code>\/complaint\/class<\/code>.*?&quot;complaint&quot; → &quot;information&quot;/s)
  assert.match(page, /<code>\/complaint\/title<\/code>.*?a text of 7 characters → a text of 20 characters/s)
  assert.match(page, /Kesalahan menurut report\/v2.*… says nothing/s)
  assert.doesNotMatch(page, /Asep|Sunandar|81122334455|kebanjiran|Judul 0/)
  assert.match((await rina.send('/console/mappings/compare', { pair: 'empty report/v2' })).text, /belum menerima laporan/)

  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ channel: 'app', mapping: 'report/v2' })
  const answer = await ask(`${gateway.url}/admin/v1/mappings/compare`, { method: 'POST', headers, body })
  assert.deepEqual(answer.body.outcomes, [
    { outcome: 'complaint', before: 4, after: 3 },
    { outcome: 'mapping_failed', before: 0, after: 1 },
  ])
  assert.doesNotMatch(JSON.stringify(answer.body), /Asep|81122334455|kebanjiran/)
  const written = await gateway.ledger.audit.of('app')
  assert.deepEqual(written[0]?.detail, { from: 'report/v1', to: 'report/v2', arrivals: 4 })
})

test('a region sees the mappings of its own channels, and who only reads compares nothing', async (t) => {
  const { mappings } = await loadMappings(MAPPINGS)
  const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
  const gateway = await startGateway(t, {
    channels: [channel('app', { region: bandung }), channel('qlue', { mapping: 'qlue/v1' })],
    mappings: [...mappings.values(), next],
  })
  const city = await signIn(gateway, 'region', '32.73')
  const page = (await city.get('/console/mappings')).text
  assert.match(page, /app: report\/v1 → report\/v2/)
  assert.doesNotMatch(page, /qlue/)
  assert.equal((await city.send('/console/mappings', { mapping: 'qlue/v1', payload: '{}' })).status, 404)
  assert.equal((await city.send('/console/mappings/compare', { pair: 'qlue report/v2' })).status, 404)
  const reader = await signIn(gateway, 'reader', '32.73')
  assert.equal((await reader.send('/console/mappings/compare', { pair: 'app report/v2' })).status, 403)
  assert.equal((await reader.send('/console/mappings', { mapping: 'report/v1', payload: '{}' })).status, 200)
  const nobody = await signIn(gateway, 'region', '91')
  assert.match((await nobody.get('/console/mappings')).text, /Belum ada pemetaan untuk daerah Anda/)
})
