import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Evidence } from '../contract/health.ts'
import type { ProbeRow } from '../ledger/health-rows.ts'
import { judgeChannel, type Known } from './judge-channel.ts'
import { NO_EVIDENCE } from './reading.ts'
import { sayReason } from './texts.ts'

const now = new Date('2026-11-26T06:10:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

function probe(healthy: boolean, reachable = healthy, detail = 'GET app.example.go.id gave 12 reports'): ProbeRow {
  return { channel: 'jaki', at: ago(1), healthy, reachable, detail, words: null, latencyMs: 20 }
}
const WELL = probe(true)
const GONE = probe(false, false, 'app.example.go.id: connection refused; nothing was sent')

const KNOWN: Known = {
  configured: { state: 'ready', why: null },
  paused: false,
  pauseReason: null,
  evidence: NO_EVIDENCE,
  probes: [WELL],
  quiet: null,
  now,
  limits: {
    probeEveryMs: 0,
    keepProbesMs: 0,
    silenceFrom: 10,
    waitingTooLongMs: 1_800_000,
    slowMs: 900_000,
    expiresSoonMs: 14 * 86_400_000,
  },
}
const evidence = (more: Partial<Evidence>): Pick<Known, 'evidence'> => ({ evidence: { ...NO_EVIDENCE, ...more } })
const hour = (more: Partial<Evidence['hour']>) => evidence({ hour: { ...NO_EVIDENCE.hour, ...more } })
const QUIET = { channel: 'jaki', since: new Date('2026-11-26T02:00:00Z'), weeks: [41, 38, 44, 40, 0] }
const error = (minutes: number) => ({ at: ago(minutes).toISOString(), code: 'connection_failed' as const, message: 'refused' })

const CASES: readonly (readonly [string, Partial<Known>, string])[] = [
  ['all is well', {}, 'healthy: all_well'],
  ['nothing is known yet', { probes: [] }, 'healthy: not_looked_at'],
  ['its server is not named', { configured: { state: 'not_configured', why: 'JAKI_URL is not set' } }, 'not_configured: not_configured'],
  ['its file pauses it', { configured: { state: 'paused', why: 'moving' }, probes: [GONE, GONE] }, 'paused: paused'],
  ['a person pauses it', { paused: true, pauseReason: 'the region moves its server' }, 'paused: paused'],
  ['the gateway stops it', { paused: true, pauseReason: 'credentials_refused: 401' }, 'down: stopped'],
  ['one probe fails', { probes: [GONE, WELL] }, 'degraded: probe_failed'],
  ['two probes fail in a row', { probes: [GONE, GONE, WELL] }, 'down: unreachable'],
  ['a probe is answered not as it should', { probes: [probe(false, true)] }, 'degraded: probe_unwell'],
  ['it was down and is back', { probes: [WELL, GONE, GONE] }, 'healthy: all_well'],
  ['it is silent', { quiet: QUIET }, 'silent: silent'],
  ['it is silent and its server is away', { quiet: QUIET, probes: [GONE, GONE] }, 'down: unreachable, silent'],
  ['a fifth of its arrivals fail', hour({ arrivals: 50, failed: 10, mostFailed: 'mapping_failed' }), 'degraded: failing_arrivals'],
  ['few of its arrivals fail', hour({ arrivals: 500, failed: 10, mostFailed: 'mapping_failed' }), 'healthy: all_well'],
  ['nine arrivals fail', hour({ arrivals: 9, failed: 9, mostFailed: 'signature_invalid' }), 'healthy: all_well'],
  ['the last poll failed', evidence({ lastError: error(1), polledAt: ago(5).toISOString() }), 'degraded: last_call_failed'],
  ['a poll went well since', evidence({ lastError: error(5), polledAt: ago(1).toISOString() }), 'healthy: all_well'],
  [
    'answers fail though polls go well',
    evidence({ lastError: error(5), polledAt: ago(1).toISOString(), lastOutAt: ago(90).toISOString() }),
    'degraded: last_call_failed',
  ],
  ['it failed yesterday', evidence({ lastError: error(1500) }), 'healthy: all_well'],
  ['a report waits', evidence({ oldestWaiting: { id: 'x', since: ago(31).toISOString(), why: 'breaker_open' } }), 'degraded: waiting'],
  ['a report waits for a moment', evidence({ oldestWaiting: { id: 'x', since: ago(29).toISOString(), why: null } }), 'healthy: all_well'],
  ['delivery is slow', hour({ delivered: 20, delayP95Ms: 1_000_000 }), 'degraded: slow'],
  [
    'a certificate ends in ten days, a token ended',
    evidence({
      expiries: [
        { what: 'credential', of: 'apiKey', at: ago(5).toISOString() },
        { what: 'certificate', of: 'app.example.go.id', at: ago(-10 * 1440).toISOString() },
      ],
    }),
    'degraded: expired, expires',
  ],
]

for (const [when, more, expected] of CASES) {
  test(`${when} → ${expected}`, () => {
    const { state, reasons } = judgeChannel({ ...KNOWN, ...more })
    assert.equal(`${state}: ${reasons.map(({ code }) => code).join(', ')}`, expected)
    for (const reason of reasons) {
      const { id, en } = sayReason(reason, 'Asia/Jayapura')
      assert.doesNotMatch(`${id} ${en}`, /[{}]|undefined|NaN/)
    }
  })
}

test("silence is said in the zone of the channel's region, in both languages", () => {
  const [reason] = judgeChannel({ ...KNOWN, quiet: QUIET }).reasons
  assert.ok(reason)
  assert.deepEqual(sayReason(reason, 'Asia/Jakarta'), {
    id: 'Biasanya sudah 40 laporan; tidak ada satu pun sejak 26 Nov, 09.00 WIB.',
    en: 'Usually 40 reports by now; none since 26 Nov, 09:00 WIB.',
  })
})

test('silence needs four earlier weeks, three in four of them busy, and as many reports as the configuration says', () => {
  const silent = (weeks: readonly number[]) => judgeChannel({ ...KNOWN, quiet: { ...QUIET, weeks } }).state === 'silent'
  assert.equal(silent([40, 40, 40, 40]), true)
  assert.equal(silent([40, 40, 40]), false, 'little history')
  assert.equal(silent([3, 2, 4, 3, 2, 1]), false, 'little traffic')
  assert.equal(silent([40, 0, 40, 0, 40, 40]), false, 'quiet now and then')
  assert.equal(silent([900, 9, 9, 9]), false, 'one busy week is not usual')
})
