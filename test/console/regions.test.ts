import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settleFigures } from '../../src/operations/keep-figures.ts'
import { ADMIN_TOKEN, channel, region, report, startGateway, type TestGateway } from '../http/gateway.ts'
import { signIn } from './browse.ts'

const bandung = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }
const papua = { ...region, code: '91', name: 'Papua', timezone: 'Asia/Jayapura' as const }
const IN_EIGHT_DAYS = () => new Date(Date.now() + 8 * 86_400_000)

/** Three regions, six complaints: of the two of Kota Bandung one is followed up. */
async function start(t: Parameters<typeof startGateway>[0]): Promise<{ gateway: TestGateway; ids: string[] }> {
  const channels = [
    channel('jabar'),
    channel('bandung', { region: bandung }),
    channel('papua', { region: papua }),
    channel('baru', { region: { ...region, code: '33', name: 'Jawa Tengah' }, state: 'not_configured', why: 'set X' }),
  ]
  const gateway = await startGateway(t, { channels })
  const ids: string[] = []
  for (const id of ['bandung', 'bandung', 'jabar', 'jabar', 'papua', 'papua']) ids.push((await gateway.post(id, report())).body.id)
  const [first = ''] = ids
  await gateway.ledger.complaints.markDelivered(first, { laporId: 'L-1', trackingId: null, institution: null }, new Date())
  const followed = { status: 'in_progress', statusNative: 'Dalam Proses', statusAt: new Date() } as const
  await gateway.ledger.complaints.recordCase(first, { ...followed, followAt: null, feedback: [], events: [] })
  await settle(gateway, IN_EIGHT_DAYS())
  return { gateway, ids }
}

const settle = (gateway: TestGateway, now: Date) => settleFigures({ ledger: gateway.ledger, settings: () => gateway.settings }, now)

test('the map shows all 38 provinces with their shares, down to regencies and cities, and a table says the same', async (t) => {
  const { gateway } = await start(t)
  const rina = await signIn(gateway, 'national')
  const country = (await rina.get('/console/regions')).text
  assert.equal(country.match(/<li class="c\d+ r\d+">/g)?.length, 38)
  assert.equal(new Set(country.match(/<li class="c\d+ r\d+">/g)).size, 38, 'each has a place of its own')
  assert.match(country, /Jawa Barat: 25% ditindaklanjuti, 2 dari 28 terhubung, 3 tenggat terlewat/)
  assert.match(country, /dari 623 instansi terhubung/)
  assert.match(country, /ODbL/)
  const province = (await rina.get('/console/regions/32')).text
  assert.equal(province.match(/<tr role="row">/g)?.length, 28 + 1 + 2 + 1, 'its parts with itself, and two channels')
  assert.match(province, /Kota Bandung<\/a>.*?50%/s)
  const city = (await rina.get('/console/regions/32.73')).text
  assert.match(city, /Terhubung.*bandung/s)
  assert.match((await rina.get('/console/regions/33')).text, /Disiapkan/)
  await rina.send('/console/preferences', { language: 'en' })
  assert.match((await rina.get('/console/regions')).text, /Jawa Barat: 25% followed up, 2 of 28 connected, 3 clocks missed/)
  assert.match((await rina.get('/console/regions/32.99')).text, /region_unknown/)
})

test('clocks that were missed are listed with the time in the zone of the viewer and of the region, page by page', async (t) => {
  const { gateway, ids } = await start(t)
  const rina = await signIn(gateway, 'national')
  const missed = (await rina.get('/console/regions/clocks')).text
  for (const id of ids.slice(1)) assert.match(missed, new RegExp(`/console/complaints/${id}`))
  assert.doesNotMatch(missed, new RegExp(ids[0] ?? ''), 'what is followed up in time is not there')
  assert.match(missed, /22\.00 WIB<\/time> <span class="original">\(.*?00\.00 WIT\)/)
  assert.match((await rina.get('/console/regions/clocks?state=soon')).text, /Tidak ada/)
  const first = await gateway.get('/admin/v1/clocks?state=missed&limit=3', { authorization: `Bearer ${ADMIN_TOKEN}` })
  const query = `state=missed&limit=3&cursor=${first.body.cursor}`
  const second = await gateway.get(`/admin/v1/clocks?${query}`, { authorization: `Bearer ${ADMIN_TOKEN}` })
  assert.deepEqual([first.body.items.length, second.body.items.length, second.body.cursor], [3, 2, null])
  const bad = await gateway.get('/admin/v1/clocks?state=missed&cursor=x', { authorization: `Bearer ${ADMIN_TOKEN}` })
  assert.equal(bad.body.code, 'request_unreadable')
  const one = await gateway.get(`/admin/v1/complaints/${ids[0]}/clocks`, { authorization: `Bearer ${ADMIN_TOKEN}` })
  assert.deepEqual(
    one.body.clocks.map(({ name, state }: { name: string; state: string }) => [name, state]),
    [
      ['verify', 'met'],
      ['firstFollowup', 'met'],
      ['complaint', 'running'],
      ['ceiling', 'running'],
    ],
  )
})

test('a province sees itself and its parts, a city itself; the country is not theirs to see', async (t) => {
  const { gateway, ids } = await start(t)
  const province = await signIn(gateway, 'province', '32')
  const city = await signIn(gateway, 'reader', '32.73')
  const own = (await province.get('/console/regions')).text
  assert.match(own, /<h1>Jawa Barat<\/h1>/)
  assert.doesNotMatch(own, /Papua|class="map"/)
  assert.match(own, /<span class="value">4<\/span> <span class="name">laporan diterima/)
  assert.match((await city.get('/console/regions')).text, /<span class="value">2<\/span> <span class="name">laporan diterima/)
  assert.equal((await city.get('/console/regions/32')).status, 404)
  const clocks = (await city.get('/console/regions/clocks')).text
  assert.match(clocks, new RegExp(ids[1] ?? ''))
  assert.doesNotMatch(clocks, new RegExp(ids[2] ?? ''))
})

test('the export is CSV that no spreadsheet runs, row by row what the page sums up', async (t) => {
  const { gateway } = await start(t)
  await gateway.post('jabar', report({ ticket: '=HYPERLINK("http://x","y")' }))
  await settle(gateway, IN_EIGHT_DAYS())
  const rina = await signIn(gateway, 'national')
  const figures = await rina.get('/console/regions/export?period=30d')
  assert.match(figures.headers.get('content-disposition') ?? '', /attachment; filename="laporan-indonesia-30d\.csv"/)
  const [head, ...rows] = figures.text.replace('\ufeff', '').trim().split('\r\n')
  assert.match(head ?? '', /^"day","region","name","channel","accepted"/)
  const accepted = rows.map((row) => [row.split(',')[1], row.split(',')[4]])
  assert.deepEqual(accepted, [
    ['"32"', '3'],
    ['"32.73"', '2'],
    ['"91"', '2'],
  ])
  const clocks = (await rina.get('/console/regions/clocks/export?state=missed')).text
  assert.match(clocks, /"'=HYPERLINK\(""http:\/\/x"",""y""\)"/)
  assert.doesNotMatch(clocks, /Asep Sunandar|81122334455/)
})

test('what is not whole, and years whose days off nobody wrote down, are said', async (t) => {
  const gateway = await startGateway(t)
  const rina = await signIn(gateway, 'national')
  const page = (await rina.get('/console/regions')).text
  assert.match(page, /sedang dihitung ulang/)
  assert.match(page, /Tambahkan config\/calendar\/\d{4}\.yaml/)
  assert.match(page, /Belum ada laporan dalam kurun ini.*Pilih kurun yang lebih panjang/s)
})
