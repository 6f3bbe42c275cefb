import type { Command } from 'commander'
import type { AuditRow } from '../ledger/running-state.ts'
import { type AskedAudit, openAuditOperations } from '../operations/audit.ts'
import { viewerOf } from './actor.ts'
import { checkNumber, checkTime } from './deciding.ts'
import { type Cli, withLedger } from './parts.ts'
import { printLines } from './regions.ts'
import { localTime, oneLine, table } from './table.ts'

interface AuditOptions extends AskedAudit {
  readonly limit: string
  readonly cursor?: string
  readonly json?: boolean
  readonly csv?: boolean
}

export function registerAudit(program: Command, cli: Cli): void {
  program
    .command('audit')
    .description('who did what, when, from where, before and after; newest first')
    .option('--actor <name>', 'of this account, or cli:<login>, gateway, admin:<name>')
    .option('--action <word>', 'such as parked.discard')
    .option('--subject <id>', 'done to this complaint, channel or account')
    .option('--region <code>', 'of this region; of a province with its regencies and cities')
    .option('--from <time>', 'at or after; 2026-11-21 or 2026-11-21T10:00:00+07:00')
    .option('--to <time>', 'before')
    .option('--limit <number>', 'show so many', '50')
    .option('--cursor <cursor>', 'what is older than the page that gave it')
    .option('--json', 'as JSON')
    .option('--csv', 'all of them, as CSV')
    .action(async ({ limit, cursor, json, csv, from, to, ...given }: AuditOptions) => {
      const asked = { ...given, ...(from && { from: checkTime('--from', from) }), ...(to && { to: checkTime('--to', to) }) }
      await withLedger(cli.installation, async (ledger) => {
        const audit = openAuditOperations(ledger)
        if (csv) return printLines(cli, audit.export(viewerOf(), asked))
        const page = await audit.list(viewerOf(), { ...asked, ...(cursor && { cursor }), limit: checkNumber('--limit', limit, 1000) })
        if (json) return cli.print(JSON.stringify(page))
        if (page.items.length === 0) return cli.print('Nothing was done that fits.')
        cli.print(table(['time', 'who', 'what', 'on', 'region', 'from', 'before', 'after', 'why and more'], page.items.map(cellsOf)))
        if (page.cursor !== null) cli.print(`(there are more: --cursor ${page.cursor}, or --csv for all)`)
      })
    })
}

function cellsOf({ at, actor, action, subject, region, address, before, after, detail }: AuditRow) {
  return [localTime(at), actor, action, subject, region ?? 'all', address, words(before), words(after), words(detail)]
}

function words(values: Readonly<Record<string, unknown>> | null): string | null {
  const said = Object.entries(values ?? {}).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return said.length === 0 ? null : oneLine(said.join(', '))
}
