import type { Log } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Moment, openQuiet, type Quiet } from '../queue/quiet.ts'

/** How many texts are indexed at once. */
const TEXTS = 200

export interface TextFilling {
  /** Begins to index what is not yet found by its words, unless that is going on. Never throws: what fails is done by a later round. */
  fill(): void
  /** Resolves when it is not going on. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** What was accepted a moment ago is found by its words; during a burst, a minute later (queue/quiet.ts). */
export function openTextFilling({
  ledger,
  log,
  quiet = openQuiet(),
}: {
  readonly ledger: Pick<Ledger, 'searchTexts'>
  readonly log: Log
  readonly quiet?: Quiet
}): TextFilling {
  let filling: Promise<void> | null = null
  let closed = false

  async function round({ goesOn }: Moment): Promise<void> {
    try {
      while (!closed && (await ledger.searchTexts.fill(TEXTS)) === TEXTS && goesOn());
    } catch (error) {
      log.warn({ code: error instanceof GatewayError ? error.code : 'internal_error' }, 'complaints are indexed by their words later')
    }
  }

  return {
    fill() {
      filling ??= quiet.run(round).finally(() => {
        filling = null
      })
    },
    idle: async () => void (await filling),
    async close() {
      closed = true
      await filling
    },
  }
}
