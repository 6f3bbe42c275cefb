import type { Saga, StepOptions } from '../../src/contract/central.ts'
import { GatewayError } from '../../src/contract/errors.ts'

/** A saga in memory that keeps the promises of src/contract/central.ts, and can be made to die as a process does. */
export class MemorySaga implements Saga {
  readonly steps = new Map<string, { state: 'sent' | 'done'; result?: unknown }>()
  /** Dies behind the work of this step, before it is recorded as done. */
  dieAfter: string | null = null

  async step<T>(name: string, fn: () => Promise<T>, options: StepOptions<T> = {}): Promise<T> {
    const known = this.steps.get(name)
    if (known?.state === 'done') return known.result as T
    if (known?.state === 'sent' && options.repeatable !== true) {
      if (options.reconcile === undefined) throw new GatewayError('outcome_unknown', `step ${name} was sent and not answered`)
      const found = await options.reconcile()
      if (found !== undefined) return this.#done(name, found)
    }
    this.steps.set(name, { state: 'sent' })
    return this.#done(name, await this.#run(name, fn))
  }

  /** `create: done`, in the order of their beginning. */
  get names(): string[] {
    return [...this.steps].map(([name, { state }]) => `${name}: ${state}`)
  }

  async #run<T>(name: string, fn: () => Promise<T>): Promise<T> {
    try {
      const result = await fn()
      if (this.dieAfter === name) {
        this.dieAfter = null
        throw new Error(`the process died after ${name}`)
      }
      return result
    } catch (error) {
      const certain = error instanceof GatewayError && error.code !== 'answer_lost' && error.disposition !== 'reconcile'
      if (certain) this.steps.delete(name)
      throw error
    }
  }

  #done<T>(name: string, result: T): T {
    // As the ledger keeps it: through JSON.
    this.steps.set(name, { state: 'done', result: JSON.parse(JSON.stringify(result ?? null)) })
    return result
  }
}
