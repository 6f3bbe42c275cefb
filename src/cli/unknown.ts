import type { Command } from 'commander'
import { viewerOf } from './actor.ts'
import { addWho, checkNumber, type MakeCentral, startBulk, type WhoOptions, withOperations } from './deciding.ts'
import type { Cli } from './parts.ts'
import { localTime, table } from './table.ts'

export function registerUnknown(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  const unknown = program.command('unknown').description('what was sent to LAPOR! and not answered: a person decides')
  unknown
    .command('list', { isDefault: true })
    .description('oldest first; look for each at LAPOR! by app and ticket, which stand at the start of its text')
    .option('--region <code>', 'of this region')
    .option('--limit <number>', 'at most so many', '100')
    .option('--json', 'as JSON')
    .action(async ({ region, limit, json }: { region?: string; limit: string; json?: boolean }) => {
      const filter = { ...(region === undefined ? {} : { region }), limit: checkNumber('--limit', limit, 10_000) }
      const rows = await withOperations(cli, makeCentral, (operations) => operations.listUnknown(viewerOf(), filter))
      if (json) return cli.print(JSON.stringify(rows))
      if (rows.length === 0) return cli.print('Nothing is unknown.')
      const cells = rows.map((row) => [
        row.id,
        row.kind,
        row.region,
        row.app,
        row.ticket,
        row.laporId,
        row.sentAt ? localTime(row.sentAt) : null,
        row.reason.message,
      ])
      cli.print(table(['id', 'kind', 'region', 'app', 'ticket', 'of case', 'sent', 'what happened'], cells))
    })
  addWho(
    unknown
      .command('confirm')
      .argument('<id>', 'complaint or update')
      .argument('[lapor id]', 'under which LAPOR! has it; not needed for an update')
      .description('LAPOR! has it: it counts as delivered and is followed; the case is looked at first')
      .option('--force', 'also when LAPOR! does not show the case, or the case names another ticket'),
  ).action(async (id: string, laporId: string | undefined, options: WhoOptions & { force?: boolean }) => {
    const given = { ...(laporId === undefined ? {} : { laporId }), force: options.force === true }
    const { kind } = await withOperations(cli, makeCentral, (operations) =>
      operations.confirmUnknown(viewerOf(options.by), id, given, options.reason),
    )
    cli.print(`The ${kind} ${id} is delivered${laporId === undefined ? '' : ` as ${laporId}`}.`)
  })
  const ids = 'complaints or updates; more than one are done by a gateway in the background'
  addWho(unknown.command('resend').argument('<ids...>', ids).description('LAPOR! does not have it: it is sent again')).action(
    async (ids: string[], options: WhoOptions) => {
      const [id = '', ...more] = ids
      if (more.length > 0) return startBulk(cli, makeCentral, 'resend', { ids }, options)
      const { kind } = await withOperations(cli, makeCentral, (operations) =>
        operations.resendUnknown(viewerOf(options.by), id, options.reason),
      )
      cli.print(`The ${kind} ${id} is in flight again.`)
    },
  )
}
