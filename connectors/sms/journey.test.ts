import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startLaporPeer } from '../../test/peers/lapor-v3-server.ts'
import { openPartner } from '../../test/peers/partner.ts'
import { eventually } from '../../test/support/eventually.ts'
import { openSite } from '../../test/support/gateway-process.ts'
import { SECRET } from './test-channel.ts'

const message = (text: string, id: string) =>
  `/in/sms-1708?${new URLSearchParams({ from: '+628123456789', to: '1708', text, id, smsc: 'telco-a', coding: '0', charset: 'UTF-8', secret: SECRET })}`

test('the gateway is killed between delivery and acknowledgement: each message is one complaint, and its sender has the receipt', async (t) => {
  const peer = await startLaporPeer(t)
  const aggregator = await openPartner(t, () => ({ status: 202, body: '0: Accepted for delivery' }))
  const site = await openSite(t, peer.url)
  const env = { SMS_SEND_URL: `${aggregator.url}/cgi-bin/sendsms`, SMS_SECRET: SECRET, SMS_API_KEY: 'kunci-baca-sms' }
  const told = (words: RegExp) => aggregator.requests.map(({ query }) => query.get('text') ?? '').filter((text) => words.test(text))

  let gateway = await site.start(env)
  for (const secret of ['&secret=salah', '']) {
    const forged = await fetch(gateway.url + message('LAPOR x', '0').replace(`&secret=${SECRET}`, secret))
    assert.equal(forged.status, 401, 'also from this machine')
  }
  // A part is remembered over the death of the gateway, and so is a message that was stored and not acknowledged.
  assert.equal((await fetch(`${gateway.url}${message('rusak parah', 'p2')}&udh=%05%00%03%07%02%02`)).status, 200)
  const lost = fetch(gateway.url + message('LAPOR lampu jalan mati di Cikajang', 'm1')).catch(() => null)
  await eventually('the message is under way or stored', async () => {
    const { items } = (await (await fetch(`${gateway.url}/v1/complaints`, { headers: { 'x-api-key': 'kunci-baca-sms' } })).json()) as Cases
    return items.length > 0 || undefined
  })
  await gateway.kill()
  await lost

  gateway = await site.start(env)
  for (const path of [
    message('LAPOR lampu jalan mati di Cikajang', 'm1'),
    `${message('LAPOR jalan ', 'p1')}&udh=%05%00%03%07%02%01`,
    `${message('rusak parah', 'p2')}&udh=%05%00%03%07%02%02`,
  ]) {
    const answer = await fetch(gateway.url + path)
    assert.deepEqual([answer.status, await answer.text()], [200, ''])
  }
  const receipts = await eventually('the receipts', () => {
    const found = told(/kami terima dengan nomor/)
    return new Set(found).size >= 2 ? [...new Set(found)] : undefined
  })
  const { items } = (await (await fetch(`${gateway.url}/v1/complaints`, { headers: { 'x-api-key': 'kunci-baca-sms' } })).json()) as Cases
  assert.equal(items.length, 2)
  assert.equal(receipts.length, 2)
  const reference = /nomor (\S{5}-\S{5})/.exec(receipts[0] ?? '')?.[1] ?? ''
  assert.equal((await fetch(gateway.url + message(`STATUS ${reference}`, 'm2'))).status, 200)
  await eventually('the answer to STATUS', () => told(new RegExp(`laporan ${reference} `))[0])
  assert.ok(!gateway.log().includes('8123456789') && !gateway.log().includes(SECRET))
})

interface Cases {
  readonly items: readonly { readonly id: string }[]
}
