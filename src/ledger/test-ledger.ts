import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import pg from 'pg'
import { testLedgerDatabase } from '../../test/support/servers.ts'
import type { Log } from '../contract/connector.ts'
import type { Ledger, NewComplaint, NewUpdate } from './ledger.ts'
import { openLedger } from './open-ledger.ts'
import { newKeys, parseKeys } from './sealing.ts'
import { newId } from './uuid.ts'

export interface TestLedger {
  readonly ledger: Ledger
  readonly databaseUrl: string
  /** Straight to the database, as its superuser. */
  sql(text: string, params?: unknown[]): Promise<Record<string, unknown>[]>
}

/** For tests: a ledger on an empty database, closed after the test. */
export async function openTestLedger(t: TestContext, keys: string = newKeys()): Promise<TestLedger> {
  const databaseUrl = await testLedgerDatabase(t)
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(keys), log: silent, poolSize: 5 })
  const direct = new pg.Client(databaseUrl)
  direct.on('error', () => {})
  await direct.connect()
  t.after(async () => {
    await ledger.close()
    await direct.end()
  })
  return { ledger, databaseUrl, sql: async (text, params) => (await direct.query<Record<string, unknown>>(text, params)).rows }
}

export const silent: Log = { info() {}, warn() {}, error() {} }

export function hash(text: string): Uint8Array {
  return createHash('sha256').update(text).digest()
}

/** A complaint as intake gives it; `ticket` also makes its content. */
export function newComplaint(ticket: string, changes: Partial<NewComplaint> = {}): NewComplaint {
  return {
    id: newId(),
    origin: { region: '32', app: 'Jabar Quick Response', channel: 'jabar-quick-response', connector: 'webhook', ticket, link: null },
    mapping: 'jabar-quick-response/v1',
    complaint: {
      title: 'Jalan rusak',
      body: `Jalan rusak, ${ticket}`,
      class: 'complaint',
      attachments: [],
      anonymous: false,
      secret: false,
      tags: [],
    },
    reporter: { name: 'Siti Rahmawati', phone: '+6281234567890' },
    raw: { bytes: Buffer.from(`{"nama":"Siti Rahmawati","ticket":"${ticket}"}`), mediaType: 'application/json' },
    contentHash: hash(ticket),
    originState: null,
    parked: null,
    message: null,
    files: new Map(),
    ...changes,
  }
}

export function newUpdate(complaintId: string, reference: string, changes: Partial<NewUpdate> = {}): NewUpdate {
  return {
    id: newId(),
    complaintId,
    source: 'citizen',
    reference,
    state: null,
    body: `word ${reference}`,
    delivery: 'accepted',
    reason: null,
    ...changes,
  }
}

/** Stores a complaint and delivers it; gives its id. */
export async function deliveredComplaint(ledger: Ledger, ticket: string): Promise<string> {
  const complaint = newComplaint(ticket)
  await ledger.complaints.insert(complaint)
  await ledger.complaints.markDelivered(complaint.id, { laporId: `L-${ticket}`, trackingId: null, institution: null }, new Date())
  return complaint.id
}
