import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from '../contract/access.ts'
import { GatewayError } from '../contract/errors.ts'
import type { DeliveredCase } from '../ledger/decisions.ts'
import { lookAtCase, showsTicket } from './look-at-case.ts'
import type { OperationsParts } from './parts.ts'

export interface ComparedWith {
  readonly day?: string
  readonly region?: string
  /** Where an earlier comparison ended. */
  readonly cursor?: string
  readonly limit: number
  readonly perSecond: number
  readonly signal?: AbortSignal
}

export interface Comparison {
  readonly asked: number
  readonly differences: readonly CentreDifference[]
  /** Goes on behind the last that was asked; null: all were. */
  readonly cursor: string | null
  /** Why it ended early. */
  readonly stopped: string | null
}

export interface CentreDifference {
  readonly id: string
  readonly laporId: string
  /** case_missing: the centre says that it has no such case. ticket_differs: the case is there and names another ticket. */
  readonly what: 'case_missing' | 'ticket_differs'
}

const PAGE = 500

/** Asks the centre for delivered cases, one after the other: LAPOR! has no list and no count of what it holds. Each that is missing is an alert. */
export async function compareWithCentre(parts: OperationsParts, asked: ComparedWith, scope: Scope): Promise<Comparison> {
  const { ledger, central, settings } = parts
  const { day, region, limit, perSecond, signal } = asked
  const filter = { scope, ...(day === undefined ? {} : { day }), ...(region === undefined ? {} : { region }) }
  const differences: CentreDifference[] = []
  let cursor = asked.cursor ?? null
  let count = 0
  const ended = (stopped: string | null, all = false): Comparison => ({ asked: count, differences, cursor: all ? null : cursor, stopped })
  for (;;) {
    const size = Math.min(PAGE, limit - count)
    const rows = size > 0 ? await ledger.reconciliation.delivered(filter, cursor, size) : []
    for (const row of rows) {
      if (signal?.aborted) return ended('it was interrupted')
      if (count > 0) await pause(1000 / perSecond)
      const what = await ask(row).catch(reasonToStop)
      if (what instanceof GatewayError) return ended(what.message)
      count += 1
      cursor = row.id
      if (what !== null) differences.push({ id: row.id, laporId: row.laporId, what })
    }
    if (rows.length < PAGE) return ended(null, rows.length < size)
  }

  async function ask(row: DeliveredCase): Promise<CentreDifference['what'] | null> {
    const key = `case_missing:${row.id}`
    try {
      const glimpse = await lookAtCase(central, row.laporId)
      await ledger.alerts.close(key)
      return showsTicket(settings.current, row, glimpse) === false ? 'ticket_differs' : null
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'case_unknown') throw error
      await ledger.alerts.raise(key, 'case_unknown', row.id, `LAPOR! says that it has no case ${row.laporId} (ticket ${row.ticket})`)
      return 'case_missing'
    }
  }
}

/** A centre that is away is no difference: the comparison ends and can go on later. */
function reasonToStop(error: unknown): GatewayError {
  if (error instanceof GatewayError && error.code === 'central_not_asked') return error
  throw error
}
