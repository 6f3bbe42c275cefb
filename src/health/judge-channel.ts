import type { HealthSettings } from '../contract/alert-settings.ts'
import type { Evidence, HealthReason, HealthState } from '../contract/health.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { isStoppedByGateway } from '../intake/channel-pauses.ts'
import type { ProbeRow, QuietTime } from '../ledger/health-rows.ts'
import { judgeSilence } from './silence.ts'

/** Whether it is meant to work at all. */
export interface Switches {
  readonly configured: Pick<ChannelSettings, 'state' | 'why'>
  readonly paused: boolean
  readonly pauseReason: string | null
}

/** All that is known of one channel at a moment. */
export interface Known extends Switches {
  readonly evidence: Evidence
  /** The newest, newest first. */
  readonly probes: readonly ProbeRow[]
  /** null: reports came in this hour, or never. */
  readonly quiet: QuietTime | null
  readonly now: Date
  readonly limits: HealthSettings
}

export interface Judgement {
  readonly state: HealthState
  /** Worst first, never empty. */
  readonly reasons: readonly HealthReason[]
}

/** What an operator should think of the channel, and why. Pure. */
export function judgeChannel(known: Known): Judgement {
  const switched = judgeSwitches(known)
  if (switched) return switched
  const worse: (readonly [HealthState, readonly HealthReason[]])[] = [
    ['down', downReasons(known)],
    ['silent', silentReasons(known)],
    ['degraded', degradedReasons(known)],
  ]
  const reasons = worse.flatMap(([, some]) => some)
  if (reasons.length === 0) return { state: 'healthy', reasons: [{ code: known.probes.length > 0 ? 'all_well' : 'not_looked_at' }] }
  return { state: worse.find(([, some]) => some.length > 0)?.[0] ?? 'healthy', reasons }
}

/** null: it is meant to work. */
export function judgeSwitches({ configured, paused, pauseReason }: Switches): Judgement | null {
  const { state, why } = configured
  if (state === 'not_configured') return { state, reasons: [{ code: 'not_configured', detail: why ?? '' }] }
  if (state === 'paused') return { state, reasons: [{ code: 'paused', detail: why ?? '' }] }
  if (paused && !isStoppedByGateway(pauseReason)) return { state: 'paused', reasons: [{ code: 'paused', detail: pauseReason ?? '' }] }
  return null
}

/** One failure may be chance; two in a row are not. */
const FAILURES_OF_DOWN = 2

function downReasons({ paused, pauseReason, probes }: Known): HealthReason[] {
  const stopped: HealthReason[] = paused ? [{ code: 'stopped', detail: pauseReason ?? '' }] : []
  const failures = failuresInARow(probes)
  const [newest] = probes
  if (newest && failures >= FAILURES_OF_DOWN) return [...stopped, { code: 'unreachable', ...foundBy(newest), failures }]
  return stopped
}

function failuresInARow(probes: readonly ProbeRow[]): number {
  const end = probes.findIndex(({ reachable }) => reachable)
  return end < 0 ? probes.length : end
}

const foundBy = ({ detail, words }: ProbeRow) => ({ detail, ...(words === null ? {} : { words }) })

function silentReasons({ quiet, now, limits }: Known): HealthReason[] {
  const silence = quiet && judgeSilence(quiet, now, limits.silenceFrom)
  return silence ? [{ code: 'silent', ...silence }] : []
}

/** Of so few nothing can be said. */
const LEAST_ARRIVALS = 10
const FAILING_SHARE = 0.2
const RECENT_MS = 3_600_000

function degradedReasons({ evidence, probes, now, limits }: Known): HealthReason[] {
  const { hour, lastError, oldestWaiting, expiries } = evidence
  const reasons: HealthReason[] = []
  const [newest] = probes
  const failures = failuresInARow(probes)
  if (newest && failures > 0 && failures < FAILURES_OF_DOWN) reasons.push({ code: 'probe_failed', ...foundBy(newest) })
  if (newest?.reachable && !newest.healthy) reasons.push({ code: 'probe_unwell', ...foundBy(newest) })
  if (hour.failed >= LEAST_ARRIVALS && hour.failed >= hour.arrivals * FAILING_SHARE)
    reasons.push({ code: 'failing_arrivals', failed: hour.failed, all: hour.arrivals, most: hour.mostFailed ?? '' })
  if (lastError && fails(evidence, now)) reasons.push({ code: 'last_call_failed', detail: lastError.message, error: lastError.code })
  if (oldestWaiting && now.getTime() - Date.parse(oldestWaiting.since) > limits.waitingTooLongMs)
    reasons.push({ code: 'waiting', since: oldestWaiting.since, detail: oldestWaiting.why, error: oldestWaiting.code ?? null })
  if (hour.delayP95Ms !== null && hour.delayP95Ms > limits.slowMs && hour.delivered >= LEAST_ARRIVALS)
    reasons.push({ code: 'slow', p95Ms: hour.delayP95Ms })
  for (const expiry of expiries) {
    const left = Date.parse(expiry.at) - now.getTime()
    if (left < limits.expiresSoonMs) reasons.push({ code: left <= 0 ? 'expired' : 'expires', ...expiry })
  }
  return reasons
}

/** The last call failed and nothing has gone well since: a poll for a poll, an answer for an answer. */
function fails({ lastError, lastOutAt, polledAt }: Evidence, now: Date): boolean {
  if (!lastError) return false
  const at = Date.parse(lastError.at)
  if (now.getTime() - at > RECENT_MS) return false
  if (lastOutAt !== null && at > Date.parse(lastOutAt)) return true
  return at > Math.max(...[lastOutAt, polledAt].map((time) => (time === null ? 0 : Date.parse(time))))
}
