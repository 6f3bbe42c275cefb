import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signIn } from './browse.ts'
import { startTwoProvinces } from './two-provinces.ts'

test('the audit says who did what, when, from where, before and after; filtered by person, action, subject, region and day', async (t) => {
  const { gateway, own } = await startTwoProvinces(t)
  const rina = await signIn(gateway, 'province', '32', 'rina')
  const operate = (path: string, body: object) =>
    fetch(`${gateway.url}/admin/v1${path}`, {
      method: 'POST',
      headers: { cookie: rina.cookie, 'x-csrf-token': rina.csrf, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await operate(`/channels/${own.channel}/pause`, { reason: 'server <pindah>' })
  await operate(`/parked/${own.parked}/discard`, { reason: 'laporan uji' })
  const all = (await rina.get('/console/audit')).text
  assert.match(all, /Menjeda kanal.*127\.0\.0\.1.*paused: tidak → ya.*server &lt;pindah&gt;/s)
  assert.match(all, /Membuang laporan yang ditahan.*discarded: tidak → ya.*laporan uji/s)
  assert.match(all, new RegExp(`href="/console/complaints/${own.parked}" aria-label="Buka ${own.parked}"`))
  const rows = async (query: string) => ((await rina.get(`/console/audit?${query}`)).text.match(/<tr role="row"><td/g) ?? []).length
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)
  assert.equal(await rows('actor=rina&action=channel_paused'), 1)
  assert.equal(await rows('actor=rina'), 3)
  assert.equal(await rows(`subject=${own.parked}`), 1)
  assert.equal(await rows(`actor=rina&region=32.73&from=${today}&to=${today}`), 2, 'signing in is of the province')
  assert.equal(await rows('actor=rina&region=33'), 0)
  assert.equal(await rows('to=2020-01-01'), 0)
  assert.match((await rina.get('/console/audit?to=2020-01-01')).text, /Tidak ada baris audit yang cocok/)

  await rina.send('/console/preferences', { language: 'en' })
  assert.match((await rina.get('/console/audit')).text, /Paused a channel.*paused: no → yes/s)
  const csv = await rina.get('/console/audit/export?actor=rina')
  assert.match(csv.headers.get('content-type') ?? '', /text\/csv/)
  assert.match(csv.text, /"rina","channel_paused","bandung","32\.73","127\.0\.0\.1","{""paused"":false}","{""paused"":true}"/)
})

test('pages of the audit follow one another without a gap, for the country and for a province', async (t) => {
  const { gateway } = await startTwoProvinces(t)
  for (let at = 0; at < 120; at += 1) {
    const region = ['32', '32.73', '33.74', null][at % 4] ?? null
    await gateway.ledger.audit.add({ actor: 'uji', action: 'hitung', subject: `s-${at}`, region })
  }
  const walk = async (cookie: string): Promise<string[]> => {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const answer = await fetch(`${gateway.url}/admin/v1/audit?actor=uji&limit=7${query}`, { headers: { cookie } })
      const page = (await answer.json()) as { items: { subject: string }[]; cursor: string | null }
      seen.push(...page.items.map(({ subject }) => subject))
      cursor = page.cursor
    }
    return seen
  }
  const numbers = Array.from({ length: 120 }, (_, at) => 119 - at)
  assert.deepEqual(
    await walk((await signIn(gateway, 'national')).cookie),
    numbers.map((at) => `s-${at}`),
  )
  assert.deepEqual(
    await walk((await signIn(gateway, 'province', '32')).cookie),
    numbers.filter((at) => at % 4 < 2).map((at) => `s-${at}`),
  )
})
