import path from 'node:path'
import type { Command } from 'commander'
import type { CentralStore } from '../contract/central.ts'
import type { GuardedHttp, Log } from '../contract/connector.ts'
import { ERRORS, type ErrorCode, GatewayError } from '../contract/errors.ts'
import type { People } from '../contract/people.ts'
import type { CentralSettings } from '../contract/settings.ts'
import { openChannel } from '../intake/channel-context.ts'
import { NO_PEOPLE } from '../intake/people/no-people.ts'
import { openBlobs } from '../ledger/blobs.ts'
import type { BulkFilter, ParkedFilter } from '../ledger/decisions.ts'
import { type Operations, openOperations } from '../operations/open-operations.ts'
import { createGuardedHttp } from '../outbound/guarded-http.ts'
import { actorOf, viewerOf } from './actor.ts'
import { type Cli, QUIET, readConfig, withLedger } from './parts.ts'

/** Makes the central store, so that a case can be looked at. main.ts gives it. */
export type MakeCentral = (options: {
  settings: () => CentralSettings
  http: GuardedHttp
  log: Log
  now: () => Date
}) => Pick<CentralStore, 'follow' | 'inspect'>

/** Runs some work with everything that decisions need: the ledger, the configuration as it is now, and a way to the centre. */
export async function withOperations<T>(cli: Cli, makeCentral: MakeCentral, work: (operations: Operations) => Promise<T>): Promise<T> {
  const { settings, mappings } = await readConfig(cli)
  const { central } = settings.gateway
  const http = createGuardedHttp({ allowAddresses: central.allowAddresses, log: QUIET })
  try {
    return await withLedger(cli.installation, async (ledger) =>
      work(
        openOperations({
          ledger,
          central: makeCentral({ settings: () => central, http, log: QUIET, now: () => new Date() }),
          settings: { current: settings, onChange: () => () => undefined },
          mappings: () => mappings,
          mappingsDir: cli.installation.mappingsDir,
          connectors: cli.connectors,
          blobs: await openBlobs(path.join(cli.installation.dataDir, 'attachments')),
          log: QUIET,
          openChannel: (channel, signal) => openChannel(channel, { log: QUIET, signal, people: ALONE }),
        }),
      ),
    )
  } finally {
    http.close()
  }
}

/** Sends at once: one message of one person takes nobody's turn. */
const ALONE: People = { ...NO_PEOPLE, turn: async () => undefined }

export interface WhoOptions {
  readonly by: string
  readonly reason: string
}

/** A decision says who made it and why. */
export function addWho(command: Command): Command {
  return command
    .requiredOption('--reason <words>', 'why; kept in the audit')
    .option('--by <name>', 'the person who decided; kept in the audit', actorOf())
}

/** Decides about many, in the background. */
export async function startBulk(
  cli: Cli,
  makeCentral: MakeCentral,
  action: 'discard' | 'resend' | 'confirm',
  filter: BulkFilter,
  { by, reason }: WhoOptions,
): Promise<void> {
  const { id, total } = await withOperations(cli, makeCentral, ({ cases }) => cases.startBulk(viewerOf(by), action, filter, reason))
  cli.print(`${total} to ${action}: gateway replay status ${id}${cli.installation.running ? '' : ' (it begins when a gateway runs)'}`)
}

export interface FilterOptions {
  readonly reason?: string
  readonly code?: string
  readonly channel?: string
  readonly region?: string
  readonly from?: string
  readonly to?: string
}

/** Which parked complaints. The code has two names, since --reason also says why somebody decides. */
export function addFilter(command: Command, codeOption: '--reason' | '--code'): Command {
  return command
    .option(`${codeOption} <code>`, 'parked for this reason, e.g. mapping_failed')
    .option('--channel <id>', 'of this channel')
    .option('--region <code>', 'of this region')
    .option('--from <time>', 'accepted at or after; 2026-11-21 or 2026-11-21T10:00:00+07:00')
    .option('--to <time>', 'accepted before')
}

export function filterOf(
  { channel, region, from, to }: FilterOptions,
  code: string | undefined,
  ids: readonly string[] = [],
): ParkedFilter {
  return {
    ...(ids.length > 0 ? { ids } : {}),
    ...(code === undefined ? {} : { reason: checkCode(code) }),
    ...(channel === undefined ? {} : { channel }),
    ...(region === undefined ? {} : { region }),
    ...(from === undefined ? {} : { from: checkTime('--from', from) }),
    ...(to === undefined ? {} : { to: checkTime('--to', to) }),
  }
}

export function checkNumber(option: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new GatewayError('request_unreadable', `${option} ${text} is not a whole number from 1 to ${most}`)
}

function checkCode(text: string): ErrorCode {
  const code = (Object.keys(ERRORS) as ErrorCode[]).find((one) => one === text)
  if (code) return code
  throw new GatewayError('request_unreadable', `${text} is no code; gateway parked list shows those that there are`)
}

/** A day begins in Jakarta. */
export function checkTime(option: string, text: string): string {
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+07:00` : text)
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new GatewayError('request_unreadable', `${option} ${text} is no time; write 2026-11-21 or 2026-11-21T10:00:00+07:00`)
}
