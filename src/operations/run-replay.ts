import { setTimeout as pause } from 'node:timers/promises'
import type { Viewer } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import { composeAgain, readAgain } from '../intake/read-again.ts'
import type { ReplayRow } from '../ledger/decisions.ts'
import { reasonOf } from '../ledger/reason.ts'
import { discardParked } from './parked.ts'
import type { OperationsParts } from './parts.ts'
import { confirmUnknown, resendUnknown } from './unknown-outcomes.ts'

const PAGE = 100

/**
 * Takes one replay from its cursor to its end, or until it is stopped or the signal aborts. The caller holds its lease. What is replayed is in flight,
 * and the sweep enqueues it. Throws `ledger_unavailable`: it goes on later.
 */
export async function runReplay(parts: OperationsParts, replay: ReplayRow, signal: AbortSignal): Promise<void> {
  const { ledger, log } = parts
  const one = replay.action === 'replay' ? replayOne : decideOne
  for (let cursor = replay.cursor; ; ) {
    const ids = await nextIds(parts, replay, cursor)
    if (ids.length === 0) break
    for (const id of ids) {
      if (signal.aborted || !(await one(parts, replay, id))) return
      await pause(1000 / replay.perSecond, undefined, { signal }).catch(() => undefined)
      cursor = id
    }
  }
  await ledger.replays.finish(replay.id)
  log.info({ replayId: replay.id, action: replay.action }, 'replay done')
}

/** Of what is to be decided one by one the ids are walked as they were given, so that what somebody else decided meanwhile is told, too. */
async function nextIds({ ledger }: OperationsParts, { action, filter, scope }: ReplayRow, after: string | null): Promise<string[]> {
  if (action !== 'replay' && filter.ids !== undefined)
    return filter.ids
      .toSorted()
      .filter((id) => after === null || id > after)
      .slice(0, PAGE)
  if (action === 'replay' || action === 'discard') return ledger.parked.ids(filter, scope, after, PAGE)
  return (await ledger.unknown.page(filter, scope, after, PAGE)).map(({ id }) => id)
}

/** As the person who started it, within the regions that they saw then. */
async function decideOne(parts: OperationsParts, replay: ReplayRow, id: string): Promise<boolean> {
  const { ledger } = parts
  const { action, filter, reason, actor: name, scope } = replay
  const viewer: Viewer = {
    account: null,
    name,
    role: 'national',
    home: null,
    scope,
    language: 'id',
    timezone: 'Asia/Jakarta',
    address: null,
  }
  try {
    const laporId = filter.laporIds?.[id]
    if (action === 'discard') await discardParked(parts, viewer, id, reason)
    else if (action === 'resend') await resendUnknown(parts, viewer, id, reason)
    else await confirmUnknown(parts, viewer, id, laporId === undefined ? {} : { laporId }, reason)
    return await ledger.replays.noteDone(replay.id, id)
  } catch (error) {
    return noteRefusal(parts, replay.id, id, error)
  }
}

/** false: the replay was stopped. */
async function replayOne(parts: OperationsParts, { id: replayId }: ReplayRow, id: string): Promise<boolean> {
  const { ledger } = parts
  try {
    const row = await ledger.complaints.get(id)
    if (!row) throw new GatewayError('complaint_unknown', `there is no complaint ${id}`)
    return await ledger.replays.apply(replayId, id, await composeAgain(parts, row, await readAgain(parts, row)))
  } catch (error) {
    return noteRefusal(parts, replayId, id, error)
  }
}

/** false: the replay was stopped. What cannot be decided while the ledger is away comes again later. */
async function noteRefusal({ ledger, log }: OperationsParts, replayId: string, id: string, error: unknown): Promise<boolean> {
  if (error instanceof GatewayError && error.code === 'ledger_unavailable') throw error
  if (!(error instanceof GatewayError)) log.error({ replayId, complaintId: id, kind: nameOf(error) }, 'the gateway failed on a replay')
  const reason = error instanceof GatewayError ? reasonOf(error) : { code: 'internal_error' as const, message: 'the gateway failed on it' }
  return ledger.replays.noteRefused(replayId, id, reason)
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)
