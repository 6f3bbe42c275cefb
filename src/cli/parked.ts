import type { Command } from 'commander'
import { viewerOf } from './actor.ts'
import {
  addFilter,
  addWho,
  type FilterOptions,
  filterOf,
  type MakeCentral,
  startBulk,
  type WhoOptions,
  withOperations,
} from './deciding.ts'
import type { Cli } from './parts.ts'
import { localTime, oneLine, table } from './table.ts'

export function registerParked(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  const parked = program.command('parked').description('what waits for a person')
  addFilter(parked.command('list', { isDefault: true }), '--reason')
    .description('by reason, with what to do about each')
    .option('--json', 'as JSON')
    .action(async (options: FilterOptions & { json?: boolean }) => {
      const groups = await withOperations(cli, makeCentral, (operations) =>
        operations.listParked(viewerOf(), filterOf(options, options.reason)),
      )
      if (options.json) return cli.print(JSON.stringify(groups))
      if (groups.length === 0) return cli.print('Nothing is parked.')
      const cells = groups.map((row) => [
        row.reason,
        row.channel,
        row.region,
        row.count,
        row.discarded,
        localTime(row.oldest),
        row.example.id,
      ])
      cli.print(table(['reason', 'channel', 'region', 'waiting', 'discarded', 'oldest', 'for example'], cells))
      for (const reason of new Set(groups.map((group) => group.reason))) {
        const group = groups.find((one) => one.reason === reason)
        if (group)
          cli.print(
            `\n${reason}: ${group.words.title.id} / ${group.words.title.en}\n  ${group.words.todo.id}\n  ${group.words.todo.en}\n  for example: ${oneLine(group.example.message)}`,
          )
      }
    })
  const discard = parked
    .command('discard')
    .argument('[ids...]', 'complaints, or name them by a filter; more than one are done by a gateway in the background')
    .description('nobody waits for it any more: it stays parked in the balance, marked as decided')
  addWho(addFilter(discard, '--code')).action(async (ids: string[], options: FilterOptions & WhoOptions) => {
    const [id, ...more] = ids
    const filter = filterOf(options, options.code, ids)
    if (id === undefined || more.length > 0 || Object.keys(filter).length > 1)
      return startBulk(cli, makeCentral, 'discard', filter, options)
    await withOperations(cli, makeCentral, (operations) => operations.discardParked(viewerOf(options.by), id, options.reason))
    cli.print(`The complaint ${id} is discarded; it still counts as parked.`)
  })
}
