import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import type { BulkFilter } from '../ledger/decisions.ts'
import { isUuid } from '../ledger/uuid.ts'
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
      .argument('[id]', 'complaint or update; or many, by --file')
      .argument('[lapor id]', 'under which LAPOR! has it; not needed for an update')
      .description('LAPOR! has it: it counts as delivered and is followed; the case is looked at first')
      .option(
        '--file <path>',
        "many, a line each: its id, a comma, its id at LAPOR! (nothing for an update); '-' reads the input. A gateway does them",
      )
      .option('--force', 'one: also when LAPOR! does not show the case, or the case names another ticket'),
  ).action(async (id: string | undefined, laporId: string | undefined, options: WhoOptions & { force?: boolean; file?: string }) => {
    if ((id === undefined) === (options.file === undefined)) throw refuse('name one, or many in a --file')
    if (options.file !== undefined) {
      if (options.force) throw refuse('--force is for one that somebody looked at')
      const text =
        options.file === '-' ? await cli.input() : await readFile(options.file, 'utf8').catch((cause) => refuseFile(options.file, cause))
      return startBulk(cli, makeCentral, 'confirm', readPairs(text), options)
    }
    if (id === undefined) return
    const given = { ...(laporId === undefined ? {} : { laporId }), force: options.force === true }
    const { kind } = await withOperations(cli, makeCentral, (operations) =>
      operations.confirmUnknown(viewerOf(options.by), id, given, options.reason),
    )
    cli.print(`The ${kind} ${id} is delivered${laporId === undefined ? '' : ` as ${laporId}`}.`)
  })
  const ids = 'complaints or updates, or name them by a filter; more than one are done by a gateway in the background'
  const resend = unknown
    .command('resend')
    .argument('[ids...]', ids)
    .description('LAPOR! does not have it: it is sent again')
    .option('--channel <id>', 'all of this channel')
    .option('--region <code>', 'all of this region')
    .option('--kind <kind>', 'complaint or update; with --channel or --region')
  addWho(resend).action(async (ids: string[], options: WhoOptions & UnknownOptions) => {
    const [id, ...more] = ids
    const filter = filterOf(ids, options)
    if (id === undefined || more.length > 0 || Object.keys(filter).length > 1) return startBulk(cli, makeCentral, 'resend', filter, options)
    const { kind } = await withOperations(cli, makeCentral, (operations) =>
      operations.resendUnknown(viewerOf(options.by), id, options.reason),
    )
    cli.print(`The ${kind} ${id} is in flight again.`)
  })
}

interface UnknownOptions {
  readonly channel?: string
  readonly region?: string
  readonly kind?: string
}

/** A kind alone would be all that there is: somebody looked at a channel or a region, not at the country. */
function filterOf(ids: readonly string[], { channel, region, kind }: UnknownOptions): BulkFilter {
  if (kind !== undefined && kind !== 'complaint' && kind !== 'update') throw refuse(`--kind is complaint or update, not ${kind}`)
  if (ids.length === 0 && channel === undefined && region === undefined) throw refuse('name them, or a --channel or --region')
  return {
    ...(ids.length > 0 ? { ids } : {}),
    ...(channel === undefined ? {} : { channel }),
    ...(region === undefined ? {} : { region }),
    ...(kind === undefined ? {} : { kind }),
  }
}

/** '<id>,<LAPOR! id>' a line; a line may be empty, or begin with # for a note. */
function readPairs(text: string): BulkFilter {
  const lines = text.split(/\r?\n/).map((line, at) => ({ at: at + 1, line: line.trim() }))
  const pairs = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ at, line }) => {
      const [id = '', laporId = '', ...more] = line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
      if (more.length > 0 || !isUuid(id)) throw refuse(`line ${at} is not an id, a comma and an id at LAPOR!`)
      return { at, id: id.toLowerCase(), laporId }
    })
  const twice = pairs.find(({ id }, n) => pairs.findIndex((one) => one.id === id) < n)
  if (twice) throw refuse(`line ${twice.at} names ${twice.id} a second time`)
  const laporIds = Object.fromEntries(pairs.filter(({ laporId }) => laporId !== '').map(({ id, laporId }) => [id, laporId]))
  return { ids: pairs.map(({ id }) => id), laporIds }
}

const refuse = (message: string) => new GatewayError('request_unreadable', message)

function refuseFile(file = '', cause: unknown): never {
  throw new GatewayError('request_unreadable', `${file} cannot be read`, { cause })
}
