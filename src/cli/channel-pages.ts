import type { Command } from 'commander'
import { type ErrorWords, errorWords } from '../contract/error-words.ts'
import type { ChannelPage } from '../operations/channel-pages.ts'
import { actorOf, viewerOf } from './actor.ts'
import { type MakeCentral, withOperations } from './deciding.ts'
import type { Cli } from './parts.ts'
import { localTime } from './table.ts'

/** One channel, as the console's page shows it; and a test message. */
export function registerChannelPages(channels: Command, cli: Cli, makeCentral: MakeCentral): void {
  channels
    .command('show')
    .argument('<id>', 'the channel')
    .description('its configuration without secrets, its last changes and errors, and whom to call')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const page = await withOperations(cli, makeCentral, (operations) => operations.channelPages.show(viewerOf(), id))
      if (!json) return cli.print(pageText(page))
      const { channel, document, ...rest } = page
      cli.print(JSON.stringify({ id: channel.id, configuration: Object.fromEntries(document), ...rest }))
    })
  channels
    .command('test')
    .argument('<id>', 'the channel')
    .description('sends a message that changes nothing, and shows what was answered; exit code 1 when it was not taken')
    .option('--to <address>', 'on a channel of people: mail address, phone or chat id of somebody on the staff; it is not kept')
    .option('--by <name>', 'who sends it; kept in the audit', actorOf())
    .action(async (id: string, { to = '', by }: { to?: string; by: string }) => {
      const result = await withOperations(cli, makeCentral, (operations) => operations.channelPages.sendTest(viewerOf(by), id, to))
      cli.print(
        result.taken
          ? `${result.sent}: ${result.answered}`
          : `not taken, ${result.code}: ${result.answered}\n${bothLines(errorWords(result.code))}`,
      )
      if (!result.taken) cli.fail()
    })
}

function pageText({ channel, document, history, errors, pause, contacts, test }: ChannelPage): string {
  return [
    `${channel.id} (${channel.app}, ${channel.region.name})${pause === null ? '' : `: paused${pause.reason === null ? '' : `, ${pause.reason}`}`}`,
    'configuration:',
    ...[...document].map(([at, value]) => `  ${at.slice(1)}: ${value}`),
    'changes, newest first:',
    ...history.flatMap(({ at, kind, changes, rotated }) => [
      `  ${localTime(at)} ${kind}${rotated.length > 0 ? `, secrets replaced: ${rotated.join(', ')}` : ''}`,
      ...changes.map((change) => `    ${change.at.slice(1)}: ${change.from ?? '(none)'} → ${change.to ?? '(none)'}`),
    ]),
    'last errors:',
    ...errors.flatMap(({ lastAt, count, code, message, words }) => [
      `  ${localTime(lastAt)} ${count} times ${code}: ${message}`,
      bothLines(words),
    ]),
    'contacts:',
    ...contacts.map(
      ({ name, role, region, phone, email }) => `  ${[name, role, region, phone, email].filter((one) => one !== null).join(', ')}`,
    ),
    `test message: ${test ?? 'cannot be sent'}`,
  ].join('\n')
}

/** What a code means, and what to do about it: Indonesian first. */
const bothLines = ({ title, todo }: ErrorWords): string => `    ${title.id} / ${title.en}\n    ${todo.id} / ${todo.en}`
