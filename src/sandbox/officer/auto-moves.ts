import { type Static, Type } from 'typebox'
import type { Database } from '../database.ts'
import { LAST_STATUSES } from '../lapor/statuses.ts'
import { moveCase } from './moves.ts'

export const ModeSchema = Type.Object(
  {
    moves: Type.Optional(Type.Enum(['auto', 'manual'])),
    everyMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 86_400_000 })),
    refusals: Type.Optional(Type.Enum([422, 200])),
  },
  { additionalProperties: false },
)
export type Mode = Required<Static<typeof ModeSchema>>

/** Moves every open case one step on whenever it has rested for `everyMs`, while the mode says auto. */
export function startAutoMoves(database: Database, mode: () => Mode, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let stopped = false
  const plan = () => {
    if (stopped) return
    timer = setTimeout(
      () => {
        round = (mode().moves === 'auto' ? moveDue(database, mode().everyMs) : Promise.resolve()).catch(onError).finally(plan)
      },
      Math.min(1_000, mode().everyMs),
    )
  }
  plan()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await round
    },
  }
}

async function moveDue(database: Database, everyMs: number): Promise<void> {
  const { rows } = await database.query<{ id: string }>(
    `select id from complaints where moved_at < clock_timestamp() - $1 * interval '1 millisecond' and not status_name = any($2) order by moved_at limit 200`,
    [everyMs, LAST_STATUSES],
  )
  for (const { id } of rows) await moveCase(database, id, {})
}
