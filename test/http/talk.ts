import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Connector } from '../../src/contract/connector.ts'
import { GatewayError } from '../../src/contract/errors.ts'
import type { Filed, People, Report } from '../../src/contract/people.ts'
import { newKeys } from '../../src/ledger/sealing.ts'
import { testLedgerDatabase } from '../support/servers.ts'
import { channel, type GatewayOptions, startGateway, type TestGateway } from './gateway.ts'

export const SITI = '+6281234567890'
export const BUDI = '+6285550001111'

/** A person's message is JSON; the answer tells what came of it. */
export const talk: Connector = {
  kind: 'talk',
  title: 'Obrolan uji',
  config: { type: 'object' },
  secrets: [],
  receive: async ({ rawBody }) => ({ outcome: 'message', message: JSON.parse(Buffer.from(rawBody).toString()) }),
  async converse(message, { people }) {
    const { sender, id, text } = message as { sender: string; id: string; text: string }
    const filed = await people.report(reportOf(sender, id, text))
    return { status: 201, mediaType: 'application/json', body: JSON.stringify(filed) }
  },
  reply: async () => ({}),
  probe: async () => ({ healthy: true, detail: 'ok' }),
}

export const WARGA = channel('warga', { connector: 'talk', config: {}, secrets: {} })

export function reportOf(sender: string, ticket: string, text: string, more: Partial<Report> = {}): Report {
  const payload = { text, from: sender }
  return {
    sender,
    replyTo: { language: 'id' },
    ticket,
    payload,
    raw: Buffer.from(JSON.stringify(payload)),
    mediaType: 'application/json',
    words: text,
    ...more,
  }
}

export async function openGateway(t: TestContext, options: GatewayOptions = {}): Promise<TestGateway & { people: People }> {
  const gateway = await startGateway(t, { channels: [WARGA], connectors: [talk], ...options })
  return { ...gateway, people: peopleOf(gateway, 'warga') }
}

export function peopleOf(gateway: TestGateway, id: string): People {
  const settings = gateway.settings.channels.get(id)
  assert.ok(settings)
  return gateway.intake.openChannel(settings, new AbortController().signal).people
}

export async function openTwoGateways(t: TestContext) {
  const shared = { databaseUrl: await testLedgerDatabase(t), keys: newKeys() }
  return [await openGateway(t, shared), await openGateway(t, shared)] as const
}

export function photo(name: string) {
  return { field: 'photo', name, mediaType: 'image/jpeg', bytes: Buffer.from([0xff, 0xd8, 0xff, name.length]) }
}

export function idOf(filed: Filed): string {
  assert.ok('id' in filed)
  return filed.id
}

export const away = () => new GatewayError('ledger_unavailable', 'the ledger is away', { retryAfterMs: 1000 })
export const isAway = (error: unknown) => error instanceof GatewayError && error.code === 'ledger_unavailable'
