import { holdLease } from '../ledger/hold-lease.ts'
import type { FeedbackOptions } from './parts.ts'

const EVERY_MS = 1_000
const AT_ONCE = 200
/** What a round took comes again after so long, should its job be lost. */
const CLAIM_MS = 60_000

/** Every second: cases that are due are put into the `follow` queue, replies that are due into `reply`; the masters once in their interval. */
export function startRounds(options: FeedbackOptions): { close(): void } {
  const { ledger, queues, log } = options
  let timer: NodeJS.Timeout | null = setTimeout(round, 0)
  let failing = false
  let mastersAt = 0

  async function round(): Promise<void> {
    try {
      const due = await ledger.complaints.claimDueFollows(AT_ONCE, CLAIM_MS)
      await queues.fill(
        'follow',
        due.map((id) => ({ id, region: '', kind: 'case' as const })),
      )
      const replies = await ledger.feedback.claimDue(AT_ONCE, CLAIM_MS)
      await queues.fill(
        'reply',
        replies.map((id) => ({ id, region: '', kind: 'feedback' as const })),
      )
      if (Date.now() >= mastersAt) await readMasters()
      failing = false
    } catch (error) {
      if (!failing)
        log.warn({ error: error instanceof Error ? error.message : String(error) }, 'the way back waits for the ledger and the queue')
      failing = true
    }
    if (timer) timer = setTimeout(round, EVERY_MS)
  }

  /** Under a lease that is not given back: it lasts for the interval, so that of many gateways one asks. */
  async function readMasters(): Promise<void> {
    const { central, settings, holder } = options
    const { mastersEveryMs } = settings().gateway.central
    mastersAt = Date.now() + Math.min(mastersEveryMs, 600_000)
    if (!central.masters || !(await ledger.leases.take('masters', holder, mastersEveryMs))) return
    mastersAt = Date.now() + mastersEveryMs
    void keepMasters()
  }

  async function keepMasters(): Promise<void> {
    const lease = await holdLease(ledger, 'masters:reading', options.holder).catch(() => null)
    try {
      const masters = await options.central.masters?.()
      if (!masters) return
      await ledger.masters.replace('institutions', masters.institutions)
      await ledger.masters.replace('templates', masters.templates)
      log.info({ institutions: masters.institutions.length, templates: masters.templates.length }, 'masters read')
    } catch (error) {
      mastersAt = Date.now() + 60_000
      await ledger.leases.release('masters', options.holder).catch(() => undefined)
      log.warn({ error: error instanceof Error ? error.message : String(error) }, 'masters not read; again in a minute')
    } finally {
      await lease?.release()
    }
  }

  return {
    close() {
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
