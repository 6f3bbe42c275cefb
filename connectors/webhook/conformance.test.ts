import { createHmac } from 'node:crypto'
import { describeConnector } from '../../test/conformance/describe-connector.ts'
import { FEEDBACK, inbound } from '../../test/peers/channel.ts'
import type { Auth, Config } from './config.ts'
import { connector } from './index.ts'
import { signStandardWebhook } from './standard-webhooks.ts'

const BODY = '{"ticket":"T-1","text":"Jembatan putus"}'
const SIGNING = 'whsec_c2VzdWF0dS15YW5nLXNhbmdhdC1yYWhhc2lhLTAx'
const REPLY = 'whsec_YmFsYXNhbi15YW5nLXNhbmdhdC1yYWhhc2lhLTAy'
const TEXT = 'kata-sandi-yang-sangat-rahasia'
const key = Buffer.from(SIGNING.slice(6), 'base64')

type Sign = (body: string) => Record<string, string>
const seconds = () => String(Math.floor(Date.now() / 60_000) * 60)

const WAYS: readonly { auth: Auth; secret: string; proofHeaders: readonly string[]; bodyIsProved: boolean; sign: Sign }[] = [
  {
    auth: { kind: 'standard-webhooks' },
    secret: SIGNING,
    proofHeaders: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    bodyIsProved: true,
    sign: (body) => {
      const at = seconds()
      return {
        'webhook-id': 'msg_0001',
        'webhook-timestamp': at,
        'webhook-signature': signStandardWebhook(key, 'msg_0001', at, Buffer.from(body)),
      }
    },
  },
  {
    auth: { kind: 'hmac', header: 'X-Signature', prefix: 'sha256=' },
    secret: TEXT,
    proofHeaders: ['x-signature'],
    bodyIsProved: true,
    sign: (body) => ({ 'x-signature': `sha256=${createHmac('sha256', TEXT).update(body).digest('hex')}` }),
  },
  {
    auth: { kind: 'bearer' },
    secret: TEXT,
    proofHeaders: ['authorization'],
    bodyIsProved: false,
    sign: () => ({ authorization: `Bearer ${TEXT}` }),
  },
  {
    auth: { kind: 'api-key', header: 'X-Api-Key' },
    secret: TEXT,
    proofHeaders: ['x-api-key'],
    bodyIsProved: false,
    sign: () => ({ 'x-api-key': TEXT }),
  },
  {
    auth: { kind: 'basic' },
    secret: `pengguna:${TEXT}`,
    proofHeaders: ['authorization'],
    bodyIsProved: false,
    sign: () => ({ authorization: `Basic ${btoa(`pengguna:${TEXT}`)}` }),
  },
]

for (const { auth, secret, proofHeaders, bodyIsProved, sign } of WAYS) {
  const send = (body: string, mediaType = 'application/json') => inbound(body, { 'content-type': mediaType, ...sign(body) })
  describeConnector({
    connector,
    way: auth.kind,
    config: (partnerUrl): Config => ({ auth, reply: { url: `${partnerUrl}/balasan`, auth: { kind: 'bearer' } } }),
    secrets: { secret, replySecret: REPLY, replyToken: 'token-balasan-rahasia' },
    partner: () => ({ status: 200, body: { id: 'b-1' } }),
    badConfigs: [
      { name: 'no auth', config: {}, says: /'auth'/ },
      { name: 'an auth of no kind', config: { auth: {} }, says: /\/auth .*'kind'/ },
      { name: 'an unknown auth', config: { auth: { kind: 'none' } }, says: /\/auth\/kind .*allowed values.*basic/ },
      { name: 'a key of another kind of auth', config: { auth: { kind: 'bearer', header: 'X' } }, says: /\/auth .*header/ },
      { name: 'a header that is none', config: { auth: { kind: 'api-key', header: 'X Y' } }, says: /\/auth\/header/ },
      {
        name: 'a signed time that leaves out the body',
        config: { auth: { kind: 'hmac', header: 'X', timestamp: { header: 'Y', signed: '{timestamp}' } } },
        says: /signed/,
      },
      { name: 'a reply address that is none', config: { auth: { kind: 'bearer' }, reply: { url: 'app.example' } }, says: /\/reply\/url/ },
    ],
    receive: {
      good: () => send(BODY),
      proofHeaders,
      bodyIsProved,
      malformed: [
        { name: 'broken JSON', request: () => send('{"a":'), code: 'request_unreadable' },
        { name: 'a million levels', request: () => send('['.repeat(500_000)), code: 'request_unreadable' },
        { name: 'a key twice', request: () => send('{"a":1,"a":2}'), code: 'request_unreadable' },
        { name: 'a prototype key', request: () => send('{"__proto__":{"a":1}}'), code: 'request_unreadable' },
        { name: 'a list', request: () => send('[]'), code: 'request_unreadable' },
        { name: 'no body', request: () => send(''), code: 'request_unreadable' },
        { name: 'XML', request: () => send('<a/>', 'text/xml'), code: 'media_type_unsupported' },
        { name: 'Latin-1', request: () => send(BODY, 'application/json; charset=latin1'), code: 'media_type_unsupported' },
      ],
    },
    reply: { feedback: FEEDBACK },
  })
}
