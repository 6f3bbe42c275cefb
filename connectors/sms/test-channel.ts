import type { TestContext } from 'node:test'
import type { InboundRequest } from '../../src/contract/connector.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import { openTestPeople, type TestPeople } from '../../test/peers/people.ts'
import type { Config, Secret, SmsChannel } from './config.ts'
import { connector } from './index.ts'

export const SECRET = 'rahasia-sms-1708'
export const PHONE = '+628123456789'
/** 10:00 in Jakarta. */
export const NOON = new Date('2026-11-21T03:00:00Z')

export interface Bench {
  readonly channel: SmsChannel
  readonly people: TestPeople
  readonly logged: unknown[]
  /** As the gateway does it: receive, then converse. */
  receive(request: InboundRequest): Promise<{ readonly status: number; readonly body: string }>
}

export function openSms(
  t: TestContext,
  config: Config,
  { now = () => NOON, ...options }: { now?: () => Date; messages?: number } = {},
): Bench {
  const people = openTestPeople({ now, ...options })
  const logged: unknown[] = []
  const channel = openTestChannel<Config, Secret>(t, { config, secrets: { secret: SECRET }, people, now, logged })
  return {
    channel,
    people,
    logged,
    async receive(request) {
      const reception = await connector.receive?.(request, channel)
      if (reception?.outcome !== 'message') throw new Error('no message')
      const answer = await connector.converse?.(reception.message, channel)
      return { status: answer?.status ?? 200, body: answer?.body ?? '' }
    },
  }
}

export function get(query: string, headers: Record<string, string> = { 'x-sms-secret': SECRET }): InboundRequest {
  const url = `/in/test-channel?${query}`
  return {
    method: 'GET',
    url,
    query: Object.fromEntries(new URL(url, 'http://gateway').searchParams),
    headers,
    rawBody: new Uint8Array(),
    remoteAddress: '10.1.2.3',
  }
}

export function post(body: string | Uint8Array, headers: Record<string, string>, query = ''): InboundRequest {
  return { ...get(query, headers), method: 'POST', url: `/in/test-channel${query === '' ? '' : `?${query}`}`, rawBody: Buffer.from(body) }
}
