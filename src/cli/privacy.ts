import { hostname } from 'node:os'
import type { Command } from 'commander'
import { GatewayError } from '../contract/errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { ByWhom } from '../ledger/privacy.ts'
import { eraseComplaint, findOne } from '../privacy/erase-complaint.ts'
import { releaseComplaint, restrictComplaint } from '../privacy/restrict-complaint.ts'
import { actorOf } from './actor.ts'
import { type Cli, readConfig, withLedger } from './parts.ts'

interface Asked {
  readonly reason: string
  readonly by: string
  readonly text?: boolean
  readonly json?: boolean
}

const REASON = ['--reason <text>', 'why, for the audit; name no person'] as const
const BY = ['--by <name>', 'who decided, for the audit', actorOf()] as const
const REFERENCE = ['<reference>', 'complaint id, ticket or ticket number'] as const

export function registerPrivacy(program: Command, cli: Cli): void {
  program
    .command('erase')
    .argument(...REFERENCE)
    .description('takes the person out of a case: reporter, what arrived, attachments. The case and its history stay')
    .requiredOption(...REASON)
    .option(...BY)
    .option('--text', 'also what was said: title, text, place, updates, answers')
    .option('--json', 'as JSON')
    .action(async (reference: string, { reason, by: actor, text = false, json }: Asked) => {
      const { settings } = await readConfig(cli)
      const done = await withLedger(cli.installation, async (ledger) => {
        const row = await findOne(ledger, reference, null)
        return eraseComplaint(ledger, row, byOf(actor, reason), { holder: holder(), region: settings.regions.get(row.origin.region), text })
      })
      const { reporter, raw, attachments } = done.erased
      const gone = [
        reporter ? 'the reporter' : '',
        raw ? 'what arrived' : '',
        attachments > 0 ? `${attachments} attachments` : '',
        text ? 'the text' : '',
      ]
      const what = gone.filter(Boolean).join(', ') || 'nothing more was there'
      cli.print(
        json
          ? JSON.stringify(done)
          : `${done.id}, ticket ${done.ticket}: erased ${what}. Files go within a quarter of an hour.\n${done.note}`,
      )
    })

  const act = (
    command: Command,
    description: string,
    work: (ledger: Ledger, id: string, by: ByWhom) => Promise<object>,
    say: (done: object) => string,
  ) =>
    command
      .argument(...REFERENCE)
      .description(description)
      .requiredOption(...REASON)
      .option(...BY)
      .option('--json', 'as JSON')
      .action(async (reference: string, { reason, by: actor, json }: Asked) => {
        const done = await withLedger(cli.installation, async (ledger) =>
          work(ledger, (await findOne(ledger, reference, null)).id, byOf(actor, reason)),
        )
        cli.print(json ? JSON.stringify(done) : say(done))
      })

  const restrict = program
    .command('restrict')
    .description('processing restriction: nothing of a complaint goes to LAPOR! until it is released')
  const note = (done: object) => `${Reflect.get(done, 'id')}: ${Reflect.get(done, 'note')}`
  act(restrict.command('set', { isDefault: true }), 'stops it', (ledger, id, who) => restrictComplaint(ledger, holder(), id, who), note)
  act(restrict.command('release'), 'lets it go on', (ledger, id, who) => releaseComplaint(ledger, id, who), note)

  const hold = program.command('hold').description('legal hold: nothing of a complaint is erased until it is released')
  const setHold = (held: boolean) => async (ledger: Ledger, id: string, who: ByWhom) => ({
    id,
    held,
    changed: await ledger.privacy.hold(id, held, who),
  })
  const holdNote = (done: object) =>
    `${Reflect.get(done, 'id')} is ${Reflect.get(done, 'held') ? '' : 'not '}under legal hold${Reflect.get(done, 'changed') ? '' : ', as before'}`
  act(hold.command('set'), 'holds it', setHold(true), holdNote)
  act(hold.command('release'), 'releases it', setHold(false), holdNote)
}

function byOf(actor: string, reason: string): ByWhom {
  if (reason.trim() === '') throw new GatewayError('request_unreadable', '--reason is empty; say why, for the audit')
  return { actor: actor.slice(0, 100), reason: reason.slice(0, 500) }
}

const holder = (): string => `${hostname()}/${process.pid}/cli`
