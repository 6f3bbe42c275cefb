import { createHmac } from 'node:crypto'
import type { InboundRequest } from '../../src/contract/connector.ts'
import type { PartnerAnswer, PartnerRequest } from '../../test/peers/partner.ts'
import type { Config } from './config.ts'
import { get, PHONE, post, SECRET } from './test-channel.ts'
import { signTwilio } from './twilio.ts'

export const SEND_SECRET = 'kata-sandi-sendsms'
export const PUBLIC_URL = 'https://gateway.example/in/test-channel'
const SID = `AC${'0'.repeat(32)}`

/** A provider as tests need it: how it is configured, what it posts, what it answers. */
export interface TestProvider {
  readonly way: 'kannel' | 'twilio' | 'generic, signed JSON' | 'generic, query'
  readonly config: (url: string) => Config
  readonly proofHeaders: readonly string[]
  readonly bodyIsProved: boolean
  message(text: string, id: string, more?: Readonly<Record<string, string>>): InboundRequest
  /** Part of two of one message. null: the provider puts parts together itself. */
  part: ((text: string, number: number) => InboundRequest) | null
  receipt(reference: string, state: 'delivered' | 'failed'): InboundRequest
  readonly accepted: (request: PartnerRequest) => PartnerAnswer
  readonly gone: PartnerAnswer | null
  readonly sent: (request: PartnerRequest) => { to: string; text: string } | null
}

export const KANNEL: TestProvider = {
  way: 'kannel',
  config: (url) => ({ provider: { kind: 'kannel', sendUrl: `${url}/cgi-bin/sendsms` }, publicUrl: PUBLIC_URL }),
  proofHeaders: ['x-sms-secret'],
  bodyIsProved: false,
  message: (text, id, more = {}) =>
    get(String(new URLSearchParams({ from: PHONE, to: '1708', text, id, smsc: 'telco-a', coding: '0', charset: 'UTF-8', ...more }))),
  part: (text, number) => get(`${new URLSearchParams({ from: PHONE, to: '1708', text, id: `p${number}` })}&udh=%05%00%03%07%02%0${number}`),
  receipt: (reference) => get(`dlr=1&message=${reference}&proof=none`),
  accepted: () => ({ status: 202, body: '0: Accepted for delivery' }),
  gone: null,
  sent: ({ query }) => (query.has('to') ? { to: query.get('to') ?? '', text: query.get('text') ?? '' } : null),
}

const twilioPost = (form: Readonly<Record<string, string>>): InboundRequest => {
  const signed =
    PUBLIC_URL +
    Object.keys(form)
      .toSorted()
      .map((name) => name + form[name])
      .join('')
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signTwilio(SECRET, signed) }
  return post(String(new URLSearchParams(form)), headers)
}

export const TWILIO: TestProvider & { post(form: Readonly<Record<string, string>>): InboundRequest } = {
  way: 'twilio',
  config: (url) => ({ provider: { kind: 'twilio', accountSid: SID, apiUrl: url }, publicUrl: PUBLIC_URL, from: '+15005550006' }),
  proofHeaders: ['x-twilio-signature'],
  bodyIsProved: true,
  post: twilioPost,
  message: (text, id, more = {}) =>
    twilioPost({ MessageSid: id, AccountSid: SID, From: PHONE, To: '+15005550006', Body: text, NumMedia: '0', ...more }),
  part: null,
  receipt: (reference, state) =>
    twilioPost({ MessageSid: reference, AccountSid: SID, MessageStatus: state, ...(state === 'failed' ? { ErrorCode: '30003' } : {}) }),
  accepted: ({ method }) =>
    method === 'GET' ? { body: { status: 'active' } } : { status: 201, body: { sid: `SM${'1'.repeat(32)}`, status: 'queued' } },
  gone: { status: 400, body: { code: 21610, message: 'Attempt to send to unsubscribed recipient' } },
  sent: ({ body }) => readForm(body, 'To', 'Body'),
}

const jsonPost = (value: object): InboundRequest => {
  const body = JSON.stringify(value)
  const signature = createHmac('sha256', SECRET).update(body).digest('hex')
  return post(body, { 'content-type': 'application/json', 'x-signature': `sha256=${signature}` })
}

