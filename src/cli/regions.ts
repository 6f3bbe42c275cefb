import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { type AreaFigures, openRegionOperations, PERIODS, type Period, type RegionOperations } from '../operations/regions.ts'
import { viewerOf } from './actor.ts'
import { type Cli, readConfig, withLedger } from './parts.ts'
import { table } from './table.ts'

interface RegionOptions {
  readonly period: string
  readonly json?: boolean
  readonly csv?: boolean
}

export function registerRegions(program: Command, cli: Cli): void {
  program
    .command('regions')
    .argument('[code]', 'a province with its regencies and cities, or one of these; without it, the country by province')
    .description('reports, how many were followed up, and clocks, by region')
    .option('--period <period>', `by day or month of acceptance: ${PERIODS.join(', ')}`, '30d')
    .option('--json', 'as JSON')
    .option('--csv', 'one line a day, region and channel')
    .action(async (code: string | undefined, options: RegionOptions) => {
      const period = checkPeriod(options.period)
      await withRegions(cli, async (regions) => {
        if (options.csv) return printLines(cli, regions.figures(viewerOf(), period, code ?? null))
        const report = code === undefined ? await regions.overview(viewerOf(), period) : await regions.area(viewerOf(), code, period)
        if (options.json) return cli.print(JSON.stringify(report))
        cli.print(
          table(
            ['region', 'name', 'state', 'connected', 'taken', 'delivered', 'followed up', 'soon', 'missed'],
            [...report.parts, report.total].map(rowOf),
          ),
        )
        if (!report.whole) cli.print('(the figures are still being counted)')
        for (const year of report.unknownYears) cli.print(`(config/calendar/${year}.yaml is missing: only Saturdays and Sundays count)`)
      })
    })
}

export async function withRegions(cli: Cli, work: (regions: RegionOperations) => Promise<void>): Promise<void> {
  const { settings } = await readConfig(cli)
  await withLedger(cli.installation, (ledger) => work(openRegionOperations({ ledger, settings: { current: settings } })))
}

export async function printLines(cli: Cli, lines: AsyncIterable<string>): Promise<void> {
  for await (const some of lines) cli.print(some.trimEnd())
}

function rowOf({ area, state, connected, institutions, accepted, delivered, followedUp, soon, missedNow }: AreaFigures) {
  const share = accepted === 0 ? null : `${Math.floor((followedUp / accepted) * 100)}%`
  return [area.code || 'all', area.name, state, `${connected}/${institutions}`, accepted, delivered, share, soon, missedNow]
}

function checkPeriod(text: string): Period {
  const period = PERIODS.find((one) => one === text)
  if (period) return period
  throw new GatewayError('request_unreadable', `--period ${text} is none; write one of: ${PERIODS.join(', ')}`)
}
