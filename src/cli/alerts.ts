import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { type AlertDesk, openAlertDesk } from '../health/alerts/open-alert-desk.ts'
import type { MaintenanceWindow } from '../ledger/alert-rows.ts'
import { viewerOf } from './actor.ts'
import { addWho, checkNumber, type WhoOptions } from './deciding.ts'
import { type Cli, QUIET, readConfig, withLedger } from './parts.ts'
import { localTime, table } from './table.ts'

/** What is wrong now, who is told, and when nobody is. */
export function registerAlerts(program: Command, cli: Cli): void {
  const alerts = program.command('alerts').description('incidents, and who is told of them')
  alerts
    .command('list', { isDefault: true })
    .description('open incidents, newest first, at most 200; exit code 1 when there is one')
    .option('--closed', 'those that are over')
    .option('--json', 'as JSON')
    .action(async ({ closed, json }: { closed?: boolean; json?: boolean }) => {
      const { items } = await withDesk(cli, (desk) => desk.incidents(null, { open: !closed, limit: 200 }))
      if (!closed && items.length > 0) cli.fail()
      if (json) return cli.print(JSON.stringify(items))
      if (items.length === 0) return cli.print(closed ? 'There was none.' : 'No incident is open.')
      const cells = items.map((one) => [one.severity, one.region, localTime(one.since), one.affected, one.what.en, one.detail.en])
      cli.print(table(['severity', 'region', 'since', 'affected', 'what', 'seen'], cells))
    })
  alerts
    .command('destinations')
    .description('who is told, and what was sent there last')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const items = await withDesk(cli, (desk) => desk.destinations(null))
      if (json) return cli.print(JSON.stringify(items))
      if (items.length === 0) return cli.print('Nobody is told: add contacts to gateway.yaml (alerts) or to a region.')
      const cells = items.map(({ id, from, lacks, last }) => [
        id,
        from,
        lacks ?? (last === null ? 'nothing was sent yet' : `${last.kind} ${last.state} ${localTime(last.sentAt ?? last.madeAt)}`),
        last?.lastError ?? null,
      ])
      cli.print(table(['destination', 'from', 'last', 'error'], cells))
    })
  alerts
    .command('test')
    .argument('<destination>', 'as alerts destinations names it')
    .description('sends a test at once; exit code 1 when it could not be sent')
    .action(async (destination: string) => {
      const { state, lastError } = await withDesk(cli, (desk) => desk.test(viewerOf(), destination))
      if (state === 'sent') return cli.print(`The test to ${destination} was sent.`)
      throw new GatewayError('partner_unavailable', `the test to ${destination} could not be sent: ${lastError}`)
    })

  alerts
    .command('notices')
    .description('what was sent to whom, newest first')
    .option('--limit <number>', 'show so many', '50')
    .option('--json', 'as JSON')
    .action(async ({ limit, json }: { limit: string; json?: boolean }) => {
      const { items } = await withDesk(cli, (desk) => desk.notices(null, { limit: checkNumber('--limit', limit, 200) }))
      if (json) return cli.print(JSON.stringify(items))
      if (items.length === 0) return cli.print('Nothing was sent yet.')
      const cells = items.map((one) => [
        localTime(one.sentAt ?? one.madeAt),
        one.destination,
        one.kind,
        one.state,
        one.attempts,
        one.lastError,
      ])
      cli.print(table(['when', 'destination', 'what', 'state', 'tries', 'error'], cells))
    })

  const maintenance = program.command('maintenance').description('times in which nobody is told of incidents')
  maintenance
    .command('list', { isDefault: true })
    .description('windows that are open or to come')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const windows = await withDesk(cli, (desk) => desk.windows(null))
      if (json) return cli.print(JSON.stringify(windows))
      if (windows.length === 0) return cli.print('No maintenance is planned.')
      cli.print(
        table(
          ['id', 'of', 'from', 'to', 'by', 'why'],
          windows.map((window) => [window.id, ofText(window), localTime(window.from), localTime(window.to), window.madeBy, window.reason]),
        ),
      )
    })
  addWho(
    maintenance
      .command('add')
      .description('plans one, for a channel, a region, or everything')
      .option('--channel <id>', 'of this channel')
      .option('--region <code>', 'of this region; of a province also its regencies and cities')
      .option('--from <time>', '2026-12-05T22:00:00+07:00; not given: now')
      .requiredOption('--to <time>', '2026-12-06T04:00:00+07:00'),
  ).action(async ({ channel, region, from, to, by, reason }: AddOptions) => {
    const window = {
      ...(channel === undefined ? {} : { channel }),
      ...(region === undefined ? {} : { region }),
      from: from === undefined ? new Date() : timeOf('--from', from),
      to: timeOf('--to', to),
      reason,
    }
    const made = await withDesk(cli, (desk) => desk.planWindow(viewerOf(by), window))
    cli.print(`${made.id}: nobody is told of ${ofText(made)} until ${localTime(made.to)}.`)
  })
  addWho(maintenance.command('end').argument('<id>', 'of the window').description('ends one now')).action(
    async (id: string, { by, reason }: WhoOptions) => {
      await withDesk(cli, (desk) => desk.endWindow(viewerOf(by), id, reason))
      cli.print('It is over.')
    },
  )
}

interface AddOptions extends WhoOptions {
  readonly channel?: string
  readonly region?: string
  readonly from?: string
  readonly to: string
}

async function withDesk<T>(cli: Cli, work: (desk: AlertDesk) => Promise<T>): Promise<T> {
  const { settings } = await readConfig(cli)
  return withLedger(cli.installation, (ledger) => work(openAlertDesk({ ledger, settings: { current: settings }, log: QUIET })))
}

const ofText = ({ channel, region, below }: MaintenanceWindow): string =>
  channel !== null ? `channel ${channel}` : region !== null ? `region ${region}${below ? ' and what is in it' : ''}` : 'everything'

function timeOf(option: string, text: string): Date {
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return time
  throw new GatewayError('request_unreadable', `${option} ${text} is no time; write 2026-12-05T22:00:00+07:00`)
}
