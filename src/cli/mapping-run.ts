import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { describeMapped } from '../mapping/samples.ts'
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
  const payload = await readPayload(cli, file)
  if ('error' in payload) return fail(cli, options, payload.error)
  const mapped = mapping.map(payload.value, { arrivedAt: new Date().toISOString() })
  if (mapped.outcome === 'failed') cli.fail()
  // Beside the complaint, which may be on its way into a sample's file.
  if (mapped.outcome === 'complaint') for (const { at, message } of mapped.unread ?? []) cli.warn(`not read: ${at}: ${message}`)
  if (options.json || mapped.outcome === 'complaint') return cli.print(JSON.stringify(describeMapped(mapped), null, 2))
  if (mapped.outcome === 'ignored') return cli.print(`ignored: ${mapped.why}`)
  cli.print(`${mapped.code} (${mapping.ref})`)
  for (const { at, message } of mapped.errors) cli.print(`  ${at || '(the whole payload)'}: ${message}`)
}

async function readPayload(cli: MappingCli, file: string): Promise<{ value: unknown } | { error: string }> {
  const json = await (file === '-' ? cli.input() : readFile(file, 'utf8')).catch(() => null)
  if (json === null) return { error: `${file} cannot be read` }
  try {
    return { value: JSON.parse(json) }
  } catch (error) {
    return { error: `${file === '-' ? 'the standard input' : file} is not JSON: ${(error as Error).message.slice(0, 200)}` }
  }
}
