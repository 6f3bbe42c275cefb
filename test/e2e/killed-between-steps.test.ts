import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type LaporPeer, type Received, type Script, type Scripted, startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite, type Site } from '../support/gateway-process.ts'
import { JQR_KEY, JQR_SECRET, jqrReport, pushReport, readComplaint } from '../support/jabar-quick-response.ts'
import { scriptCentre } from '../support/lapor-centre.ts'

const ENV = { JQR_WEBHOOK_SECRET: JQR_SECRET, JQR_API_KEY: JQR_KEY }
const CREATE = 'POST /complaints/complaint'
const UPLOAD = 'POST /complaints/complaint/file'
const FOLLOWUP = 'POST /complaints/followup/add'

test('killed right after the 202, then in the middle of an upload, of a create and behind a create: the next start goes on with each as it must', async (t) => {
  const { peer, site, photo } = await open(t)
  const first = await site.start(ENV, '--roles', 'http')
  const untouched = await push(first)
  await first.kill()
  assert.equal(peer.to(CREATE).length, 0)

  const second = await site.start(ENV)
  await untilDelivery(second, untouched.id, 'delivered')
  // Each of three reports is at another step when the gateway dies.
  const upload = hold(peer, UPLOAD, () => true, { body: { results: { docs: [], images: [{ id: 55 }] } } })
  const withPhoto = await push(second, { photos: [photo] })
  await upload.reached
  const followup = hold(peer, FOLLOWUP, ({ text }) => text.includes('Selesai.'), { body: { success: true } })
  // Beyond what a create takes: the rest goes along as a follow-up, which is the step after it.
  const long = await push(second, { text: `${'Jembatan putus dan belum diperbaiki. '.repeat(275)}Selesai.` })
  await followup.reached
  const create = hold(peer, CREATE, ({ text }) => text.includes('STUCK'), nextCase)
  const stuck = await push(second, { ticket: 'STUCK' })
  await create.reached
  await second.kill()
  for (const held of [upload, followup, create]) held.release()

  const third = await site.start(ENV)
  for (const { id } of [withPhoto, long]) await untilDelivery(third, id, 'delivered')
  await untilDelivery(third, stuck.id, 'unknown')
  for (const { ticket } of [untouched, withPhoto, long, stuck]) assert.equal(creates(peer, ticket).length, 1, ticket)
  assert.equal(peer.to(UPLOAD).length, 2, 'the upload is done again')
  assert.equal(creates(peer, withPhoto.ticket)[0]?.json.attachments, '[55]', 'and goes with the complaint')
  assert.equal(peer.to(FOLLOWUP).filter(({ text }) => text.includes('Selesai.')).length, 1, 'what may have arrived is not sent again')
  const balance = await fetch(`${third.url}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  assert.deepEqual(await balance.json(), { accepted: 4, delivered: 3, parked: 0, unknown: 1, inFlight: 0 })
})

test('an answer of the centre that cannot be read leaves the delivery unknown; what has no photo is parked; the next complaint is served', async (t) => {
  const { peer, site, photo } = await open(t)
  const gateway = await site.start(ENV)
  const lacking = await push(gateway, { photos: [photo, photo.replace('photo', 'gone')] })
  const { reason } = await untilDelivery(gateway, lacking.id, 'parked')
  assert.equal((reason as { code: string }).code, 'attachment_unavailable')
  assert.equal(peer.received.filter(({ path }) => path.startsWith('/complaints')).length, 0)
  peer.on(
    CREATE,
    { body: '<html>504 Gateway Time-out</html>' },
    { hangUp: true },
    { body: { success: true, error: 'Data tidak lengkap' } },
    { body: { complaint_id: 7001 } },
  )
  for (const delivery of ['unknown', 'unknown', 'parked', 'delivered']) await untilDelivery(gateway, (await push(gateway)).id, delivery)
  assert.equal(peer.to(CREATE).length, 4)
})

async function open(t: TestContext): Promise<{ peer: LaporPeer; site: Site; photo: string }> {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  peer.on(CREATE, nextCase)
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1])
  const host = await openPartner(t, ({ url }) => (url === '/photo' ? { body: jpeg } : { status: 404 }))
  return { peer, site: await openSite(t, peer.url), photo: `${host.url}/photo` }
}

let cases = 7000

function nextCase(): Scripted {
  cases += 1
  return { body: { complaint_id: cases } }
}

let reports = 0

async function push(gateway: GatewayProcess, changes: Record<string, unknown> = {}): Promise<{ id: string; ticket: string }> {
  reports += 1
  const report = jqrReport({ ticket: `KILL-${reports}`, ...changes })
  const answer = await pushReport(gateway.url, report)
  assert.equal(answer.status, 202)
  return { id: ((await answer.json()) as { id: string }).id, ticket: report.ticket }
}

function creates(peer: LaporPeer, ticket: string): Received[] {
  return peer.to(CREATE).filter(({ text }) => text.includes(`${ticket}]`))
}

function untilDelivery(gateway: GatewayProcess, id: string, delivery: string): Promise<Record<string, unknown>> {
  return eventually(`${delivery} of ${id}`, async () => {
    const seen = await readComplaint(gateway.url, id)
    if (seen.delivery !== 'accepted' && seen.delivery !== delivery)
      assert.fail(`${seen.delivery} instead of ${delivery}: ${JSON.stringify(seen)}`)
    return seen.delivery === delivery ? seen : undefined
  })
}

/** The first such request to an address is held until released; all others are answered at once. */
function hold(
  peer: LaporPeer,
  address: string,
  isMeant: (request: Received) => boolean,
  answer: Script,
): { reached: Promise<void>; release(): void } {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  let isHeld = false
  peer.on(address, async (request) => {
    if (isMeant(request) && !isHeld) {
      isHeld = true
      reached.resolve()
      await released.promise
    }
    return typeof answer === 'function' ? answer(request) : answer
  })
  return { reached: reached.promise, release: released.resolve }
}
