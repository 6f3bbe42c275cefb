import type { Command } from 'commander'
import { STATUSES } from '../contract/complaint.ts'
import { GatewayError } from '../contract/errors.ts'
import type { Asked, Found } from '../operations/cases/search.ts'
import { viewerOf } from './actor.ts'
import { addFilter, checkNumber, type FilterOptions, filterOf, type MakeCentral, withOperations } from './deciding.ts'
import type { Cli } from './parts.ts'
import { localTime, table } from './table.ts'

const DELIVERIES = ['accepted', 'delivered', 'parked', 'unknown'] as const

interface FindOptions extends FilterOptions {
  readonly delivery?: string
  readonly status?: string
  readonly limit: string
  readonly json?: boolean
}

export function registerFind(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  const find = program
    .command('find')
    .argument(
      '[words]',
      'an id, ticket, LAPOR! id, ticket number, phone, e-mail address, or words of the report; - reads it from the input',
    )
    .description(
      'complaints, newest first; phone and e-mail are looked up without opening who reported, and with - stand in no history of the shell',
    )
    .option('--delivery <delivery>', DELIVERIES.join(', '))
    .option('--status <status>', STATUSES.join(', '))
    .option('--limit <number>', 'at most so many', '50')
    .option('--json', 'as JSON')
  addFilter(find, '--code').action(async (words: string | undefined, options: FindOptions) => {
    const given = words === '-' ? await cli.input() : words
    const page = { after: null, limit: checkNumber('--limit', options.limit, 1_000) }
    const found = await withOperations(cli, makeCentral, (operations) => operations.cases.find(viewerOf(), askedOf(options, given), page))
    cli.print(options.json ? JSON.stringify(found) : textOf(found))
  })
}

function askedOf(options: FindOptions, words: string | undefined): Asked {
  const { channel, region, from, to } = filterOf(options, undefined)
  return {
    ...(words === undefined ? {} : { words }),
    ...(region === undefined ? {} : { region }),
    ...(channel === undefined ? {} : { channel }),
    ...(options.delivery === undefined ? {} : { delivery: oneOf('--delivery', options.delivery, DELIVERIES) }),
    ...(options.status === undefined ? {} : { status: oneOf('--status', options.status, STATUSES) }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  }
}

function oneOf<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === text)
  if (choice !== undefined) return choice
  throw new GatewayError('request_unreadable', `${option} ${text} is none of ${choices.join(', ')}`)
}

/** Titles stay out: people write names and numbers into them. */
function textOf({ rows, next }: Found): string {
  if (rows.length === 0) return 'Nothing fits.'
  const cells = rows.map((row) => [
    row.id,
    localTime(row.acceptedAt),
    row.region,
    row.channel,
    row.ticket,
    row.delivery,
    row.status,
    row.laporId,
  ])
  const shown = table(['id', 'accepted', 'region', 'channel', 'ticket', 'delivery', 'status', 'LAPOR! id'], cells)
  return next === null ? shown : `${shown}\nThere are more; narrow it down or raise --limit.`
}
