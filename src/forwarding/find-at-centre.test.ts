import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { eventually } from '../../test/support/eventually.ts'
import { centralSettings, FILING } from '../../test/support/lapor-cases.ts'
import { testRedis } from '../../test/support/servers.ts'
import type { CentralStore, Receipt } from '../contract/central.ts'
import { GatewayError } from '../contract/errors.ts'
import type { ChannelSettings, Settings } from '../contract/settings.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { newComplaint, openTestLedger, silent } from '../ledger/test-ledger.ts'
import { openQueues } from '../queue/open-queues.ts'
import { openForwarding } from './open-forwarding.ts'

const FOUND: Receipt = { laporId: '4711', trackingId: 'T-1', institution: null }

test('a create whose answer was lost is found at a centre that can be asked, and the work goes on behind it', async (t) => {
  const centre = centreThat(() => FOUND)
  const { ledger, id } = await forwardTo(t, centre)
  await until(ledger, id, 'delivered')
  const row = await ledger.complaints.get(id)
  assert.deepEqual([row?.laporId, row?.trackingId], ['4711', 'T-1'])
  assert.deepEqual(centre.did, ['create', 'lookup', 'rest'])
  assert.ok((await ledger.events.of(id)).some(({ kind }) => kind === 'reconciled'))
})

test('what is committed late is found by the second look', async (t) => {
  let looks = 0
  const centre = centreThat(() => (++looks === 1 ? null : FOUND))
  const { ledger, id } = await forwardTo(t, centre)
  await until(ledger, id, 'delivered')
  assert.deepEqual(centre.did, ['create', 'lookup', 'lookup', 'rest'])
})

test('a centre that does not show it leaves it to a person; it is not sent again', async (t) => {
  const centre = centreThat(() => null)
  const { ledger, id } = await forwardTo(t, centre)
  await until(ledger, id, 'unknown')
  assert.deepEqual(centre.did, ['create', 'lookup', 'lookup'])
})

test('a centre that is away when it is asked is asked again', async (t) => {
  let looks = 0
  const centre = centreThat(() => {
    looks += 1
    if (looks < 3) throw new GatewayError('central_unavailable', 'HTTP 503')
    return FOUND
  })
  const { ledger, id } = await forwardTo(t, centre)
  await until(ledger, id, 'delivered')
  assert.deepEqual(centre.did, ['create', 'lookup', 'lookup', 'lookup', 'rest'])
})

test('an answer that names the case of another complaint settles nothing', async (t) => {
  const centre = centreThat(() => FOUND)
  const { ledger, id } = await forwardTo(t, centre, async (before) => {
    const other = newComplaint('other')
    await before.complaints.insert(other)
    await before.complaints.markDelivered(other.id, FOUND, new Date())
  })
  await until(ledger, id, 'unknown')
})

/** A store with a look-up, whose create loses every answer. */
function centreThat(look: () => Receipt | null): CentralStore & { readonly did: string[] } {
  const did: string[] = []
  return {
    did,
    kind: 'test-centre',
    async submit(_dispatch, saga) {
      const created = await saga.step('create', async () => {
        did.push('create')
        throw new GatewayError('outcome_unknown', 'sent, and no whole answer came back')
      })
      await saga.step('rest', async () => did.push('rest'))
      return { ...(created as Receipt), institution: null }
    },
    addFollowup: async () => undefined,
    follow: () => Promise.reject(new GatewayError('case_unknown', 'no such case')),
    async lookup() {
      did.push('lookup')
      return look()
    },
    probe: async () => ({ healthy: true, detail: '' }),
  }
}

async function forwardTo(t: TestContext, central: CentralStore, before: (ledger: Ledger) => Promise<void> = async () => undefined) {
  const { ledger } = await openTestLedger(t)
  await before(ledger)
  const { url: redisUrl, prefix } = await testRedis(t)
  const queues = openQueues({ redisUrl, prefix, log: silent })
  const complaint = newComplaint('JQR-1')
  await ledger.complaints.insert(complaint)
  const forwarding = openForwarding({
    ledger,
    queues,
    central,
    settings: () => SETTINGS,
    blobs: {
      put: () => Promise.reject(new Error('no files here')),
      read: () => Promise.reject(new Error('no files here')),
      has: async () => false,
      remove: async () => false,
    },
    httpOf: () => {
      throw new GatewayError('config_invalid', 'no files here')
    },
    redisUrl,
    prefix,
    holder: 'test',
    log: silent,
    lookupGraceMs: 1,
  })
  t.after(async () => {
    await forwarding.close()
    await queues.close()
  })
  return { ledger, id: complaint.id }
}

function until(ledger: Ledger, id: string, delivery: string): Promise<true> {
  return eventually(delivery, async () => ((await ledger.complaints.get(id))?.delivery === delivery ? true : undefined))
}

const backoff = { firstMs: 1, maxMs: 10 }
const REGION = {
  code: '32',
  name: 'Jawa Barat',
  level: 'province',
  province: '32',
  timezone: 'Asia/Jakarta',
  retention: { days: 365, legalHold: false },
  filing: FILING,
  handOn: [],
  contacts: [],
} as const
const CHANNEL: ChannelSettings = {
  id: 'jabar-quick-response',
  region: REGION,
  app: 'Jabar Quick Response',
  connector: 'webhook',
  state: 'ready',
  why: null,
  mapping: 'jabar-quick-response/v1',
  config: {},
  secrets: {},
  apiKeys: [],
  pollEveryMs: 1000,
  requestsPerMinute: 1000,
  allowAddresses: [],
  filing: FILING,
}
const SETTINGS: Settings = {
  gateway: {
    console: { url: null, oidc: null },
    http: { maxBodyBytes: 1, maxMultipartBytes: 1, requestTimeoutMs: 1, drainDelayMs: 0, requestsPerMinute: 1, trustProxy: [] },
    central: centralSettings('http://127.0.0.1:9'),
    forward: { ...backoff, concurrency: 1, attempts: 5 },
    follow: { schedule: [{ untilAgeMs: null, everyMs: 60_000 }], endStatuses: [] },
    reply: { ...backoff, giveUpAfterMs: 1000 },
    attachments: { ...backoff, attempts: 1, maxBytes: 1, mediaTypes: [], timeoutMs: 1 },
    people: { sameWordsMs: 600_000, perHour: 60, perDay: 200 },
    goals: { institutions: 623, followedUp: 0.5 },
    warn: { workingDays: 1, share: 1 },
    health: { probeEveryMs: 60_000, keepProbesMs: 60_000, silenceFrom: 10, waitingTooLongMs: 60_000, slowMs: 60_000, expiresSoonMs: 0 },
    alerts: { groupMs: 0, repeatMs: { critical: 1, warning: 1 }, email: null, telegram: null, contacts: [], allowAddresses: [] },
  },
  regions: new Map([['32', REGION]]),
  channels: new Map([[CHANNEL.id, CHANNEL]]),
  clocks: { rules: [], calendar: [] },
  problems: [],
}
