import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { checkWho } from '../operations/parts.ts'
import { actorOf, viewerOf } from './actor.ts'
import type { WhoOptions } from './deciding.ts'
import { type Cli, withLedger } from './parts.ts'
import { localTime, table } from './table.ts'

/** The kill switch. */
export function registerForwarding(program: Command, cli: Cli): void {
  const set = async (what: string, paused: boolean, options: WhoOptions) => {
    if (what !== 'forward')
      throw new GatewayError('request_unreadable', `${what} cannot be paused here; write forward (a channel has its own pause)`)
    const changed = await withLedger(cli.installation, (ledger) =>
      ledger.pauses.set('forward', paused, checkWho(viewerOf(options.by), options.reason, 'run_gateway')),
    )
    if (paused) cli.print(changed ? 'Nothing is sent to LAPOR! any more; reports are still accepted.' : 'The sending was stopped before.')
    else cli.print(changed ? 'Sending goes on.' : 'The sending was not stopped.')
  }
  for (const [name, description] of [
    ['pause', 'stop sending to LAPOR!, on every gateway, within two seconds'],
    ['resume', 'send again'],
  ] as const) {
    program
      .command(name)
      .argument('<what>', 'forward')
      .description(description)
      // Whoever must stop it now is not asked for words first.
      .option('--reason <words>', 'why; kept in the audit', 'none given')
      .option('--by <name>', 'the person who decided; kept in the audit', actorOf())
      .action((what: string, options: WhoOptions) => set(what, name === 'pause', options))
  }
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
