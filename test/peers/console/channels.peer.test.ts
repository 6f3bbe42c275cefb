import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayError } from '../../../src/contract/error-words.ts'
import type { HealthState } from '../../../src/contract/health.ts'
import { NO_EVIDENCE } from '../../../src/health/reading.ts'
import { visit } from '../browser.ts'
import { openPartner } from '../partner.ts'
import { startSample } from '../sample.ts'

test('who sees that a channel is down looks why, pauses it with a reason, and sends a test when it is back; in both languages', async (t) => {
  const partner = await openPartner(t, () => ({ body: JSON.stringify({ received: true }) }))
  const gateway = await startSample(t)
  gateway.change((settings) => {
    const bekasi = settings.channels.get('bekasi') ?? assert.fail()
    const contacts = [
      {
        name: 'Dinas Kominfo',
        role: 'operator jaga',
        phone: '021 8970 000',
        email: 'jaga@bekasikab.go.id',
        telegram: null,
        webhook: null,
        alerts: 'none' as const,
      },
    ]
    const config = { auth: { kind: 'bearer' }, reply: { url: `${partner.url}/lapor` } }
    const secrets = { ...bekasi.secrets, replySecret: `whsec_${Buffer.from('rahasia-sekali-jangan-bocor').toString('base64')}` }
    return {
      ...settings,
      regions: new Map([...settings.regions, ['32.16', { ...bekasi.region, contacts }]]),
      channels: new Map([...settings.channels, ['bekasi', { ...bekasi, config, secrets, mapping: 'report/v2' }]]),
    }
  })
  await fillHistory(gateway)

  const { page, check } = await visit(t, gateway, { role: 'province', home: '32' })
  await page.getByRole('link', { name: 'Semua kanal' }).click()
  await page.getByLabel('Keadaan').selectOption({ label: 'Terputus' })
  await page.getByRole('button', { name: 'Tampilkan' }).click()
  assert.equal(await page.locator('tbody tr').count(), 1)
  await check('channels')
  await page.getByRole('link', { name: 'Lapor AA' }).click()
  const errors = page.getByRole('region', { name: 'Kesalahan terakhir' })
  await errors.getByText('Sistem tujuan tidak terhubung; tidak ada yang terkirim').waitFor()
  await errors.getByText(/Yang perlu dilakukan: Gateway mencoba lagi sendiri/).waitFor()
  assert.equal(await errors.getByText('connection refused; nothing was sent').getAttribute('lang'), 'en')
  await page.getByText('021 8970 000').waitFor()
  await check('channel')

  // By keyboard alone.
  await page.getByRole('button', { name: 'Jeda kanal' }).focus()
  await page.keyboard.press('Enter')
  await check('channel-pause')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Server sedang dipindahkan')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Kanal dijeda.').waitFor()
  await page.getByText('Dijeda. Server sedang dipindahkan').waitFor()

  await page.getByRole('button', { name: 'Kirim pesan uji' }).first().click()
  await page.locator('#test').getByRole('button', { name: 'Kirim pesan uji' }).click()
  await page.getByText(/Pesan uji diterima.*HTTP 200/).waitFor()
  assert.equal(partner.requests.filter(({ method }) => method === 'POST').length, 1)

  const english = await visit(t, gateway, { role: 'reader', home: '32.16', language: 'en' })
  await english.page.goto('/console/channels/bekasi')
  const seen = english.page.getByRole('region', { name: 'Last errors' })
  await seen.getByText('The other side was not reached; nothing was sent').waitFor()
  assert.equal(await english.page.getByRole('button', { name: 'Pause the channel' }).count(), 0, 'who only reads is offered nothing')
  await english.check('channel-reader-en')
  english.expect(/status of 404/)
  await english.page.goto('/console/channels/wargaku')
  await english.page.getByRole('alert').waitFor()
  await english.check('channel-elsewhere')
})

/** A week in which it was well, then slow, then away. */
async function fillHistory({ ledger, sql }: Awaited<ReturnType<typeof startSample>>): Promise<void> {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  const states: [number, HealthState][] = [
    [160, 'healthy'],
    [70, 'degraded'],
    [66, 'healthy'],
    [20, 'silent'],
    [4, 'down'],
  ]
  for (const [hours, state] of states)
    await sql(`insert into channel_health_changes (channel, at, state, reasons) values ('bekasi', $1, $2, $3)`, [
      hoursAgo(hours),
      state,
      JSON.stringify([
        state === 'down'
          ? { code: 'unreachable', detail: 'lapor-aa.bekasikab.go.id: connection refused', failures: 4 }
          : { code: 'all_well' },
      ]),
    ])
  for (const minutes of [20, 15, 10, 5])
    await ledger.probes.add({
      channel: 'bekasi',
      healthy: minutes === 20,
      reachable: minutes === 20,
      detail:
        minutes === 20 ? 'HEAD lapor-aa.bekasikab.go.id answered 200' : 'lapor-aa.bekasikab.go.id: connection refused; nothing was sent',
      words:
        minutes === 20
          ? { id: 'HEAD lapor-aa.bekasikab.go.id menjawab 200', en: 'HEAD lapor-aa.bekasikab.go.id answered 200' }
          : sayError('connection_failed', 'lapor-aa.bekasikab.go.id: connection refused; nothing was sent'),
      latencyMs: minutes === 20 ? 84 : null,
    })
  await sql(`insert into arrivals_by_hour (channel, hour, count)
    select 'bekasi', date_trunc('hour', now(), 'UTC') - n * interval '1 hour', case when n < 4 then 0 else 3 + (n * 7) % 9 end from generate_series(0, 1300) as n on conflict do nothing`)
  for (const _ of [1, 2, 3])
    await ledger.channelStates.noteError('bekasi', {
      code: 'connection_failed',
      message: 'lapor-aa.bekasikab.go.id: connection refused; nothing was sent',
    })
  await ledger.channelHealth.judge([
    {
      channel: 'bekasi',
      state: 'down',
      at: new Date(),
      reasons: [{ code: 'unreachable', detail: 'lapor-aa.bekasikab.go.id: connection refused', failures: 4 }],
      evidence: { ...NO_EVIDENCE, lastInAt: hoursAgo(4).toISOString(), lastOutAt: hoursAgo(5).toISOString() },
    },
  ])
}
