import { type ConnectorDescription, describeConnector } from '../../test/conformance/describe-connector.ts'
import { FEEDBACK } from '../../test/peers/channel.ts'
import { openPartner, type PartnerAnswer } from '../../test/peers/partner.ts'
import { connector } from './index.ts'
import { get, PHONE, post, SECRET } from './test-channel.ts'
import { KANNEL, QUERY, SEND_SECRET, SIGNED_JSON, type TestProvider, TWILIO } from './test-providers.ts'

const secrets = { secret: SECRET, sendSecret: SEND_SECRET }
const feedback = {
  ...FEEDBACK,
  recipient: { sender: PHONE, replyTo: { language: 'id', to: '1708' }, reference: '7K2QD-90PXA', title: 'Jembatan putus' },
}
/** Twilio puts parts together itself: nothing waits for a time. */
const { wake: _, ...withoutWake } = connector

const proof = { 'x-sms-secret': SECRET }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const MALFORMED = {
  kannel: [
    { name: 'no sender', request: () => get('text=LAPOR+jalan+rusak', proof), code: 'request_unreadable' },
    { name: 'no text', request: () => get('from=08123456789', proof), code: 'request_unreadable' },
    { name: 'two texts', request: () => get('from=08123456789&text=a&text=b', proof), code: 'request_unreadable' },
    { name: 'a text of 1 MiB', request: () => get(`from=08123456789&text=${'a'.repeat(1_048_576)}`, proof), code: 'request_unreadable' },
    { name: 'XML', request: () => post('<a/>', { ...proof, 'content-type': 'application/xml' }), code: 'media_type_unsupported' },
    { name: 'broken JSON', request: () => post('{"a":', { ...proof, 'content-type': 'application/json' }), code: 'request_unreadable' },
  ],
  twilio: [
    { name: 'no sender', request: () => TWILIO.post({ MessageSid: 'SM1', Body: 'halo' }), code: 'request_unreadable' },
    { name: 'no text', request: () => TWILIO.post({ MessageSid: 'SM1', From: PHONE }), code: 'request_unreadable' },
    { name: 'no id', request: () => TWILIO.post({ From: PHONE, Body: 'halo' }), code: 'request_unreadable' },
    { name: 'a text of 1 MiB', request: () => TWILIO.message('a'.repeat(1_000_000), 'SM1'), code: 'request_unreadable' },
    { name: 'another account', request: () => TWILIO.message('halo', 'SM1', { AccountSid: 'AC9' }), code: 'signature_invalid' },
  ],
  'generic, signed JSON': [
    { name: 'no message', request: () => SIGNED_JSON.post({ a: 1 }), code: 'request_unreadable' },
    { name: 'a list', request: () => SIGNED_JSON.post([]), code: 'request_unreadable' },
  ],
  'generic, query': [
    { name: 'no text', request: () => get('src=08123456789', { 'x-token': SECRET }), code: 'request_unreadable' },
    { name: 'two senders', request: () => get('src=1&src=2&msg=a', { 'x-token': SECRET }), code: 'request_unreadable' },
    { name: 'a form with two texts', request: () => post('src=1&msg=a&msg=b', { 'x-token': SECRET, ...form }), code: 'request_unreadable' },
  ],
} as const satisfies Record<string, NonNullable<ConnectorDescription['receive']>['malformed']>

for (const provider of [KANNEL, TWILIO, SIGNED_JSON, QUERY] satisfies readonly TestProvider[]) {
  const { part } = provider
  describeConnector({
    connector: part === null ? withoutWake : connector,
    way: provider.way,
    config: provider.config,
    secrets,
    partner: provider.accepted,
    badConfigs: [
      { name: 'no provider', config: {}, says: /'provider'/ },
      { name: 'an unknown provider', config: { provider: { kind: 'pigeon' } }, says: /\/provider\/kind .*kannel/ },
      { name: 'sendUrl that is none', config: { provider: { kind: 'kannel', sendUrl: 'localhost' } }, says: /\/provider\/sendUrl/ },
      { name: 'an account that is none', config: { provider: { kind: 'twilio', accountSid: 'AC1' } }, says: /\/provider\/accountSid/ },
      {
        name: 'quiet hours without an end',
        config: { ...provider.config('http://a'), quietHours: { from: '21:00' } },
        says: /\/quietHours .*'to'/,
      },
      {
        name: 'quiet hours that are none',
        config: { ...provider.config('http://a'), quietHours: { from: '25:00', to: '6' } },
        says: /\/quietHours\/from/,
      },
      { name: 'a rate of nothing', config: { ...provider.config('http://a'), messagesPerSecond: 0 }, says: /\/messagesPerSecond/ },
    ],
    receive: {
      good: () => provider.message('LAPOR jembatan putus di Cikajang', 'm-1'),
      proofHeaders: provider.proofHeaders,
      bodyIsProved: provider.bodyIsProved,
      malformed: MALFORMED[provider.way],
    },
    reply: { feedback },
    people: {
      peer: async (t) => {
        let instead: PartnerAnswer | null = null
        const partner = await openPartner(t, (request) => instead ?? provider.accepted(request))
        const { gone } = provider
        return {
          config: provider.config(partner.url),
          secrets,
          person: PHONE,
          personal: ['Cikajang', '8123456789'],
          conversation: [{ request: () => provider.message('LAPOR jembatan putus di Cikajang', 'm-1') }],
          unknown: [
            { request: () => provider.receipt('nobody', 'delivered') },
            { request: () => provider.message('', 'm-0') },
            { request: () => provider.message('STATUS', 'm-00') },
          ].slice(provider === KANNEL ? 1 : 0),
          ...(part === null ? {} : { unfinished: [{ request: () => part('LAPOR jembatan putus di ', 1) }] }),
          replyTo: (language) => ({ language, to: '1708' }),
          told: () => partner.requests.flatMap((request) => provider.sent(request) ?? []),
          gone:
            gone === null
              ? null
              : () => {
                  instead = gone
                },
          throttle: () => {
            instead = { status: 429, headers: { 'retry-after': '7' } }
          },
        }
      },
    },
  })
}
