import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { checkWho } from '../operations/parts.ts'
import { addWho, type WhoOptions, whoOf } from './deciding.ts'
import { type Cli, withLedger } from './parts.ts'
import { localTime, table } from './table.ts'

/** The kill switch. */
export function registerForwarding(program: Command, cli: Cli): void {
  const set = async (what: string, paused: boolean, options: WhoOptions) => {
    if (what !== 'forward')
      throw new GatewayError('request_unreadable', `${what} cannot be paused here; write forward (a channel has its own pause)`)
    const changed = await withLedger(cli.installation, (ledger) => ledger.pauses.set('forward', paused, checkWho(whoOf(options))))
    if (paused) cli.print(changed ? 'Nothing is sent to LAPOR! any more; reports are still accepted.' : 'The sending was stopped before.')
    else cli.print(changed ? 'Sending goes on.' : 'The sending was not stopped.')
  }
  addWho(
    program.command('pause').argument('<what>', 'forward').description('stop sending to LAPOR!, on every gateway, within two seconds'),
  ).action((what: string, options: WhoOptions) => set(what, true, options))
  addWho(program.command('resume').argument('<what>', 'forward').description('send again')).action((what: string, options: WhoOptions) =>
    set(what, false, options),
  )
  program
    .command('pauses')
    .description('what operators stopped')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const pauses = await withLedger(cli.installation, (ledger) => ledger.pauses.all())
      if (json) return cli.print(JSON.stringify(pauses))
      if (pauses.length === 0) return cli.print('Nothing is stopped.')
      cli.print(
        table(
          ['stopped', 'since', 'by', 'why'],
          pauses.map((row) => [row.what, localTime(row.pausedAt), row.pausedBy, row.reason]),
        ),
      )
    })
}
