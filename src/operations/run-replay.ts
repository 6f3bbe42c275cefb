import { setTimeout as pause } from 'node:timers/promises'
import { GatewayError } from '../contract/errors.ts'
import { composeAgain, readAgain } from '../intake/read-again.ts'
import type { ReplayRow } from '../ledger/decisions.ts'
import { reasonOf } from '../ledger/reason.ts'
import type { OperationsParts } from './parts.ts'

const PAGE = 100

/**
 * Takes one replay from its cursor to its end, or until it is stopped or the signal aborts. The caller holds its lease. What is replayed is in flight,
 * and the sweep enqueues it. Throws `ledger_unavailable`: it goes on later.
 */
export async function runReplay(parts: OperationsParts, replay: ReplayRow, signal: AbortSignal): Promise<void> {
  const { ledger, log } = parts
  for (let cursor = replay.cursor; ; ) {
    const ids = await ledger.parked.ids(replay.filter, replay.scope, cursor, PAGE)
    if (ids.length === 0) break
    for (const id of ids) {
      if (signal.aborted || !(await replayOne(parts, replay.id, id))) return
      await pause(1000 / replay.perSecond, undefined, { signal }).catch(() => undefined)
      cursor = id
    }
  }
  await ledger.replays.finish(replay.id)
  log.info({ replayId: replay.id }, 'replay done')
}

/** false: the replay was stopped. */
async function replayOne(parts: OperationsParts, replayId: string, id: string): Promise<boolean> {
  const { ledger, log } = parts
  try {
    const row = await ledger.complaints.get(id)
    if (!row) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
    return await ledger.replays.apply(replayId, id, await composeAgain(parts, row, await readAgain(parts, row)))
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'ledger_unavailable') throw error
    if (!(error instanceof GatewayError)) log.error({ replayId, complaintId: id, kind: nameOf(error) }, 'the gateway failed on a replay')
    const reason =
      error instanceof GatewayError ? reasonOf(error) : { code: 'internal_error' as const, message: 'the gateway failed on it' }
    return ledger.replays.noteRefused(replayId, id, reason)
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)
