import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { ContactSettings } from '../../src/contract/alert-settings.ts'
import { channel, region, startGateway } from '../http/gateway.ts'
import { signIn } from './browse.ts'

const SECRET = `whsec_${Buffer.alloc(24, 3).toString('base64')}`
const CITY = { ...region, code: '32.73', name: 'Kota Bandung', level: 'kota' as const }

test('the page Alerts: what is wrong and what to do, a test, a maintenance window, in both languages, and only of one’s own', async (t) => {
  const server = createServer((_request, reply) => void reply.end())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  const webhook = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret: SECRET }
  const contact: ContactSettings = {
    name: 'Siaga',
    role: 'operator jaga',
    phone: null,
    email: null,
    telegram: null,
    webhook,
    alerts: 'warning',
  }
  const gateway = await startGateway(t, {
    channels: [
      channel('app', { region: { ...CITY, contacts: [contact] } }),
      channel('asing', { region: { ...region, code: '33', name: 'Jawa Tengah' } }),
    ],
  })
  const bandung = await signIn(gateway, 'region', '32.73')
  assert.match((await bandung.get('/console/alerts')).text, /Tidak ada gangguan\./)

  await gateway.ledger.alerts.raise('park:mapping_failed:32.73', 'mapping_failed', '32.73', 'the title is missing')
  await gateway.ledger.alerts.raise('park:mapping_failed:33', 'mapping_failed', '33', 'rahasia daerah lain')
  const shown = (await bandung.get('/console/alerts')).text
  assert.match(shown, /Laporan dari Kota Bandung ditahan/)
  assert.match(shown, /Buka halaman Ditahan di konsol/)
  assert.match(shown, /Siaga \(operator jaga\)/)
  assert.doesNotMatch(shown, /rahasia|asing|whsec|127\.0\.0\.1/)

  assert.match(
    (await bandung.send('/console/alerts/test', { destination: '32.73/Siaga/webhook' })).text,
    /Uji coba ke 32\.73\/Siaga\/webhook sudah dikirim/,
  )
  server.close()
  server.closeAllConnections()
  assert.match(
    (await bandung.send('/console/alerts/test', { destination: '32.73/Siaga/webhook' })).text,
    /role="alert">Uji coba ke .* gagal: .*connection refused/,
  )

  const window = {
    of: 'region:32.73',
    from: '2020-01-01T00:00',
    to: `${new Date(Date.now() + 7_300_000_0).toISOString().slice(0, 16)}`,
    reason: 'server pindah',
  }
  assert.equal((await bandung.send('/console/alerts/maintenance', window)).status, 422, 'it lasts too long')
  const soon = new Date(Date.now() - 3_600_000 + 7 * 3_600_000).toISOString().slice(0, 16)
  const planned = await bandung.send('/console/alerts/maintenance', { ...window, from: soon })
  assert.deepEqual([planned.status, planned.location], [303, '/console/alerts?done=planned'])
  assert.equal((await bandung.send('/console/alerts/maintenance', { ...window, from: soon, of: 'all' })).status, 403)
  assert.equal((await bandung.send('/console/alerts/maintenance', { ...window, from: soon, of: 'channel:asing' })).status, 404)
  await bandung.send('/console/preferences', { language: 'en' })
  const english = (await bandung.get('/console/alerts')).text
  assert.match(english, /Reports of Kota Bandung are parked.*maintenance: nobody is told/s)
  assert.match(english, /server pindah/)
  const [{ id } = { id: '' }] = await gateway.alerts.windows(null)
  assert.equal((await bandung.send(`/console/alerts/maintenance/${id}/end`, { reason: 'done' })).location, '/console/alerts?done=ended')
  assert.match((await bandung.get('/console/alerts?done=ended')).text, /The window is over\..*None is planned\./s)

  await gateway.ledger.alerts.close('park:mapping_failed:32.73')
  assert.match((await bandung.get('/console/alerts?state=closed')).text, /Reports of Kota Bandung are parked/)

  const reader = await signIn(gateway, 'reader', '32.73')
  assert.doesNotMatch((await reader.get('/console/alerts')).text, /<button[^>]*>(Kirim uji coba|Buat jadwal)/)
})
