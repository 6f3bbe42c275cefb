import type { TestContext } from 'node:test'
import type { Channel, Feedback, InboundRequest } from '../../src/contract/connector.ts'
import type { People } from '../../src/contract/people.ts'
import { createGuardedHttp } from '../../src/outbound/guarded-http.ts'
import { openTestPeople } from './people.ts'

export interface TestChannelOptions<Config> {
  readonly config: Config
  readonly secrets?: Readonly<Record<string, string>>
  readonly now?: () => Date
  readonly signal?: AbortSignal
  /** Loopback unless told. */
  readonly allowAddresses?: readonly string[]
  /** Everything logged is added here. */
  readonly logged?: unknown[]
  /** For a channel of people: openTestPeople(), to look at what was asked. */
  readonly people?: People
}

/** A channel as the gateway would hand it to a connector, over the real way out. */
export function openTestChannel<Config, Secret extends string = string>(
  t: TestContext,
  options: TestChannelOptions<Config>,
): Channel<Config, Secret> {
  const note = (data: object, message: string) => void options.logged?.push([data, message])
  const log = { debug: note, info: note, warn: note, error: note }
  const http = createGuardedHttp({ allowAddresses: options.allowAddresses ?? ['127.0.0.0/8'], log })
  t.after(() => http.close())
  return {
    id: 'test-channel',
    app: 'Aplikasi Uji',
    region: { code: '32', name: 'Jawa Barat', timezone: 'Asia/Jakarta' },
    config: options.config,
    secrets: (options.secrets ?? {}) as Channel<Config, Secret>['secrets'],
    http,
    log,
    now: options.now ?? (() => new Date()),
    signal: options.signal ?? new AbortController().signal,
    people: options.people ?? openTestPeople(options.now === undefined ? {} : { now: options.now }),
  }
}

export function inbound(body: string | Uint8Array, headers: Record<string, string>): InboundRequest {
  return { method: 'POST', url: '/in/test-channel', query: {}, headers, rawBody: Buffer.from(body), remoteAddress: '127.0.0.1' }
}

export const FEEDBACK: Feedback = {
  id: '01970000-0000-7000-8000-000000000001',
  complaintId: '01970000-0000-7000-8000-000000000002',
  origin: { region: '32', app: 'Aplikasi Uji', channel: 'test-channel', connector: 'webhook', ticket: 'T-1', link: null },
  kind: 'answer',
  status: 'resolved',
  statusOrigin: 'selesai',
  statusNative: 'Selesai',
  at: '2026-11-21T01:00:00Z',
  laporId: '4410',
  trackingId: '9911',
  institution: 'Dinas Bina Marga',
  answer: { text: 'Jembatan sudah diperbaiki.', from: 'Dinas Bina Marga', attachments: [] },
  recipient: null,
}
