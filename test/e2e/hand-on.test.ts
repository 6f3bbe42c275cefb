import assert from 'node:assert/strict'
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { eventually } from '../support/eventually.ts'
import { openSite } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport } from '../support/jabar-quick-response.ts'
import { startSandbox } from '../support/sandbox.ts'

test('a report is handed on where the region’s crosswalk says so, and stays with the region where it says nothing', async (t) => {
  const config = await mkdtemp(path.join(tmpdir(), 'hand-on-'))
  t.after(() => rm(config, { recursive: true, force: true }))
  await cp(path.resolve(import.meta.dirname, '../../config'), config, { recursive: true })
  await appendFile(path.join(config, 'regions/32.yaml'), '\nhandOnFrom: crosswalks/jabar-institutions.csv\n')
  const sandbox = await startSandbox(t)
  const site = await openSite(t, sandbox.laporUrl)
  const gateway = await site.start({ GATEWAY_CONFIG: config, JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY })

  const where = { 'JQR-901': 'Kab. Garut', 'JQR-902': 'KABUPATEN BOGOR', 'JQR-903': 'Kab. Cianjur' }
  for (const [ticket, city] of Object.entries(where)) assert.equal((await pushReport(gateway.url, jqrReport({ ticket, city }))).status, 202)

  const held = async (ticket: string): Promise<[unknown, unknown] | undefined> => {
    const { body } = await sandbox.ask('GET', `/sandbox/complaints?ticket=${ticket}`)
    return body.total === 1 ? [body.data[0].payload.disposition_id, body.data[0].institution.id] : undefined
  }
  for (const [ticket, institution] of [
    ['JQR-901', 9],
    ['JQR-902', 151201],
    ['JQR-903', 151345],
  ] as const) {
    const seen = await eventually(`${ticket} with ${institution}`, async () => {
      const found = await held(ticket)
      return found?.[1] === institution ? found : undefined
    })
    assert.deepEqual(seen, [151345, institution], 'created for the region itself, then handed on')
  }
})
