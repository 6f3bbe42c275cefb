import type { HttpAnswer, HttpCall, Probe } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import { readJson } from '../../src/contract/json.ts'
import { readPointer } from '../../src/contract/json-pointer.ts'
import { probeLine } from '../../src/contract/probe-words.ts'
import { type Refusal, refusalOf } from './answers.ts'
import type { SmsChannel } from './config.ts'
import type { GenericConfig } from './generic-config.ts'
import type { Outgoing } from './provider.ts'
import { genericOf } from './provider-config.ts'
import { proveReference, readSendSecret } from './secrets.ts'

export async function sendMessage(outgoing: Outgoing, channel: SmsChannel): Promise<{ reference: string }> {
  const { send } = genericOf(channel)
  const answer = await channel.http.request({
    ...writeCall(outgoing, send, channel),
    connectTimeoutMs: 10_000,
    timeoutMs: 30_000,
    maxAnswerBytes: 256 * 1024,
    // A GET that is sent again after a dead connection could be a message sent twice.
    once: (send.method ?? 'POST') === 'GET',
    signal: channel.signal,
  })
  const meant = readRefusal(answer, send.refusals)
  if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, channel, meant)
  const { success } = send
  const told = success === undefined ? '' : wordAt(answer, success.at)
  if (success !== undefined && !told.startsWith(success.matches.toLowerCase())) {
    throw meant === null
      ? new GatewayError('refused_by_partner', `${channel.id}: the provider answered ${answer.status}, and not with what send.success says`)
      : refusalOf(answer, channel, meant)
  }
  if (send.messageId === undefined) return { reference: outgoing.reference }
  const id = readAnswer(answer, send.messageId)
  return {
    reference:
      (typeof id === 'string' || typeof id === 'number') && String(id).length <= 200 && id !== '' ? String(id) : outgoing.reference,
  }
}

function writeCall(
  outgoing: Outgoing,
  send: GenericConfig['send'],
  channel: SmsChannel,
): Pick<HttpCall, 'method' | 'url' | 'headers' | 'body'> {
  const method = send.method ?? 'POST'
  const format = send.format ?? (method === 'GET' ? 'query' : 'form')
  const values = Object.entries(send.parameters).map(([name, template]) => [name, fill(template, outgoing, channel)] as const)
  const headers = authorization(send.auth, channel)
  const url = new URL(send.url)
  if (format === 'query') {
    for (const [name, value] of values) url.searchParams.set(name, value)
    return { method, url: url.href, headers }
  }
  if (format === 'form') {
    const body = new URLSearchParams(values.map(([name, value]): [string, string] => [name, value])).toString()
    return { method, url: url.href, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body }
  }
  return { method, url: url.href, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(nest(values)) }
}

/** In JSON a name that is a JSON Pointer makes objects: /message/to. */
function nest(values: readonly (readonly [string, string])[]): object {
  const root = new Map<string, unknown>()
  for (const [name, value] of values) {
    const steps = name.startsWith('/') ? name.slice(1).split('/') : [name]
    let branch = root
    for (const step of steps.slice(0, -1)) {
      const next = branch.get(step)
      const there = next instanceof Map ? next : new Map<string, unknown>()
      branch.set(step, there)
      branch = there
    }
    branch.set(steps.at(-1) ?? '', value)
  }
  return bare(root)
}

function bare(branch: Map<string, unknown>): object {
  return Object.fromEntries([...branch].map(([key, value]) => [key, value instanceof Map ? bare(value) : value]))
}

function fill(template: string, { to, from, text, reference }: Outgoing, channel: SmsChannel): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    switch (name) {
      case 'to':
        return to
      case 'toDigits':
        return to.replace(/^\+/, '')
      case 'toLocal':
        return to.replace(/^\+62/, '0')
      case 'from':
        return from
      case 'text':
        return text
      case 'reference':
        return reference
      case 'secret':
        return readSendSecret(channel)
      case 'receiptUrl':
        return receiptUrl(reference, channel)
      default:
        return whole
    }
  })
}

function receiptUrl(reference: string, channel: SmsChannel): string {
  const { publicUrl } = channel.config
  if (publicUrl === undefined) throw new GatewayError('config_invalid', `channel ${channel.id}: {receiptUrl} needs config.publicUrl`)
  if (reference === '') return publicUrl
  return `${publicUrl}${publicUrl.includes('?') ? '&' : '?'}message=${encodeURIComponent(reference)}&proof=${proveReference(channel, reference)}`
}

function authorization(auth: GenericConfig['send']['auth'], channel: SmsChannel): Record<string, string> {
  if (auth === undefined || auth.kind === 'none') return {}
  const secret = readSendSecret(channel)
  if (auth.kind === 'bearer') return { authorization: `Bearer ${secret}` }
  if (auth.kind === 'basic') return { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }
  return { [auth.header.toLowerCase()]: secret }
}

function readRefusal(answer: HttpAnswer, refusals: GenericConfig['send']['refusals']): Refusal | null {
  if (refusals === undefined) return null
  const told = wordAt(answer, refusals.at)
  const says = (words: readonly string[] = []) =>
    words.some((word) => (refusals.at === undefined ? told.includes(word.toLowerCase()) : told === word.toLowerCase()))
  if (says(refusals.invalidNumber)) return 'recipient_gone'
  if (says(refusals.credentials)) return 'credentials_refused'
  return says(refusals.later) ? 'throttled' : null
}

function wordAt(answer: HttpAnswer, at: string | undefined): string {
  const found = at === undefined ? Buffer.from(answer.body).toString('utf8', 0, 4000) : readAnswer(answer, at)
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found).trim().toLowerCase() : ''
}

function readAnswer({ body }: HttpAnswer, pointer: string): unknown {
  try {
    return readPointer(readJson(body), pointer)
  } catch {
    return undefined
  }
}

/** Any answer to a HEAD will do: an address that takes messages need not know it. */
export async function probeAddress(channel: SmsChannel): Promise<Probe> {
  const startedAt = performance.now()
  const { url } = genericOf(channel).send
  const { status } = await channel.http.request({
    method: 'HEAD',
    url,
    connectTimeoutMs: 5000,
    timeoutMs: 10_000,
    maxAnswerBytes: 64 * 1024,
    signal: channel.signal,
  })
  const { host } = new URL(url)
  const line = probeLine(`HEAD ${host} menjawab ${status}`, `HEAD ${host} answered ${status}`)
  return { healthy: true, ...line, latencyMs: Math.round(performance.now() - startedAt) }
}
