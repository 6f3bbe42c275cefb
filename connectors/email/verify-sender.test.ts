import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { openTestChannel } from '../../test/peers/channel.ts'
import type { Config, Secret } from './config.ts'
import type { Resolve } from './dns.ts'
import { parseMail } from './parse-mail.ts'
import { describeMail } from './payload.ts'
import { readResults } from './results-header.ts'
import { addTrace, splitTrace } from './trace.ts'
import { findClient, verifySender } from './verify-sender.ts'

const RECEIVED = new Date('2026-11-20T03:02:11Z')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KEY = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')

/** The only names there are. */
const ZONE: Readonly<Record<string, string[][]>> = {
  'TXT example.id': [['v=spf1 ip4:203.0.113.7 -all']],
  'TXT s1._domainkey.example.id': [[`v=DKIM1; k=rsa; p=${KEY}`]],
  'TXT _dmarc.example.id': [['v=DMARC1; p=reject']],
}
const resolve: Resolve = async (domain, kind) => {
  const records = ZONE[`${kind} ${domain}`]
  if (records) return records
  throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
}

const MAIL = (ip: string, from = 'siti@example.id') =>
  [
    `Return-Path: <${from}>`,
    `Received: from mail.example.id (mail.example.id [${ip}]) by mx.gateway.example.go.id; Fri, 20 Nov 2026 10:02:11 +0700`,
    `From: ${from}`,
    'Subject: Jalan rusak',
    'Message-ID: <a1b2c3@example.id>',
    'Date: Fri, 20 Nov 2026 10:02:05 +0700',
    '',
    'Jalan rusak.',
    '',
  ].join('\r\n')