export const SIGNED_JSON: TestProvider & { post(value: object): InboundRequest } = {
  post: jsonPost,
  way: 'generic, signed JSON',
  config: (url) => ({
    provider: {
      kind: 'generic',
      signature: { header: 'X-Signature', prefix: 'sha256=' },
      fields: {
        from: '/message/msisdn',
        to: '/message/shortcode',
        text: '/message/content',
        id: '/message/id',
        partReference: '/message/ref',
        part: '/message/part',
        parts: '/message/parts',
      },
      receipts: { id: '/report/id', status: '/report/status', delivered: ['DELIVRD'], failed: ['UNDELIV', 'failed'] },
      answer: 'OK',
      send: {
        url: `${url}/v1/send`,
        format: 'json',
        auth: { kind: 'bearer' },
        parameters: { '/message/msisdn': '{toDigits}', '/message/content': '{text}', sender: '{from}', ref: '{reference}' },
        success: { at: '/status', matches: 'ok' },
        messageId: '/data/id',
        refusals: { at: '/error', invalidNumber: ['INVALID_MSISDN'], credentials: ['NO_CREDIT'], later: ['BUSY'] },
      },
    },
  }),
  proofHeaders: ['x-signature'],
  bodyIsProved: true,
  message: (text, id, more = {}) => jsonPost({ message: { msisdn: '628123456789', shortcode: '1708', content: text, id, ...more } }),
  part: (text, number) =>
    jsonPost({ message: { msisdn: '628123456789', shortcode: '1708', content: text, id: `p${number}`, ref: 77, part: number, parts: 2 } }),
  receipt: (id, state) => jsonPost({ report: { id, status: state === 'delivered' ? 'delivrd' : 'UNDELIV' } }),
  accepted: () => ({ status: 200, body: { status: 'OK', data: { id: 'agg-1' } } }),
  gone: { status: 200, body: { status: 'ERROR', error: 'INVALID_MSISDN' } },
  sent: ({ method, body }) => {
    if (method !== 'POST') return null
    const { message } = JSON.parse(body) as { message: { msisdn: string; content: string } }
    return { to: `+${message.msisdn}`, text: message.content }
  },
}

export const QUERY: TestProvider = {
  way: 'generic, query',
  config: (url) => ({
    auth: { query: 'token', header: 'X-Token' },
    publicUrl: PUBLIC_URL,
    provider: {
      kind: 'generic',
      fields: { from: 'src', to: 'dst', text: 'msg', id: 'mid' },
      receipts: { id: 'mid', status: 'dlr', delivered: ['1'], failed: ['2'] },
      send: {
        url: `${url}/send?v=2`,
        method: 'GET',
        parameters: { user: 'jabar', pass: '{secret}', dst: '{toLocal}', src: '{from}', msg: '{text}', dlr: '{receiptUrl}' },
        success: { matches: 'OK' },
        refusals: { invalidNumber: ['wrong number'], later: ['busy'] },
      },
    },
  }),
  proofHeaders: ['x-token'],
  bodyIsProved: false,
  message: (text, id, more = {}) =>
    get(String(new URLSearchParams({ src: '08123456789', dst: '1708', msg: text, mid: id, ...more })), { 'x-token': SECRET }),
  part: (text, number) =>
    get(String(new URLSearchParams({ src: '08123456789', dst: '1708', msg: text, mid: `p${number}`, udh: `05000307020${number}` })), {
      'x-token': SECRET,
    }),
  receipt: (mid, state) => get(String(new URLSearchParams({ mid, dlr: state === 'delivered' ? '1' : '2' })), { 'x-token': SECRET }),
  accepted: () => ({ status: 200, body: 'OK 12345' }),
  gone: { status: 200, body: 'ERR wrong number' },
  sent: ({ query }) => (query.has('dst') ? { to: (query.get('dst') ?? '').replace(/^0/, '+62'), text: query.get('msg') ?? '' } : null),
}

function readForm(body: string, to: string, text: string): { to: string; text: string } | null {
  const form = new URLSearchParams(body)
  return form.has(to) ? { to: form.get(to) ?? '', text: form.get(text) ?? '' } : null
}
