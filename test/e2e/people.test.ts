import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startLaporPeer } from '../peers/lapor-v3-server.ts'
import { openPartner } from '../peers/partner.ts'
import { configCopy } from '../support/config-copy.ts'
import { eventually } from '../support/eventually.ts'
import { ADMIN_TOKEN, type GatewayProcess, openSite } from '../support/gateway-process.ts'
import { scriptCentre } from '../support/lapor-centre.ts'
import { addSmsChannel, bringSms } from '../support/sms-channel.ts'

const SITI = '+6281234567890'
const BUDI = '+6285550001111'
const CREATE = 'POST /complaints/complaint'

test('people who write short messages, over real processes', async (whole) => {
  const { site, env, peer, centre, sentTo } = await open(whole)
  let gateway = await site.start(env)

  await whole.test(
    'a person reports by short message, is told the number and what LAPOR! does, asks, and adds; nobody else can',
    async () => {
      await bringSms(gateway.url, { from: SITI, id: 'k-1', text: 'LAPOR Lampu jalan padam di depan pasar Ciroyom' })
      const receipt = await eventually('the receipt came', () => sentTo(SITI).find((text) => REFERENCE.test(text)))
      const [reference = ''] = REFERENCE.exec(receipt) ?? []
      await eventually('LAPOR! has it', () => (peer.to(CREATE).length === 1 ? true : undefined))
      centre.status = 'Dalam Proses'
      await eventually('the news came', () => sentTo(SITI).find((text) => text !== receipt && text.includes(reference)))

      const before = sentTo(SITI).length
      await bringSms(gateway.url, { from: SITI, id: 'k-2', text: `status ${reference.toLowerCase().replace('-', ' ')}` })
      await eventually('the status was answered', () => (sentTo(SITI).length > before ? true : undefined))
      await bringSms(gateway.url, { from: BUDI, id: 'k-3', text: `STATUS ${reference}` })
      const refused = await eventually('somebody else was answered', () => sentTo(BUDI)[0])
      assert.ok(!refused.includes('Ciroyom'))
      await bringSms(gateway.url, { from: SITI, id: 'k-4', text: `${reference} sampai malam ini belum ada petugas datang` })
      await eventually('LAPOR! has what was added', () =>
        peer.received.find(({ path, text }) => path.includes('followup') && text.includes('belum ada petugas')),
      )
    },
  )

  await whole.test('killed while messages come in: each is brought again, and each complaint is there once', async () => {
    const messages = Array.from({ length: 6 }, (_, n) => ({
      from: `+62812345678${10 + n}`,
      id: `kill-${n}`,
      text: `Jalan rusak berat di desa nomor ${n}`,
    }))
    for (const waitMs of [0, 15]) {
      const brought = messages.map((message) => bringSms(gateway.url, message).catch(() => undefined))
      await Promise.race([...brought, new Promise((resolve) => setTimeout(resolve, waitMs))])
      await gateway.kill()
      await Promise.all(brought)
      gateway = await site.start(env)
    }
    const answers = await Promise.all(messages.map((message) => bringSms(gateway.url, message)))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal((await balance(gateway)).accepted, 7)
    for (const { from } of messages) await eventually(`${from} has a receipt`, () => sentTo(from).find((text) => REFERENCE.test(text)))
    const numbers = messages.map(({ from }) => new Set(sentTo(from).flatMap((text) => REFERENCE.exec(text)?.[0] ?? [])).size)
    assert.deepEqual(numbers, Array(6).fill(1), 'whatever was sent twice names the same complaint')
  })
})

const REFERENCE = /\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b/

async function open(t: TestContext) {
  const peer = await startLaporPeer(t)
  const centre = scriptCentre(peer)
  const kannel = await openPartner(t, () => ({ status: 202, body: '0: Accepted for delivery' }))
  const config = await configCopy(t)
  await addSmsChannel(config, kannel.url)
  const site = await openSite(t, peer.url)
  const digits = (phone: string | null) => (phone ?? '').replace(/\D/g, '')
  const sentTo = (phone: string) =>
    kannel.requests.filter(({ query }) => digits(query.get('to')) === digits(phone)).map(({ query }) => query.get('text') ?? '')
  return { site, env: { GATEWAY_CONFIG: config }, peer, centre, sentTo }
}

async function balance({ url }: GatewayProcess): Promise<{ accepted: number }> {
  const answer = await fetch(`${url}/admin/v1/balance`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })
  return (await answer.json()) as { accepted: number }
}
