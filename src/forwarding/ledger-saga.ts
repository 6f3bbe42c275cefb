import { setTimeout as pause } from 'node:timers/promises'
import type { Saga, StepOptions } from '../contract/central.ts'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { FROM_BEFORE } from './breaker.ts'

/** How long the result of a finished step is tried to be written while the ledger is away, before its outcome counts as unknown. */
const KEEP_TRYING_MS = 30_000

export interface SagaParts {
  readonly ledger: Ledger
  readonly signal: AbortSignal
  readonly log: Log
  /** Asked before each step that calls the centre; rejects when none may begin now. */
  readonly mayBegin?: () => Promise<void>
}

/** The saga of one complaint or update, with its steps in the ledger. The caller holds the lease on the subject. */
export function openSaga({ ledger, signal, log, mayBegin }: SagaParts, subject: string): Saga {
  return { step }

  async function step<T>(name: string, fn: () => Promise<T>, options: StepOptions<T> = {}): Promise<T> {
    const known = await ledger.steps.get(subject, name)
    // What the ledger holds is what an earlier run of this very step returned.
    if (known?.state === 'done') return known.result as T
    await mayBegin?.()
    if (known?.state === 'sent' && !options.repeatable) {
      const found = await reconcile(name, options)
      if (found !== undefined) return finish(name, found)
    }
    if (signal.aborted)
      throw new GatewayError('breaker_open', `step ${name} was not begun: the work is being handed over`, { retryAfterMs: 1000 })
    await ledger.steps.markSent(subject, name, known === null && !options.repeatable)
    return finish(name, await run(name, fn))
  }

  async function reconcile<T>(name: string, options: StepOptions<T>): Promise<T | undefined> {
    if (!options.reconcile) {
      const words = `step ${name} was sent and not answered; the centre cannot be asked whether it arrived`
      throw new GatewayError('outcome_unknown', words, { cause: FROM_BEFORE })
    }
    return options.reconcile()
  }

  async function run<T>(name: string, fn: () => Promise<T>): Promise<T> {
    try {
      return await fn()
    } catch (error) {
      if (isCertainlyNotDone(error)) await ledger.steps.takeBack(subject, name)
      throw error
    }
  }

  async function finish<T>(name: string, result: T): Promise<T> {
    const until = Date.now() + KEEP_TRYING_MS
    for (;;) {
      try {
        await ledger.steps.markDone(subject, name, result ?? null)
        return result
      } catch (error) {
        log.error({ subject, step: name }, 'a finished step could not be recorded; trying again')
        if (Date.now() > until) throw error
        await pause(500)
      }
    }
  }
}

/** See Saga.step: these codes are thrown only when nothing was done at the centre. */
function isCertainlyNotDone(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false
  if (error.code === 'answer_lost') return false
  return ['retry', 'wait', 'park', 'disable'].includes(error.disposition)
}
