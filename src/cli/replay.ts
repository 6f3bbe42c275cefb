import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import type { ReplayRow } from '../ledger/decisions.ts'
import type { PreviewedItem, ReplayPreview } from '../operations/replays.ts'
import { viewerOf } from './actor.ts'
import {
  addFilter,
  addWho,
  checkNumber,
  type FilterOptions,
  filterOf,
  type MakeCentral,
  type WhoOptions,
  withOperations,
} from './deciding.ts'
import type { Cli } from './parts.ts'
import { localTime, oneLine, table } from './table.ts'

export function registerReplay(program: Command, cli: Cli, makeCentral: MakeCentral): void {
  const replay = program.command('replay').description('send parked complaints through again, with the mapping that each channel pins now')
  addFilter(replay.command('preview').argument('[ids...]', 'complaints; or name them by a filter'), '--code')
    .description('what would change, and nothing done; never shows the person')
    .option('--limit <number>', 'show so many', '20')
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: FilterOptions & { limit: string; json?: boolean }) => {
      const limit = checkNumber('--limit', options.limit, 1_000)
      const preview = await withOperations(cli, makeCentral, (operations) =>
        operations.previewReplay(viewerOf(), filterOf(options, options.code, ids), limit),
      )
      cli.print(options.json ? JSON.stringify(preview) : previewText(preview))
    })
  addWho(addFilter(replay.command('start').argument('[ids...]', 'complaints; or name them by a filter'), '--code'))
    .description('the gateway replays them in the background')
    .option('--per-second <number>', 'so many a second, at most 100', '10')
    .option('--json', 'as JSON')
    .action(async (ids: string[], options: FilterOptions & WhoOptions & { perSecond: string; json?: boolean }) => {
      const perSecond = checkNumber('--per-second', options.perSecond, 100)
      const row = await withOperations(cli, makeCentral, (operations) =>
        operations.startReplay(viewerOf(options.by), filterOf(options, options.code, ids), perSecond, options.reason),
      )
      if (options.json) return cli.print(JSON.stringify(row))
      cli.print(
        `Replay ${row.id} of ${row.total}: gateway replay status ${row.id}${cli.installation.running ? '' : ' (it begins when a gateway runs)'}`,
      )
    })
  replay
    .command('status')
    .argument('[id]', 'one replay; without it, the last twenty')
    .description('how far a replay is, and what it could not replay')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      const found = await withOperations(cli, makeCentral, async (operations) =>
        id === undefined
          ? { rows: await operations.listReplays(viewerOf(), 20), refusals: [] }
          : detailsOf(await operations.replayStatus(viewerOf(), id)),
      )
      if (json) return cli.print(JSON.stringify(id === undefined ? found.rows : { ...found.rows[0], refusals: found.refusals }))
      cli.print(found.rows.length === 0 ? 'There was no replay yet.' : statusText(found.rows))
      if (found.refusals.length > 0)
        cli.print(
          `\n${table(
            ['not replayed', 'code', 'why'],
            found.refusals.map((row) => [row.complaintId, row.code, row.message]),
          )}`,
        )
    })
  addWho(replay.command('stop').argument('<id>', 'replay').description('behind the complaint at work; what was replayed stays so')).action(
    async (id: string, options: WhoOptions) => {
      const row = await withOperations(cli, makeCentral, (operations) => operations.stopReplay(viewerOf(options.by), id, options.reason))
      cli.print(statusText([row]))
    },
  )
  replay.action(() => {
    throw new GatewayError('request_unreadable', 'say what: gateway replay preview, start, status or stop')
  })
}

interface Details {
  readonly rows: readonly ReplayRow[]
  readonly refusals: readonly { complaintId: string; code: string; message: string }[]
}

const detailsOf = ({ refusals, ...row }: ReplayRow & { refusals: Details['refusals'] }): Details => ({ rows: [row], refusals })

function statusText(rows: readonly ReplayRow[]): string {
  const cells = rows.map((row) => [
    row.id,
    row.state,
    row.total,
    row.replayed,
    row.refused,
    row.actor,
    localTime(row.startedAt),
    row.reason,
  ])
  return table(['replay', 'state', 'of', 'replayed', 'refused', 'by', 'started', 'why'], cells)
}

function previewText({ total, items }: ReplayPreview): string {
  if (total === 0) return 'Nothing that is parked fits.'
  const refused = items.filter(({ outcome }) => outcome === 'refused').length
  const shown = items.length < total ? `; the first ${items.length} are shown` : ''
  return [`${total} parked${shown}: ${items.length - refused} become complaints, ${refused} stay parked.`, ...items.map(itemText)].join(
    '\n\n',
  )
}

function itemText({ id, ticket, channel, reason, mapping, outcome, refusal, changes }: PreviewedItem): string {
  const versions = mapping.from === mapping.to ? mapping.from : `${mapping.from} → ${mapping.to ?? 'none'}`
  const lines = [
    `${id}  ticket ${ticket}, channel ${channel}, mapping ${versions}`,
    `  parked: ${reason ? `${reason.code}, ${reason.message}` : 'no reason was kept'}`,
    outcome === 'refused' ? `  stays parked: ${refusal?.code}, ${refusal?.message}` : '  becomes:',
    ...changes.map(({ at, from, to }) => `    ${at}: ${from ?? '(nothing)'} → ${to ?? '(nothing)'}`),
    ...(outcome === 'complaint' && changes.length === 0 ? ['    the same complaint'] : []),
  ]
  return lines.map((line) => line.match(/^ */)?.[0] + oneLine(line)).join('\n')
}