async function sign(mail: string): Promise<string> {
  const key = { signingDomain: 'example.id', selector: 's1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
  const { signatures } = await dkimSign(mail, { ...key, signTime: RECEIVED, signatureData: [key] })
  return signatures + mail
}

async function verify(
  t: Parameters<typeof openTestChannel>[0],
  text: string,
  authentication: Config['authentication'] = {},
  ask: Resolve = resolve,
) {
  const raw = Buffer.from(text)
  const channel = openTestChannel<Config, Secret>(t, { config: { authentication } })
  const mail = await parseMail(raw)
  const trace = await verifySender(raw, mail, RECEIVED, channel, ask)
  return { mail, trace, verdicts: [trace.spf, trace.dkim, trace.dmarc, trace.by] }
}

test('a signed mail from where the domain sends passes all three', async (t) => {
  const { verdicts } = await verify(t, await sign(MAIL('203.0.113.7')))
  assert.deepEqual(verdicts, ['pass', 'pass', 'pass', 'dns'])
})

test('a mail from elsewhere without a signature fails SPF and DMARC, and staff sees it', async (t) => {
  const { mail, trace, verdicts } = await verify(t, MAIL('198.51.100.9'))
  assert.deepEqual(verdicts, ['fail', 'none', 'fail', 'dns'])
  assert.deepEqual(describeMail(mail, trace).tags, ['spf=fail', 'dmarc=fail'])
})

test('a signed mail that was changed on the way fails DKIM', async (t) => {
  const { verdicts } = await verify(t, (await sign(MAIL('203.0.113.7'))).replace('Jalan rusak.', 'Jalan mulus.'))
  assert.equal(verdicts[1], 'fail')
})

test('a domain that says nothing gives none', async (t) => {
  const { verdicts } = await verify(t, MAIL('203.0.113.7', 'budi@lain.example'))
  assert.deepEqual(verdicts, ['none', 'none', 'none', 'dns'])
})

test('name servers that fail give temperror, and the mail goes on', async (t) => {
  const { verdicts } = await verify(t, await sign(MAIL('203.0.113.7')), {}, async () => {
    throw Object.assign(new Error('late'), { code: 'ETIMEOUT' })
  })
  assert.equal(verdicts[0], 'temperror')
  assert.equal(verdicts[1], 'temperror')
})

test('our mail server is believed, nobody else is, and then nobody is asked', async (t) => {
  const never: Resolve = async () => assert.fail('nobody must be asked')
  const signed =
    'Authentication-Results: mx.jabar.example 1; spf=softfail (a; b) smtp.mailfrom=x; dkim=fail header.d=y; dkim=pass header.d=z;\r\n dmarc=pass\r\n'
  const forged = 'Authentication-Results: mx.penipu.example; spf=pass; dkim=pass; dmarc=pass\r\n'
  const ids = { authservIds: ['MX.jabar.example'] }
  assert.deepEqual((await verify(t, signed + forged + MAIL('203.0.113.7'), ids, never)).verdicts, [
    'softfail',
    'pass',
    'pass',
    'mx.jabar.example',
  ])
  assert.deepEqual((await verify(t, forged + MAIL('198.51.100.9'), ids)).verdicts, ['fail', 'none', 'fail', 'dns'])
  assert.deepEqual((await verify(t, MAIL('203.0.113.7'), { dns: false }, never)).verdicts, ['unknown', 'unknown', 'unknown', 'nobody'])
})

test('what our mail server left out is looked up', async (t) => {
  const header = 'Authentication-Results: mx.jabar.example; spf=pass\r\n'
  const { verdicts } = await verify(t, header + MAIL('198.51.100.9'), { authservIds: ['mx.jabar.example'] })
  assert.deepEqual(verdicts, ['pass', 'none', 'fail', 'mx.jabar.example'])
})

test('a forged header below another server of the same name is not reached', () => {
  const results = readResults(
    [
      ['authentication-results', 'mx; spf=fail'],
      ['authentication-results', 'other; dkim=fail'],
      ['authentication-results', 'mx; dkim=pass; dmarc=pass'],
    ],
    ['mx'],
  )
  assert.deepEqual(results, { by: 'mx', spf: 'fail', dkim: 'unknown', dmarc: 'unknown' })
})

test('a mail with many signatures is not worked on', async (t) => {
  const { verdicts } = await verify(t, `${'DKIM-Signature: v=1; d=example.id; s=s1\r\n'.repeat(500)}${MAIL('203.0.113.7')}`)
  assert.equal(verdicts[1], 'policy')
})

test('whom our server took the mail from: by its name, else the topmost public address', () => {
  const headers = [
    ['received', 'from mx.jabar.example (mx [10.0.0.3]) by imap.jabar.example with LMTP; x'],
    ['received', 'from mail.example.id (mail.example.id [203.0.113.7]) by mx.jabar.example with ESMTPS; x'],
    ['received', 'from laptop ([198.51.100.1]) by mail.example.id; x'],
  ] as const
  assert.deepEqual(findClient({ headers }, undefined), { ip: '203.0.113.7', helo: 'mail.example.id' })
  assert.deepEqual(findClient({ headers }, 'mx.jabar.example'), { ip: '203.0.113.7', helo: 'mail.example.id' })
  assert.deepEqual(findClient({ headers }, 'mail.example.id'), { ip: '198.51.100.1', helo: 'laptop' })
  assert.equal(findClient({ headers }, 'tidak.example'), null)
  assert.deepEqual(findClient({ headers: [['received', 'from a ([IPv6:2001:db8::1]) by b; x']] }, undefined), {
    ip: '2001:db8::1',
    helo: 'a',
  })
})

test('what was found out stands in the first line of what is kept, and only there', () => {
  const trace = { receivedAt: '2026-11-20T03:02:11.000Z', spf: 'fail', dkim: 'none', dmarc: 'fail', by: 'dns' } as const
  const forged = Buffer.from(
    'X-Lapor-Gateway-Trace: received=2026-11-20T03:02:11.000Z; spf=pass; dkim=pass; dmarc=pass; by=mx\r\nSubject: x\r\n\r\nx',
  )
  const { trace: again, mail } = splitTrace(addTrace(forged, trace))
  assert.deepEqual(again, trace)
  assert.deepEqual(Buffer.from(mail), forged)
  assert.equal(splitTrace(Buffer.from('Subject: x\r\n\r\n')).trace, null)
})
