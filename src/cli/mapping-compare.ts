import type { Command } from 'commander'
import { viewerOf } from './actor.ts'
import { type MakeCentral, withOperations } from './deciding.ts'
import type { Cli } from './parts.ts'
import { table } from './table.ts'

export function registerMappingCompare(mapping: Command, cli: Cli, makeCentral: MakeCentral): void {
  mapping
    .command('compare')
    .description(
      'what another version would make of the last 100 arrivals of a channel; they are not shown, only what differs and names nobody',
    )
    .argument('<channel>')
    .argument('<mapping>', '<source>/v<N>')
    .option('--json', 'print JSON')
    .action(async (channel: string, ref: string, { json }: { json?: boolean }) => {
      const compared = await withOperations(cli, makeCentral, ({ mappingBench }) => mappingBench.compare(viewerOf(), channel, ref))
      if (json) return cli.print(JSON.stringify(compared))
      cli.print(`${compared.same} of ${compared.compared} arrivals come out the same (${compared.from} → ${compared.to})`)
      if (compared.closed > 0) cli.print(`${compared.closed} could not be opened: erased, or their key is away`)
      const { outcomes, fields, faults } = compared
      cli.print(
        table(
          ['comes out as', compared.from, compared.to],
          outcomes.map(({ outcome, before, after }) => [outcome, before, after]),
        ),
      )
      const rows = fields.map(({ at, count, examples: [example] }) => [at, count, example ? `${example.before} → ${example.after}` : null])
      if (rows.length > 0) cli.print(`\n${table(['field', 'changes', 'for example'], rows)}`)
      if (faults.length > 0)
        cli.print(
          `\n${table(
            ['at', 'faults', 'what is wrong'],
            faults.map(({ at, count, message, words }) => [at, count, words ? `${words.id} / ${message}` : message]),
          )}`,
        )
    })
}
