import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import { referenceOf } from '../contract/reference.ts'
import type { ExchangeRow } from '../ledger/exchanges.ts'
import { type TimelineEntry, type Traced, traceComplaint } from '../operations/cases/timeline.ts'
import { type Cli, withLedger } from './parts.ts'
import { localTime, oneLine } from './table.ts'

export function registerTrace(program: Command, cli: Cli): void {
  program
    .command('trace')
    .argument('<reference>', 'complaint id, ticket, ticket number (XXXXX-XXXXX), LAPOR! id or tracking id')
    .description('the whole history of one complaint, in order; names no person')
    .option('--json', 'as JSON')
    .action(async (reference: string, { json }: { json?: boolean }) => {
      const traced = await withLedger(cli.installation, async (ledger) => {
        const found = await ledger.complaints.find(reference)
        return Promise.all(
          found.map(async (complaint) => ({
            ...(await traceComplaint(ledger, complaint)),
            exchanges: await ledger.exchanges.of(complaint.id),
          })),
        )
      })
      if (traced.length === 0)
        throw new GatewayError(
          'complaint_unknown',
          `nothing is known of ${oneLine(reference)}; give a complaint id, a ticket, the ticket number of a person, a LAPOR! id or a tracking id`,
        )
      cli.print(json ? JSON.stringify(traced.map(asJson)) : traced.map(asText).join('\n\n'))
    })
}

/** The complaint's text stays out: people write names and numbers into it. */
function asJson({ complaint: { complaint, originState, ...row }, timeline, ...rest }: Exchanged): object {
  const about = complaint && {
    class: complaint.class,
    category: complaint.category ?? null,
    anonymous: complaint.anonymous,
    secret: complaint.secret,
  }
  return { ...row, about, originStatus: originState?.status ?? null, originStatusNative: originState?.native ?? null, ...rest, timeline }
}

function asText({ complaint: row, timeline, attachments, exchanges }: Exchanged): string {
  const { origin } = row
  const toldByNumber = timeline.some(({ detail }) => detail['kind'] === 'receipt')
  const facts: readonly (readonly [string, string | null])[] = [
    ['origin', `${origin.app}, ticket ${origin.ticket}, region ${origin.region}, channel ${origin.channel} (${origin.connector})`],
    ['number', toldByNumber ? referenceOf(row.id) : null],
    ['link', origin.link],
    ['delivery', row.reason ? `${row.delivery}: ${row.reason.code}, ${row.reason.message}` : row.delivery],
    [
      'at LAPOR!',
      row.laporId &&
        `${row.laporId}${row.trackingId ? `, tracking ${row.trackingId}` : ''}${row.institution ? `, at ${row.institution}` : ''}`,
    ],
    ['status', row.statusNative ? `${row.status} (${row.statusNative})` : row.status],
    ['files', attachments.length > 0 ? attachments.map(({ state }) => state).join(', ') : null],
    ['asked next', row.followAt && localTime(row.followAt)],
  ]
  const head = facts.filter(([, value]) => value !== null).map(([name, value]) => `  ${name.padEnd(10)}  ${oneLine(value ?? '')}`)
  const calls = exchanges.length === 0 ? [] : ['', 'sent and answered (whole with --json):', ...exchanges.map(callLine)]
  return [`complaint ${row.id}`, ...head, '', ...timeline.map(asLine), ...calls].join('\n')
}

interface Exchanged extends Traced {
  readonly exchanges: readonly ExchangeRow[]
}

function callLine({ at, peer, host, call, status, code, ms }: ExchangeRow): string {
  const outcome = status === null ? (code ?? 'done') : `HTTP ${status}`
  return `  ${localTime(at)}  ${peer.padEnd(6)}  ${oneLine(`${host} ${call} → ${outcome}, ${ms} ms`)}`
}

function asLine({ at, what, detail }: TimelineEntry): string {
  const words = Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `  ${localTime(at)}  ${what.padEnd(22)}  ${oneLine(words.join(' '))}`.trimEnd()
}
