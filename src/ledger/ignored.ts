import type { Database } from './database.ts'
import type { Ignored } from './running-state.ts'

export function openIgnored(database: Database): Ignored {
  return {
    async count(channel, why) {
      await database.query(
        'insert into ignored (channel, why) values ($1, $2) on conflict (channel, day, why) do update set count = ignored.count + 1',
        [channel, why],
      )
    },
    all: () => database.query('select channel, day::text, why, count::float8 from ignored order by day desc, channel, why'),
  }
}
