import type { Command } from 'commander'
import { CENTRE } from '../contract/health.ts'
import type { CentreReading } from '../health/centre.ts'
import type { Health } from '../health/open-health.ts'
import { openHealth } from '../health/open-health.ts'
import type { ChannelReading } from '../health/reading.ts'
import { openChannel } from '../intake/channel-context.ts'
import { type Cli, QUIET, readConfig, withLedger } from './parts.ts'
import { localTime, table } from './table.ts'

/** How the channels are, as the running gateways judged them. */
export function registerHealth(program: Command, cli: Cli): void {
  program
    .command('health')
    .argument('[channel]', `one channel, with all its reasons; ${CENTRE} is LAPOR! itself`)
    .description('how the channels are, and why; exit code 1 when one is down or silent')
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      if (id === CENTRE) return tellCentre(cli, json === true)
      const { readings, centre } = await withHealth(cli, async (health) => ({
        readings: id === undefined ? await health.channels(null) : [await health.channel(null, id)],
        centre: await health.centre(),
      }))
      if (json) cli.print(JSON.stringify(id === undefined ? readings : readings[0]))
      else cli.print(id === undefined ? `${centreText(centre)}\n\n${listText(readings)}` : readings.map(oneText).join('\n'))
      if (readings.some(({ state }) => state === 'down' || state === 'silent')) cli.fail()
    })
}

async function tellCentre(cli: Cli, json: boolean): Promise<void> {
  const centre = await withHealth(cli, (health) => health.centre())
  cli.print(json ? JSON.stringify(centre) : centreText(centre))
  if (centre.state === 'down') cli.fail()
}

function centreText({ state, since, reasons, lastProbe }: CentreReading): string {
  return [
    `LAPOR!: ${state}${since ? ` since ${localTime(since)}` : ''}`,
    ...reasons.map(({ text }) => `  ${text.en}`),
    ...(lastProbe ? [`  last probe: ${localTime(lastProbe.at)} ${lastProbe.detail}`] : []),
  ].join('\n')
}

async function withHealth<T>(cli: Cli, work: (health: Health) => Promise<T>): Promise<T> {
  const { settings } = await readConfig(cli)
  return withLedger(cli.installation, (ledger) =>
    work(
      openHealth({
        ledger,
        settings: { current: settings },
        connectors: cli.connectors,
        openChannel: (channel, signal) => openChannel(channel, { log: QUIET, signal }),
        log: QUIET,
      }),
    ),
  )
}

function listText(readings: readonly ChannelReading[]): string {
  const time = (at: string | null) => (at === null ? null : localTime(new Date(at)))
  return table(
    ['channel', 'region', 'state', 'since', 'last in', 'last out', 'why'],
    readings.map(({ id, region, state, since, evidence, why }) => [
      id,
      region.code,
      state,
      since && localTime(since),
      time(evidence.lastInAt),
      time(evidence.lastOutAt),
      why.en,
    ]),
  )
}

function oneText({ id, app, region, state, since, reasons, evidence, lastProbe }: ChannelReading): string {
  const { hour, oldestWaiting } = evidence
  return [
    `${id} (${app}, ${region.name}): ${state}${since ? ` since ${localTime(since)}` : ''}`,
    ...reasons.map(({ text }) => `  ${text.en}`),
    `  last hour: ${hour.accepted} accepted, ${hour.delivered} delivered, ${hour.parked} parked, ${hour.unknown} unknown, ${hour.failed} of ${hour.arrivals} arrivals failed`,
    ...(oldestWaiting ? [`  oldest waiting: ${oldestWaiting.id} since ${localTime(new Date(oldestWaiting.since))}`] : []),
    ...(lastProbe ? [`  last probe: ${localTime(lastProbe.at)} ${lastProbe.detail}`] : []),
  ].join('\n')
}
