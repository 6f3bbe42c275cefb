import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { startLaporPeer } from '../../test/peers/lapor-v3-server.ts'
import { configCopy } from '../../test/support/config-copy.ts'
import { eventually } from '../../test/support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite } from '../../test/support/gateway-process.ts'
import { scriptCentre } from '../../test/support/lapor-centre.ts'
import { openTestSmsc, septets, type TestSmsc } from './test-smsc.ts'

const REFERENCE = /\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b/

test('killed while messages come in, short and long: the SMSC sends again, and each complaint is there once', async (t) => {
  const smsc = await openTestSmsc(t)
  const { start, freeClaims, deliveries } = await openGateways(t, smsc)
  let gateway = await start()
  const people = Array.from({ length: 5 }, (_, n) => `62812345678${10 + n}`)
  const short = people.map((from, n) => ({ source_addr: from, short_message: septets(`Jalan rusak berat di desa nomor ${n}`) }))
  const long = people.slice(0, 2).flatMap((from, n) =>
    [1, 2, 3].map((part) => ({
      source_addr: `${from}9`,
      esm_class: 0x40,
      short_message: Buffer.concat([
        Buffer.of(5, 0, 3, 40 + n, 3, part),
        septets(`Bagian ${part} dari laporan jembatan putus nomor ${n}. `),
      ]),
    })),
  )
  const stop = { over: false }
  t.after(() => {
    stop.over = true
  })
  const delivering = Promise.all([...short, ...long].map((fields) => deliverUntilTaken(smsc, fields, stop)))
  for (const waitMs of [5, 40]) {
    await smsc.session()
    await pause(waitMs)
    await gateway.kill()
    await freeClaims()
    gateway = await start()
  }
  await delivering
  assert.equal((await balance(gateway)).accepted, 7)
  assert.doesNotMatch(gateway.log(), /jembatan putus|81234567/)
  // A receipt that comes with the answer to submit_sm is noted, though the hub does not know the message yet.
  const sender = '6281299990000'
  smsc.onSubmit = (pdu, count) => {
    if (pdu.destination_addr === sender && pdu.registered_delivery === 1)
      void smsc.deliver({ source_addr: sender, esm_class: 4, short_message: septets(`id:m${count} stat:DELIVRD err:000`) })
    return 0
  }
  await deliverUntilTaken(smsc, { source_addr: sender, short_message: septets('LAPOR pohon tumbang di depan puskesmas') }, stop)
  await eventually('the receipt is in the history', deliveries)

  // What was told meanwhile, perhaps twice, names one complaint for each person.
  const told = Map.groupBy(smsc.told(), ({ to }) => to)
  for (const texts of told.values()) assert.ok(new Set(texts.flatMap(({ text }) => REFERENCE.exec(text)?.[0] ?? [])).size <= 1)
})

async function openGateways(t: TestContext, smsc: TestSmsc) {
  const peer = await startLaporPeer(t)
  scriptCentre(peer)
  const site = await openSite(t, peer.url)
  const env = { GATEWAY_CONFIG: await configCopy(t), SMPP_URL: smsc.url }
  return {
    start: () => site.start(env),
    freeClaims: site.freeClaims,
    async deliveries() {
      const database = new Client({ connectionString: site.databaseUrl })
      await database.connect()
      const { rows } = await database.query("select 1 from events where kind = 'message_delivered'")
      await database.end()
      return rows.length > 0 ? true : undefined
    },
  }
}

/** As an SMSC does. */
async function deliverUntilTaken(smsc: TestSmsc, fields: object, stop: { over: boolean }): Promise<void> {
  while (!stop.over) {
    if ((await smsc.deliver(fields).catch(() => null)) === 0) return
    await pause(50)
  }
}

async function balance({ url }: GatewayProcess): Promise<{ accepted: number }> {
  const answer = await fetch(`${url}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  return (await answer.json()) as { accepted: number }
}
