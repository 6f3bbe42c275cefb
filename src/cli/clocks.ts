import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import type { UrgentState } from '../ledger/figures.ts'
import { viewerOf } from './actor.ts'
import { checkNumber } from './deciding.ts'
import type { Cli } from './parts.ts'
import { printLines, withRegions } from './regions.ts'
import { localTime, table } from './table.ts'

interface ClockOptions {
  readonly state: string
  readonly region?: string
  readonly limit: string
  readonly json?: boolean
  readonly csv?: boolean
}

export function registerClocks(program: Command, cli: Cli): void {
  program
    .command('clocks')
    .argument('[complaint]', 'all clocks of this one, by its id')
    .description('complaints whose clocks are about to be missed, or were missed and still run; what is due first comes first')
    .option('--state <state>', 'missed or soon', 'missed')
    .option('--region <code>', 'of this province or region')
    .option('--limit <number>', 'show so many', '50')
    .option('--json', 'as JSON')
    .option('--csv', 'all of them, as CSV')
    .action(async (complaint: string | undefined, options: ClockOptions) => {
      await withRegions(cli, async (regions) => {
        if (complaint !== undefined) {
          const { clocks } = await regions.clocksOf(viewerOf(), complaint)
          if (options.json) return cli.print(JSON.stringify(clocks))
          const cells = clocks.map(({ name, state, startedAt, dueAt, stoppedAt, rules }) => [
            ...[name, state, localTime(startedAt), localTime(dueAt), stoppedAt === null ? null : localTime(stoppedAt), rules],
          ])
          return cli.print(table(['clock', 'state', 'began', 'due', 'stopped', 'by'], cells))
        }
        const state = checkState(options.state)
        if (options.csv) return printLines(cli, regions.exportClocks(viewerOf(), state, options.region ?? null))
        const asked = { state, limit: checkNumber('--limit', options.limit, 1000), ...(options.region ? { code: options.region } : {}) }
        const { rows, cursor } = await regions.clocks(viewerOf(), asked)
        if (options.json) return cli.print(JSON.stringify(rows))
        if (rows.length === 0) return cli.print('There are none.')
        const cells = rows.map(({ dueAt, clock, complaintId, ticket, region, channel, status }) => [
          ...[localTime(dueAt), clock, complaintId, ticket, region, channel, status],
        ])
        cli.print(table(['due', 'clock', 'complaint', 'ticket', 'region', 'channel', 'status'], cells))
        if (cursor !== null) cli.print('(there are more: --limit, or --csv for all)')
      })
    })
}

function checkState(text: string): UrgentState {
  if (text === 'missed' || text === 'soon') return text
  throw new GatewayError('request_unreadable', `--state ${text} is none; write missed or soon`)
}
