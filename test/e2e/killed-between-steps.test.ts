import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type LaporPeer, type Scripted, startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite, type Site } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const ENV = { JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY }
const CREATE = 'POST /complaints/complaint'
const UPLOAD = 'POST /complaints/complaint/file'
const FOLLOWUP = 'POST /complaints/followup/add'

test('killed right after the 202: the next start delivers it', async (t) => {
  const { peer, site } = await open(t)
  const gateway = await site.start(ENV, '--roles', 'http')
  const id = await push(gateway)
  await gateway.kill()
  assert.equal(peer.to(CREATE).length, 0)
  const next = await site.start(ENV)
  await untilDelivery(next, id, 'delivered')
  assert.equal(peer.to(CREATE).length, 1)
})

test('killed while a photo is uploaded: the upload is done again, and the complaint goes once, with it', async (t) => {
  const { peer, site, photo } = await open(t)
  const held = hold(peer, UPLOAD, { body: { results: { docs: [], images: [{ id: 55 }] } } })
  const gateway = await site.start(ENV)
  const id = await push(gateway, { photos: [photo] })
  await held.reached
  await gateway.kill()
  held.release()
  const next = await site.start(ENV)
  await untilDelivery(next, id, 'delivered')
  assert.deepEqual(
    peer.to(CREATE).map(({ json }) => json.attachments),
    ['[55]'],
  )
})

test('killed while the create is under way: it is unknown, and never sent again', async (t) => {
  const { peer, site } = await open(t)
  const held = hold(peer, CREATE, { body: { complaint_id: 7001 } })
  const gateway = await site.start(ENV)
  const id = await push(gateway)
  await held.reached
  await gateway.kill()
  held.release()
  const next = await site.start(ENV)
  await untilDelivery(next, id, 'unknown')
  const balance = await fetch(`${next.url}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  assert.deepEqual(await balance.json(), { accepted: 1, delivered: 0, parked: 0, unknown: 1, inFlight: 0 })
  assert.equal(peer.to(CREATE).length, 1)
})

test('killed between the create and what follows it: the work goes on behind the create', async (t) => {
  const { peer, site } = await open(t)
  const held = hold(peer, FOLLOWUP, { body: { success: true } })
  const gateway = await site.start(ENV)
  // Beyond what a create takes: the rest goes along as a follow-up, which is the step after it.
  const id = await push(gateway, { text: `${'Jembatan putus dan belum diperbaiki. '.repeat(275)}Selesai.` })
  const first = await held.reached
  await gateway.kill()
  held.release()
  const next = await site.start(ENV)
  await untilDelivery(next, id, 'delivered')
  assert.equal(peer.to(CREATE).length, 1)
  assert.equal(peer.to(FOLLOWUP).filter(({ text }) => text.includes('Selesai.')).length >= 1, true, `the end of the text: ${first}`)
})

test('an answer of the centre that cannot be read leaves the delivery unknown; the next complaint is served', async (t) => {
  const { peer, site } = await open(t)
  peer.on(
    CREATE,
    { body: '<html>504 Gateway Time-out</html>' },
    { hangUp: true },
    { body: { success: true, error: 'Data tidak lengkap' } },
    { body: { complaint_id: 7001 } },
  )
  const gateway = await site.start(ENV)
  for (const [ticket, delivery] of [
    ['A-1', 'unknown'],
    ['A-2', 'unknown'],
    ['A-3', 'parked'],
    ['A-4', 'delivered'],
  ] as const) {
    await untilDelivery(gateway, await push(gateway, { ticket }), delivery)
  }
  assert.equal(peer.to(CREATE).length, 4)
})

test('a photo that cannot be had parks the report; it does not go without', async (t) => {
  const { peer, site, photo } = await open(t)
  const gateway = await site.start(ENV)
  const id = await push(gateway, { photos: [photo, photo.replace('photo', 'gone')] })
  const parked = await untilDelivery(gateway, id, 'parked')
  assert.equal((parked.reason as { code: string }).code, 'attachment_unavailable')
  assert.equal(peer.received.filter(({ path }) => path.startsWith('/complaints')).length, 0)
})

async function open(t: TestContext): Promise<{ peer: LaporPeer; site: Site; photo: string }> {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])
  const host = await openPartner(t, ({ url }) => (url === '/photo' ? { body: jpeg } : { status: 404 }))
  return { peer, site: await openSite(t, peer.url), photo: `${host.url}/photo` }
}

async function push(gateway: GatewayProcess, changes: Record<string, unknown> = {}): Promise<string> {
  const answer = await pushReport(gateway.url, jqrReport(changes))
  assert.equal(answer.status, 202)
  return ((await answer.json()) as { id: string }).id
}

function untilDelivery(gateway: GatewayProcess, id: string, delivery: string): Promise<Record<string, unknown>> {
  return eventually(`${delivery} of ${id}`, async () => {
    const seen = await readComplaint(gateway.url, id)
    if (seen.delivery !== 'accepted' && seen.delivery !== delivery)
      assert.fail(`${seen.delivery} instead of ${delivery}: ${JSON.stringify(seen)}`)
    return seen.delivery === delivery ? seen : undefined
  })
}

/** The first request to an address is held until released; all others are answered at once. */
function hold(peer: LaporPeer, address: string, answer: Scripted): { reached: Promise<string>; release(): void } {
  const reached = Promise.withResolvers<string>()
  const released = Promise.withResolvers<void>()
  peer.on(
    address,
    async ({ text }) => {
      reached.resolve(text)
      await released.promise
      return answer
    },
    answer,
  )
  return { reached: reached.promise, release: released.resolve }
}
