import type { Command } from 'commander'
import type { WaitingCount } from '../ledger/waiting.ts'
import type { Overview } from '../operations/overview.ts'
import { viewerOf } from './actor.ts'
import { type MakeCentral, withOperations } from './deciding.ts'
import type { Cli } from './parts.ts'
import { localTime } from './table.ts'

/** The console's first page in a few lines. */
export function registerNow(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  program
    .command('now')
    .description('today at a glance, what needs a person first; exit code 1 when something does')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const overview = await withOperations(cli, makeCentral, (operations) => operations.overview.read(viewerOf()))
      const waits = needsPerson(overview)
      if (json) cli.print(JSON.stringify(overview))
      else cli.print([...waits, ...(waits.length === 0 ? ['Nothing needs a person.'] : []), balanceLine(overview)].join('\n'))
      if (waits.length > 0) cli.fail()
    })
}

function needsPerson({ pause, differences, incidents, parked, unknown, clocks }: Overview): string[] {
  const count = ({ count, more, oldest }: WaitingCount) =>
    `${count}${more ? ' or more' : ''}${oldest ? `, since ${localTime(oldest)}` : ''}`
  return [
    ...(pause ? [`sending to LAPOR! is stopped since ${localTime(pause.pausedAt)} by ${pause.pausedBy}: gateway resume forward`] : []),
    ...(differences.length > 0 ? [`the balance does not hold for ${differences.length}: gateway balance`] : []),
    ...(parked.count > 0 ? [`parked: ${count(parked)}: gateway parked list`] : []),
    ...(unknown.count > 0 ? [`unknown: ${count(unknown)}: gateway unknown list`] : []),
    ...(clocks.missed + clocks.soon > 0 ? [`clocks: ${clocks.missed} missed, ${clocks.soon} about to be: gateway clocks`] : []),
    ...incidents.map(({ subject, message, openedAt }) => `${subject}, since ${localTime(openedAt)}: ${message}`),
  ]
}

function balanceLine({ day, balance, differences }: Overview): string {
  const { accepted, delivered, parked, unknown, inFlight } = balance
  const holds = differences.length === 0 ? 'the balance holds' : 'the balance does not hold'
  return `${day}: ${accepted} accepted = ${delivered} delivered + ${parked} parked + ${unknown} unknown + ${inFlight} in flight; ${holds}.`
}
