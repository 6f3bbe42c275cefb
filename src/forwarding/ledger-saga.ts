import { setTimeout as pause } from 'node:timers/promises'
import type { Saga, StepOptions } from '../contract/central.ts'
import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { KnownSteps, Ledger, Step } from '../ledger/ledger.ts'
import { FROM_BEFORE } from './breaker.ts'

/** How long the result of a finished step is tried to be written while the ledger is away, before its outcome counts as unknown. */
const KEEP_TRYING_MS = 30_000

export interface SagaParts {
  readonly ledger: Pick<Ledger, 'steps'>
  readonly signal: AbortSignal
  readonly log: Log
  /** Asked before each step that calls the centre; rejects when none may begin now. */
  readonly mayBegin?: () => Promise<void>
}

export interface SagaOf {
  readonly subject: string
  /** Whose restriction holds for it. Default: the subject. */
  readonly complaintId?: string
  /** As the ledger has them, read behind the lease. */
  readonly known: KnownSteps
}

export interface LedgerSaga extends Saga {
  /** Finished steps that are not written yet: they may be written together with what follows from them. */
  readonly unwritten: readonly FinishedStep[]
  /** Writes them. */
  write(): Promise<void>
  /** Somebody else wrote them. */
  noteWritten(): void
}

interface FinishedStep {
  readonly name: string
  readonly result: unknown
}

/**
 * The saga of one complaint or update, with its steps in the ledger. The caller holds the lease on the subject, and calls `write` at the end unless it wrote
 * `unwritten` by itself.
 */
export function openSaga({ ledger, signal, log, mayBegin }: SagaParts, { subject, complaintId = subject, known }: SagaOf): LedgerSaga {
  const steps = new Map<string, Step>(known)
  let unwritten: readonly FinishedStep[] = []

  async function step<T>(name: string, fn: () => Promise<T>, options: StepOptions<T> = {}): Promise<T> {
    await write()
    const before = steps.get(name)
    // What the ledger holds is what an earlier run of this very step returned.
    if (before?.state === 'done') return before.result as T
    await mayBegin?.()
    if (before?.state === 'sent' && !options.repeatable) {
      const found = await reconcile(name, options)
      if (found !== undefined) return finish(name, found)
    }
    if (signal.aborted)
      throw new GatewayError('breaker_open', `step ${name} was not begun: the work is being handed over`, { retryAfterMs: 1000 })
    await write()
    await ledger.steps.markSent(subject, name, { first: before === undefined && !options.repeatable, complaintId })
    steps.set(name, { state: 'sent', result: null })
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
      if (isCertainlyNotDone(error)) {
        await ledger.steps.takeBack(subject, name)
        steps.delete(name)
      }
      throw error
    }
  }

  function finish<T>(name: string, result: T): T {
    unwritten = [...unwritten, { name, result: result ?? null }]
    steps.set(name, { state: 'done', result })
    return result
  }

  /** Before anything more goes out, and before anything is waited for. */
  async function write(): Promise<void> {
    const until = Date.now() + KEEP_TRYING_MS
    for (let next = unwritten[0]; next !== undefined; next = unwritten[0]) {
      const { name, result } = next
      try {
        await ledger.steps.markDone(subject, name, result)
        unwritten = unwritten.filter((step) => step !== next)
      } catch (error) {
        log.error({ subject, step: name }, 'a finished step could not be recorded; trying again')
        if (Date.now() > until) throw error
        await pause(500)
      }
    }
  }

  return {
    step,
    write,
    noteWritten() {
      unwritten = []
    },
    get unwritten() {
      return unwritten
    },
  }
}

/** See Saga.step: these codes are thrown only when nothing was done at the centre. */
function isCertainlyNotDone(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false
  if (error.code === 'answer_lost') return false
  return ['retry', 'wait', 'park', 'disable'].includes(error.disposition)
}
