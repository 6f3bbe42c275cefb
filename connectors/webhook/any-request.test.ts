import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ERRORS, GatewayError } from '../../src/contract/errors.ts'
import { inbound, openTestChannel } from '../../test/peers/channel.ts'
import type { Auth, Config, Secret } from './config.ts'
import { connector } from './index.ts'

const MEDIA = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'text/plain',
  '',
]
const PIECES = [
  '{',
  '}',
  '"a"',
  ':',
  '1',
  '[',
  ']',
  'a=1&',
  'a[b]=2&',
  'a[]=&',
  '%',
  '%00',
  '--b',
  '--b--',
  '\r\n',
  'Content-Disposition: form-data; name="x"',
  '; filename="y"',
  '\u0000',
  'é',
]

test('receive: any body of any media type is an arrival, or an error that a partner can be told', async (t) => {
  const channel = openTestChannel<Config, Secret>(t, { config: { auth: { kind: 'bearer' } }, secrets: { secret: 'k' } })
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 20 }).map((parts) => Buffer.from(parts.join(''))),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...MEDIA), body, async (mediaType, bytes) => {
      const outcome = await connector
        .receive?.(inbound(bytes, { 'content-type': mediaType, authorization: 'Bearer k' }), channel)
        .catch((error: unknown) => error)
      if (outcome instanceof GatewayError) return assert.ok('http' in ERRORS[outcome.code], outcome.code)
      return assert.equal(
        outcome !== undefined && outcome !== null && typeof outcome === 'object' && 'outcome' in outcome && outcome.outcome,
        'arrival',
      )
    }),
    { numRuns: 1000 },
  )
})

test('receive: nobody guesses a proof: any header at all is signature_invalid', async (t) => {
  const auths: Auth[] = [
    { kind: 'standard-webhooks' },
    { kind: 'hmac', header: 'x' },
    { kind: 'bearer' },
    { kind: 'api-key', header: 'x' },
    { kind: 'basic' },
  ]
  const names = ['x', 'authorization', 'webhook-id', 'webhook-timestamp', 'webhook-signature']
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('Bearer ', 'Basic Og==', 'v1,', 'v1,AAAA', String(Math.floor(Date.now() / 1000)), '='),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...auths), fc.dictionary(fc.constantFrom(...names), value), async (auth, headers) => {
      const channel = openTestChannel<Config, Secret>(t, {
        config: { auth },
        secrets: { secret: 'whsec_c2VzdWF0dS15YW5nLXNhbmdhdC1yYWhhc2lh' },
      })
      await assert.rejects(
        connector.receive?.(inbound('{"a":1}', { 'content-type': 'application/json', ...headers }), channel) ?? Promise.resolve(),
        {
          code: 'signature_invalid',
        },
      )
    }),
    { numRuns: 300 },
  )
})
