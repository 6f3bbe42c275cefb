import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channel } from '../../test/http/gateway.ts'
import type { Connector } from '../contract/connector.ts'
import { openChannel } from '../intake/channel-context.ts'
import { silent } from '../ledger/test-ledger.ts'
import { endOf, expiriesOf } from './expiries.ts'
import { probeChannel } from './probe-channel.ts'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (claims: object) => `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`

test('the end of a credential is read where it says so itself', () => {
  const exp = 1_800_000_000
  const at = new Date(exp * 1000)
  assert.deepEqual(endOf(token({ sub: 'gateway', exp })), at)
  assert.deepEqual(endOf(`Bearer ${token({ exp })}`), at)
  assert.deepEqual(endOf(`${token({ exp })},older-key`), at)
  for (const secret of [token({ sub: 'x' }), token({ exp: 'soon' }), 'eyJx.eyJx.x', 'whsec_abc', 'Basic dXNlcjpwYXNz', ''])
    assert.equal(endOf(secret), null, secret)
})

test('what a connector saw of certificates by itself is among what ends', async () => {
  const settings = channel('surat', { secrets: {} })
  const endsAt = new Date('2027-01-31T00:00:00Z')
  const connector: Connector = {
    kind: 'surat',
    title: 'Shows a certificate, for tests',
    config: {},
    secrets: [],
    probe: async () => ({ healthy: true, detail: 'logged in', certificates: [{ host: 'imap.example.go.id:993', endsAt }] }),
  }
  const never = new AbortController().signal
  await probeChannel(connector, settings, (signal) => openChannel(settings, { log: silent, signal }), never)
  assert.deepEqual(expiriesOf(settings), [{ what: 'certificate', of: 'imap.example.go.id:993', at: endsAt.toISOString() }])
})
