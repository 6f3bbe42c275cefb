import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { TwoTexts } from '../contract/error-words.ts'
import { describeMapped } from '../mapping/samples.ts'
import { tryPayload } from '../mapping/try-payload.ts'
import { fail, type MappingCli, type MappingOptions, pickMapping } from './mapping-output.ts'

export function registerMappingRun(mapping: Command, cli: MappingCli): void {
  mapping
    .command('run')
    .description('map one payload and print the complaint, or what is wrong with the payload')
    .argument('<mapping>', '<source> for its newest version, or <source>/v<N>')
    .argument('[file]', 'the payload as JSON; - or nothing reads it from the standard input', '-')
    .option('--json', 'print JSON')
    .option('--dir <folder>', 'the mappings folder; else GATEWAY_MAPPINGS', cli.installation.mappingsDir)
    .action((ref: string, file: string, options: MappingOptions) => runMapping(cli, ref, file, options))
}

async function runMapping(cli: MappingCli, ref: string, file: string, options: MappingOptions): Promise<void> {
  const mapping = await pickMapping(cli, ref, options)
  if (mapping === null) return
  const text = await (file === '-' ? cli.input() : readFile(file, 'utf8')).catch(() => null)
  if (text === null) return fail(cli, options, `${file} cannot be read`)
  const tried = tryPayload(mapping, text)
  if (tried.outcome === 'failed' && tried.code === 'request_unreadable')
    return fail(cli, options, `${file === '-' ? 'the standard input' : file} is not JSON: ${tried.errors[0]?.message ?? ''}`)
  if (tried.outcome === 'failed') cli.fail()
  // Beside the complaint, which may be on its way into a sample's file.
  if (tried.outcome === 'complaint')
    for (const { at, message, words } of tried.unread) cli.warn(`not read: ${at}: ${bothLines(message, words)}`)
  if (options.json || tried.outcome === 'complaint') return cli.print(JSON.stringify(describeMapped(tried), null, 2))
  if (tried.outcome === 'ignored') return cli.print(`ignored: ${tried.why}`)
  cli.print(`${tried.code} (${mapping.ref})`)
  for (const { at, message, words, line, column } of tried.errors)
    cli.print(`  ${at || '(the whole payload)'}: ${bothLines(message, words)} (line ${line}, column ${column})`)
}

/** Indonesian first: who writes a mapping sits in a region. */
function bothLines(message: string, words: TwoTexts | undefined): string {
  return words ? `${words.id} / ${words.en}` : message
}
