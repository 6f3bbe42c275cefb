import type { Command } from 'commander'
import { nearest } from '../config/nearest.ts'
import type { Probe } from '../contract/connector.ts'
import { GatewayError } from '../contract/errors.ts'
import { probeFault, probeWords } from '../contract/probe-words.ts'
import type { ChannelSettings } from '../contract/settings.ts'
import { openChannel } from '../intake/channel-context.ts'
import { type Cli, QUIET, readConfig, withLedger } from './parts.ts'
import { askGateway, type RunningChannel } from './running-gateway.ts'
import { localTime, table } from './table.ts'

/** Gives the command, for what else can be done with a channel. */
export function registerChannels(program: Command, cli: Cli): Command {
  const channels = program.command('channels').description('the configured channels')
  channels
    .command('list', { isDefault: true })
    .description('every channel, its state and what came through it')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { rows, note } = await listChannels(cli)
      if (json) return cli.print(JSON.stringify(rows))
      const cells = rows.map(({ id, region, app, connector, mapping, state, accepted, delivered, parked, lastInAt }) => [
        id,
        region,
        app,
        connector,
        mapping,
        state,
        accepted,
        delivered,
        parked,
        lastInAt === null ? null : localTime(new Date(lastInAt)),
      ])
      cli.print(table(['channel', 'region', 'app', 'connector', 'mapping', 'state', 'accepted', 'delivered', 'parked', 'last in'], cells))
      for (const { id, why } of rows) if (why !== null) cli.print(`${id}: ${why}`)
      cli.print(`(${note})`)
    })
  channels
    .command('probe')
    .argument('[id]', 'one channel; without it, all')
    .description("asks each partner's server whether it is there; exit code 1 when one is not")
    .option('--json', 'as JSON')
    .action(async (id: string | undefined, { json }: { json?: boolean }) => {
      const probes = await probeChannels(cli, id)
      if (json) cli.print(JSON.stringify(probes))
      else
        cli.print(
          table(
            ['channel', 'state', 'ms', 'what came'],
            probes.map((probe) => [probe.id, probe.result, probe.latencyMs ?? null, lineOf(probe)]),
          ),
        )
      if (probes.some(({ result }) => result === 'unhealthy')) cli.fail()
    })
  return channels
}

interface ListedChannel {
  readonly id: string
  readonly region: string
  readonly app: string
  readonly connector: string
  readonly mapping: string
  readonly state: ChannelSettings['state']
  readonly why: string | null
  /** null: the ledger was not reached. */
  readonly accepted: number | null
  readonly delivered: number | null
  readonly parked: number | null
  readonly lastInAt: string | null
  /** gateway: as the running gateway has it in force. files: as a gateway that starts now in this shell would. */
  readonly source: 'gateway' | 'files'
}

async function listChannels(cli: Cli): Promise<{ rows: ListedChannel[]; note: string }> {
  const { asked, note } = await askGateway(cli.installation)
  return { rows: asked ? asked.channels.map(asListed) : await listFiles(cli), note }
}

function asListed({ region, counts, id, app, connector, mapping, state, why, lastInAt }: RunningChannel): ListedChannel {
  const accepted = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const known = { accepted, delivered: counts['delivered'] ?? 0, parked: counts['parked'] ?? 0 }
  return { id, region: region.code, app, connector, mapping, state, why, ...known, lastInAt, source: 'gateway' }
}

async function listFiles(cli: Cli): Promise<ListedChannel[]> {
  const { settings } = await readConfig(cli)
  const known = cli.installation.databaseUrl
    ? await withLedger(cli.installation, async (ledger) => ({
        counts: await ledger.complaints.countByChannel(),
        states: await ledger.channelStates.all(),
      }))
    : null
  const countsOf = known && Map.groupBy(known.counts, ({ channel }) => channel)
  const stateOf = new Map(known?.states.map((state) => [state.channel, state]))
  return [...settings.channels.values()].map((channel) => {
    const own = countsOf && (countsOf.get(channel.id) ?? [])
    const count = (delivery: string | null): number | null =>
      own?.filter((row) => delivery === null || row.delivery === delivery).reduce((sum, row) => sum + row.count, 0) ?? null
    const running = stateOf.get(channel.id)
    const paused = channel.state === 'ready' && running?.paused === true
    return {
      id: channel.id,
      region: channel.region.code,
      app: channel.app,
      connector: channel.connector,
      mapping: channel.mapping,
      state: paused ? 'paused' : channel.state,
      why: paused ? (running?.reason ?? 'paused while running') : channel.why,
      accepted: count(null),
      delivered: count('delivered'),
      parked: count('parked'),
      lastInAt: running?.lastInAt?.toISOString() ?? null,
      source: 'files',
    }
  })
}

interface ProbedChannel extends Pick<Probe, 'detail' | 'words' | 'code' | 'latencyMs'> {
  readonly id: string
  readonly result: 'healthy' | 'unhealthy' | 'not asked'
}

/** Indonesian first, English beside it. */
function lineOf(probe: ProbedChannel): string {
  const words = probeWords(probe)
  return words === null ? probe.detail : `${words.id} / ${words.en}`
}

const PROBE_LIMIT_MS = 20_000

async function probeChannels(cli: Cli, id: string | undefined): Promise<ProbedChannel[]> {
  const { settings } = await readConfig(cli)
  if (id !== undefined && !settings.channels.has(id)) {
    const close = nearest(id, settings.channels.keys())
    throw new GatewayError(
      'channel_unknown',
      `there is no channel ${id}; ${close ? `did you mean ${close}?` : `there are: ${[...settings.channels.keys()].join(', ')}`}`,
    )
  }
  const chosen = [...settings.channels.values()].filter((channel) => id === undefined || channel.id === id)
  return Promise.all(chosen.map((channel) => probeOne(cli, channel)))
}

async function probeOne({ connectors }: Cli, settings: ChannelSettings): Promise<ProbedChannel> {
  const connector = connectors.get(settings.connector)
  if (settings.state === 'not_configured' || !connector)
    return { id: settings.id, result: 'not asked', detail: settings.why ?? 'not configured' }
  try {
    const { healthy, ...rest } = await connector.probe(openChannel(settings, { log: QUIET, signal: AbortSignal.timeout(PROBE_LIMIT_MS) }))
    return { id: settings.id, result: healthy ? 'healthy' : 'unhealthy', ...rest }
  } catch (error) {
    return {
      id: settings.id,
      result: 'unhealthy',
      ...(error instanceof GatewayError ? probeFault(error) : { detail: 'the probe failed' }),
    }
  }
}
