import type { Command } from 'commander'
import { nearest } from '../config/nearest.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Difference } from '../ledger/decisions.ts'
import type { Balance } from '../ledger/ledger.ts'
import type { Comparison } from '../operations/compare-with-centre.ts'
import { viewerOf } from './actor.ts'
import { checkNumber, type MakeCentral, withOperations } from './deciding.ts'
import { type Cli, readConfig, withLedger } from './parts.ts'
import { oneLine, table } from './table.ts'

/** Whether nothing was lost: accepted = delivered + parked + unknown + in flight. */
export function holds({ accepted, delivered, parked, unknown, inFlight }: Balance): boolean {
  return accepted === delivered + parked + unknown + inFlight
}

interface BalanceOptions {
  readonly day?: string
  readonly region?: string
  readonly json?: boolean
  readonly compare?: boolean
  readonly cursor?: string
  readonly limit: string
  readonly perSecond: string
}

const MOST_DIFFERENCES = 1_000

export function registerBalance(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  program
    .command('balance')
    .description('what was accepted and what became of it, by region; exit code 1 and the ids when it does not hold')
    .option('--day <day>', 'YYYY-MM-DD, from midnight to midnight in Asia/Jakarta (WIB)')
    .option('--region <code>', 'Kemendagri code, e.g. 32 or 35.78')
    .option('--json', 'as JSON')
    .option('--compare', 'ask LAPOR! for the delivered cases, one after the other')
    .option('--cursor <id>', 'go on where an earlier comparison ended')
    .option('--limit <number>', 'compare so many', '1000')
    .option('--per-second <number>', 'ask LAPOR! so often a second', '5')
    .action(async (options: BalanceOptions) => {
      const { day, region } = options
      if (day !== undefined && !isDay(day)) throw new GatewayError('request_unreadable', `--day ${day} is no day; write YYYY-MM-DD`)
      if (region !== undefined) await checkRegion(cli, region)
      const filter = { ...(day === undefined ? {} : { day }), ...(region === undefined ? {} : { region }) }
      const good = options.compare ? await compare(cli, makeCentral, filter, options) : await count(cli, filter, options.json === true)
      if (!good) cli.fail()
    })
}

/** A region that has no file may still have complaints of earlier days. */
async function checkRegion(cli: Cli, region: string): Promise<void> {
  const { settings } = await readConfig(cli)
  if (settings.regions.has(region)) return
  const { accepted } = await withLedger(cli.installation, ({ complaints }) => complaints.balance({ region }))
  if (accepted > 0) return
  const known = [...settings.regions.keys()]
  const close = nearest(region, known)
  throw new GatewayError(
    'request_unreadable',
    `there is no region ${oneLine(region)}; ${close ? `did you mean ${close}?` : `there are: ${known.join(', ')}`}`,
  )
}

async function count(cli: Cli, filter: { day?: string; region?: string }, json: boolean): Promise<boolean> {
  const { regions, differences } = await withLedger(cli.installation, async ({ reconciliation }) => ({
    regions: await reconciliation.byRegion(filter),
    differences: await reconciliation.differences(filter, MOST_DIFFERENCES),
  }))
  const sum = regions.reduce(add, { accepted: 0, delivered: 0, parked: 0, unknown: 0, inFlight: 0 })
  const good = holds(sum) && regions.every(holds) && differences.length === 0
  if (json) cli.print(JSON.stringify({ ...sum, holds: good, regions, differences }))
  else cli.print(countText(sum, regions, differences, good))
  return good
}

function countText(
  sum: Balance,
  regions: readonly (Balance & { region: string })[],
  differences: readonly Difference[],
  good: boolean,
): string {
  const row = (name: string, { accepted, delivered, parked, unknown, inFlight }: Balance) => [
    name,
    accepted,
    delivered,
    parked,
    unknown,
    inFlight,
  ]
  const rows = [...regions.map((one) => row(one.region, one)), row('all', sum)]
  const head = table(['region', 'accepted', 'delivered', 'parked', 'unknown', 'in flight'], rows)
  if (good) return `${head}\nIt adds up.`
  const named = differences.map(({ id, region, delivery, what }) => [id, region, delivery, what])
  return `${head}\nIt does NOT add up: keep the database as it is and report these.\n${table(['complaint', 'region', 'delivery', 'what'], named)}`
}

async function compare(
  cli: Cli,
  makeCentral: MakeCentral,
  filter: { day?: string; region?: string },
  options: BalanceOptions,
): Promise<boolean> {
  const limit = checkNumber('--limit', options.limit, 1_000_000)
  const perSecond = checkNumber('--per-second', options.perSecond, 100)
  const interrupted = new AbortController()
  process.once('SIGINT', () => interrupted.abort())
  const asked = {
    ...filter,
    ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    limit,
    perSecond,
    signal: interrupted.signal,
  }
  const comparison = await withOperations(cli, makeCentral, (operations) => operations.compareWithCentre(viewerOf(), asked))
  cli.print(options.json ? JSON.stringify(comparison) : comparisonText(comparison))
  return comparison.differences.length === 0 && comparison.stopped === null
}

function comparisonText({ asked, differences, cursor, stopped }: Comparison): string {
  const named = table(
    ['complaint', 'LAPOR! id', 'what'],
    differences.map(({ id, laporId, what }) => [id, laporId, what]),
  )
  return [
    `${asked} cases were asked for at LAPOR!; ${differences.length === 0 ? 'it has them all.' : `${differences.length} differ:`}`,
    ...(differences.length > 0 ? [named] : []),
    ...(stopped === null ? [] : [`It ended early: ${stopped}`]),
    ...(cursor === null ? [] : [`Go on with --cursor ${cursor}`]),
  ].join('\n')
}

function add(sum: Balance, one: Balance): Balance {
  return {
    accepted: sum.accepted + one.accepted,
    delivered: sum.delivered + one.delivered,
    parked: sum.parked + one.parked,
    unknown: sum.unknown + one.unknown,
    inFlight: sum.inFlight + one.inFlight,
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
}
