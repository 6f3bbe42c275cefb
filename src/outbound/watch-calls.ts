import { AsyncLocalStorage } from 'node:async_hooks'
import type { HttpAnswer, HttpCall } from '../contract/connector.ts'
import type { ErrorCode } from '../contract/errors.ts'

/** One call as it was made. It may name persons and hold secrets: whoever keeps it takes them out first. */
export interface MadeCall {
  readonly call: HttpCall
  readonly url: URL
  readonly at: Date
  readonly ms: number
  /** null: none came. */
  readonly answer: HttpAnswer | null
  /** Why none came. */
  readonly code: ErrorCode | null
}

type Watcher = (made: MadeCall) => void

/** Does the work and tells of every call that it makes on the guarded way out, whoever makes it. */
export function watchCalls<T>(watcher: Watcher, work: () => Promise<T>): Promise<T> {
  return watching.run(watcher, work)
}

export function tellWatcher(made: MadeCall): void {
  watching.getStore()?.(made)
}

const watching = new AsyncLocalStorage<Watcher>()
