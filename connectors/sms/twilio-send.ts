import type { HttpAnswer, Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readJson } from '../../src/contract/json.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import { probeLine } from '../../src/contract/probe-words.ts'
import { type Refusal, refusalOf } from './answers.ts'
import type { SmsChannel } from './config.ts'
import type { Outgoing } from './provider.ts'
import { twilioOf } from './provider-config.ts'
import { readSendSecret } from './secrets.ts'

/** POST Messages.json. The answer's sid is what receipts name. */
export async function sendMessage(outgoing: Outgoing, channel: SmsChannel): Promise<{ reference: string }> {
  const { messagingServiceSid } = twilioOf(channel)
  const form = new URLSearchParams({
    To: outgoing.to,
    ...(messagingServiceSid === undefined ? { From: outgoing.from } : { MessagingServiceSid: messagingServiceSid }),
    Body: outgoing.text,
    ...(channel.config.publicUrl === undefined ? {} : { StatusCallback: channel.config.publicUrl }),
  })
  const answer = await channel.http.request({
    method: 'POST',
    url: accountUrl(channel, '/Messages.json'),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...authorization(channel) },
    body: form.toString(),
    connectTimeoutMs: 10_000,
    timeoutMs: 30_000,
    maxAnswerBytes: 256 * 1024,
    signal: channel.signal,
  })
  const code = readAnswer(answer, '/code')
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, channel, MEANINGS[String(code)] ?? null)
  const sid = readAnswer(answer, '/sid')
  if (typeof sid !== 'string' || !/^\w{2,64}$/.test(sid))
    throw new GatewayError('response_unexpected', `${channel.id}: Twilio answered ${answer.status} without the sid of a message`)
  return { reference: sid }
}

/** https://www.twilio.com/docs/api/errors */
const MEANINGS: Readonly<Record<string, Refusal>> = {
  '21211': 'recipient_gone', // no phone number
  '21217': 'recipient_gone',
  '21401': 'recipient_gone',
  '21610': 'recipient_gone', // said STOP to Twilio
  '21614': 'recipient_gone', // not a mobile
  '30003': 'recipient_gone',
  '30005': 'recipient_gone',
  '30006': 'recipient_gone',
  '20003': 'credentials_refused',
  '20005': 'credentials_refused', // suspended
  '21408': 'config_invalid', // the region is not allowed
  '21603': 'config_invalid',
  '21606': 'config_invalid', // the sender is not ours
  '21612': 'config_invalid',
  '21703': 'config_invalid',
  '20429': 'throttled',
  '14107': 'throttled',
  '21611': 'throttled', // the queue is full
}

export async function probeAccount(channel: SmsChannel): Promise<Probe> {
  const startedAt = performance.now()
  const url = accountUrl(channel, '.json')
  const answer = await channel.http.request({
    method: 'GET',
    url,
    headers: authorization(channel),
    connectTimeoutMs: 5000,
    timeoutMs: 10_000,
    maxAnswerBytes: 256 * 1024,
    signal: channel.signal,
  })
  const latencyMs = Math.round(performance.now() - startedAt)
  const host = new URL(url).host
  if (answer.status !== 200) {
    const refused = answer.status === 401 || answer.status === 403
    const line = probeLine(
      `akun di ${host} menjawab ${answer.status}${refused ? ': periksa accountSid dan auth token' : ''}`,
      `the account at ${host} answered ${answer.status}${refused ? ': check accountSid and the auth token' : ''}`,
    )
    return { healthy: false, reachable: true, ...line, latencyMs }
  }
  const state = readAnswer(answer, '/status')
  const healthy = state === 'active'
  const line = healthy
    ? probeLine(`akun di ${host} aktif`, `the account at ${host} is active`)
    : probeLine(`akun di ${host} tidak aktif`, `the account at ${host} is not active`)
  return { healthy, reachable: true, ...line, latencyMs }
}

export function authorization(channel: SmsChannel): { authorization: string } {
  const secret = readSendSecret(channel)
  // An API key is written as SK…:its secret; else it is the auth token of the account.
  const pair = secret.includes(':') ? secret : `${twilioOf(channel).accountSid}:${secret}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function accountUrl(channel: SmsChannel, rest: string): string {
  const { apiUrl = 'https://api.twilio.com', accountSid } = twilioOf(channel)
  return `${apiUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${accountSid}${rest}`
}

function readAnswer({ body }: HttpAnswer, pointer: string): unknown {
  try {
    return readPointer(readJson(body), pointer)
  } catch {
    return undefined
  }
}
