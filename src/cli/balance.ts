import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import type { Balance } from '../ledger/ledger.ts'
import { type Cli, withLedger } from './parts.ts'
import { table } from './table.ts'

/** Whether nothing was lost: accepted = delivered + parked + unknown + in flight. */
export function holds({ accepted, delivered, parked, unknown, inFlight }: Balance): boolean {
  return accepted === delivered + parked + unknown + inFlight
}

export function registerBalance(program: Command, cli: Cli): void {
  program
    .command('balance')
    .description('what was accepted and what became of it; exit code 1 when it does not add up')
    .option('--day <day>', 'YYYY-MM-DD, in Jakarta')
    .option('--region <code>', 'Kemendagri code, e.g. 32 or 35.78')
    .option('--json', 'as JSON')
    .action(async ({ day, region, json }: { day?: string; region?: string; json?: boolean }) => {
      if (day !== undefined && !isDay(day)) throw new GatewayError('request_unreadable', `--day ${day} is no day; write YYYY-MM-DD`)
      const filter = { ...(day === undefined ? {} : { day }), ...(region === undefined ? {} : { region }) }
      const balance = await withLedger(cli.installation, (ledger) => ledger.complaints.balance(filter))
      const { accepted, delivered, parked, unknown, inFlight } = balance
      if (json) cli.print(JSON.stringify(balance))
      else
        cli.print(
          `${table(['accepted', 'delivered', 'parked', 'unknown', 'in flight'], [[accepted, delivered, parked, unknown, inFlight]])}\n${holds(balance) ? 'It adds up.' : 'It does NOT add up: something was lost or counted twice.'}`,
        )
      if (!holds(balance)) process.exitCode = 1
    })
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
}
