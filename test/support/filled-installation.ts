import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, type TestContext } from 'node:test'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open-ledger.ts'
import { newKeys, parseKeys } from '../../src/ledger/sealing.ts'
import { newId } from '../../src/ledger/uuid.ts'
import { testLedgerDatabase, testRedis } from './servers.ts'

const QUIET = { info() {}, warn() {}, error() {} }

/** Whom no command may name: it stands in the sealed parts and texts of the complaint. */
export const PERSON = ['Asep Sunandar', '+6281122334455', 'Jembatan gantung', 'sudah kami telepon']

/** What the commands of a test are given, and the one complaint behind it. */
export interface FilledInstallation {
  readonly env: Record<string, string>
  readonly complaintId: string
}

/** An installation for all tests of a file, with an alert and a complaint that went the whole way. */
export async function fillInstallation(): Promise<FilledInstallation> {
  const kept = { after: () => {} }
  const [databaseUrl, redis, keys, data] = [await testLedgerDatabase(kept), await testRedis(kept), newKeys(), await emptyFolder(kept)]
  after(() => rm(data, { recursive: true, force: true }))
  const env = { DATABASE_URL: databaseUrl, REDIS_URL: redis.url, GATEWAY_KEYS: keys, GATEWAY_DATA: data }
  const ledger = await openLedger({ databaseUrl, keys: parseKeys(keys), log: QUIET })
  const complaintId = await wholeWay(ledger)
  await ledger.alerts.raise('a-1', 'recipient_gone', 'wargaku', 'the region does not want it any more')
  await ledger.masters.replace('institutions', [{ id: '9', name: 'Pemerintah Kabupaten Garut' }])
  await ledger.close()
  return { env, complaintId }
}

export async function emptyFolder(t: Pick<TestContext, 'after'>): Promise<string> {
  const dir = await mkdtemp(path.join(tmpdir(), 'cli-'))
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

async function wholeWay(ledger: Ledger): Promise<string> {
  const id = newId()
  const origin = {
    region: '32',
    app: 'Jabar Quick Response',
    channel: 'jabar-quick-response',
    connector: 'webhook',
    ticket: 'JQR-2026-0001',
    link: null,
  }
  const complaint = {
    title: 'Jembatan gantung putus',
    body: 'Jembatan gantung putus sejak Rabu',
    class: 'complaint' as const,
    attachments: [],
    anonymous: false,
    secret: false,
    tags: [],
  }
  const reporter = { name: 'Asep Sunandar', phone: '+6281122334455' }
  const raw = { bytes: Buffer.from('{"text":"Jembatan gantung putus"}'), mediaType: 'application/json' }
  const stored = await ledger.complaints.insert({
    id,
    origin,
    complaint,
    reporter,
    raw,
    mapping: 'jabar-quick-response/v1',
    contentHash: Buffer.alloc(32),
    originState: null,
    parked: null,
    message: null,
    files: new Map(),
  })
  assert.equal(stored.outcome, 'stored')
  await ledger.steps.markSent(id, 'create')
  await ledger.steps.markDone(id, 'create', { laporId: '9001234' })
  await ledger.complaints.markDelivered(id, { laporId: '9001234', trackingId: 'TRK-1', institution: null }, new Date())
  const update = {
    id: newId(),
    complaintId: id,
    source: 'origin',
    reference: 'r-1',
    state: { status: 'in_progress', native: 'proses' },
    body: 'sudah kami telepon',
    delivery: 'accepted',
    reason: null,
  } as const
  await ledger.updates.insert(update)
  const answer = { text: 'sudah kami telepon', from: 'Dinas PUPR', attachments: [] }
  const feedback = {
    id: newId(),
    key: 'k-1',
    kind: 'answer',
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    statusOrigin: 'proses',
    at: new Date(),
    answer,
    state: 'pending',
  } as const
  await ledger.complaints.recordCase(id, {
    status: 'in_progress',
    statusNative: 'Dalam Proses',
    statusAt: new Date(),
    institution: 'Dinas PUPR',
    followAt: new Date(),
    feedback: [feedback],
    events: [{ kind: 'status_changed', data: { status: 'in_progress' } }],
  })
  await ledger.feedback.markSent(feedback.id, null)
  const call = {
    at: new Date(),
    peer: 'centre',
    host: 'splp.example',
    call: 'POST /complaints/complaint',
    ms: 31,
    status: 200,
    code: null,
  } as const
  await ledger.exchanges.add([{ ...call, complaintId: id, updateId: null, feedbackId: null, request: '{}', answer: '{}', digest: null }])
  return id
}
